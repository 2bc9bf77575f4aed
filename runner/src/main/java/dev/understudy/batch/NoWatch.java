package dev.understudy.batch;

import dev.understudy.train.Watch;

/** A watch that shows nothing. */
enum NoWatch implements Watch {
    INSTANCE;

    @Override
    public void say(String line) {}
}
