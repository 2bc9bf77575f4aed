package dev.understudy.batch;

/** Somebody who watches a batch go on. All calls come from one thread. */
public interface Display {
    /** A process has begun this trial. */
    void started(String trial);

    /** How far its present work is. @param what such as "training". @param unit what is counted */
    void at(String trial, String what, String unit, long done, long total);

    /** Its process has printed this line besides, as a library or a log does. */
    void printed(String trial, String line);

    /** A line for the user. */
    void say(String line);

    /** Its process is gone. @param outcome null where it is tried again */
    void ended(String trial, Outcome outcome);
}
