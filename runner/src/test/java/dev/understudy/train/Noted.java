package dev.understudy.train;

import java.util.ArrayList;
import java.util.List;

/** A watch that keeps all its messages. */
final class Noted implements Watch {
    final List<String> said = new ArrayList<>();

    @Override
    public void begin(String what, String unit, long total, long done) {
        said.add("begin " + what + " at " + done + " of " + total);
    }

    @Override
    public void at(long done) {
        // Progress is the terminal's affair.
    }

    @Override
    public void end() {
        said.add("end");
    }

    @Override
    public void say(String line) {
        said.add(line);
    }
}
