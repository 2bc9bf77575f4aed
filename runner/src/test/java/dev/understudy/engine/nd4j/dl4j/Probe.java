package dev.understudy.engine.nd4j.dl4j;

/** A class that no network has: if it is loaded because a file names it, it sets a system property. */
final class Probe {
    static final String TRACE = "understudy.test.probe";

    static {
        System.setProperty(TRACE, "initialised");
    }

    private Probe() {}
}
