package dev.understudy.engine.nd4j.dl4j;

/** A class that no network has: whoever loads it because a file names it leaves a trace in the system properties. */
final class Probe {
    static final String TRACE = "understudy.test.probe";

    static {
        System.setProperty(TRACE, "initialised");
    }

    private Probe() {}
}
