package dev.understudy.batch;

/** A display that shows nothing. */
enum NoDisplay implements Display {
    INSTANCE;

    @Override
    public void started(String trial) {}

    @Override
    public void at(String trial, String what, String unit, long done, long total) {}

    @Override
    public void printed(String trial, String line) {}

    @Override
    public void say(String line) {}

    @Override
    public void ended(String trial, Outcome outcome) {}
}
