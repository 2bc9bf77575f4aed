package dev.understudy.engine;

/** The course of the meta-optimizer's learning rate. */
final class MetaRate {
    private MetaRate() {}

    /** @param cosineOver 0 for a constant rate, else the meta-steps over which it falls to zero as a half cosine */
    static double at(double full, long cosineOver, long metaStep) {
        return cosineOver == 0
                ? full
                : full * 0.5 * (1 + Math.cos(Math.PI * Math.min(metaStep, cosineOver) / cosineOver));
    }
}
