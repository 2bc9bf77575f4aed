package dev.understudy.engine;

import dev.understudy.imitation.Teacher;

/**
 * The schedule of the meta-optimizer's learning rate. It is read at every meta-step, so a constant rate allocates
 * nothing.
 */
final class MetaRate {
    private MetaRate() {}

    /**
     * The rule at this meta-step, counted from 0.
     *
     * @param cosineOver as in {@link #at}
     */
    static Teacher rule(Teacher rule, long cosineOver, long metaStep) {
        return cosineOver == 0 ? rule : rule.withLearningRate(at(rule, cosineOver, metaStep));
    }

    /** @param cosineOver 0 for a constant rate, else the meta-steps over which it falls to zero as a half cosine */
    static double at(Teacher rule, long cosineOver, long metaStep) {
        double full = rule.learningRate();
        return cosineOver == 0
                ? full
                : full * 0.5 * (1 + Math.cos(Math.PI * Math.min(metaStep, cosineOver) / cosineOver));
    }
}
