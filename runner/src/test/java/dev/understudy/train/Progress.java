package dev.understudy.train;

import java.util.ArrayList;
import java.util.List;

/** A watch that keeps the progress as well. */
final class Progress implements Watch {
    final List<String> begun = new ArrayList<>();
    final List<Long> at = new ArrayList<>();
    int ended;

    @Override
    public void begin(String what, String unit, long total, long done) {
        begun.add(what + ": " + done + " of " + total + " " + unit);
    }

    @Override
    public void at(long done) {
        at.add(done);
    }

    @Override
    public void end() {
        ended++;
    }

    @Override
    public void say(String line) {
        // Messages are kept by Noted.
    }
}
