package dev.understudy.batch;

import dev.understudy.train.Watch;

/** A watch that shows nothing. */
enum NoWatch implements Watch {
    INSTANCE;

    @Override
    public void begin(String what, String unit, long total, long done) {}

    @Override
    public void at(long done) {}

    @Override
    public void end() {}

    @Override
    public void say(String line) {}
}
