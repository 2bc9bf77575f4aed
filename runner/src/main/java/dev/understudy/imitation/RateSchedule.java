package dev.understudy.imitation;

import java.util.Locale;

/**
 * [T8] The course of a teacher's learning rate over a rollout of N steps, the horizon. At step t = 0 … N − 1 the rate is lr·share(x), x = t/N:
 * 1 (constant), 1 − x (linear), (1 + cos πx)/2 (cosine) or 10^−3x (exponential). So each begins with the whole rate and none is zero at a
 * step that is done. Beyond the horizon the rate of its last step stays.
 */
public enum RateSchedule {
    CONSTANT,
    LINEAR,
    COSINE,
    EXPONENTIAL;

    /** What is left of the rate at the horizon where it falls exponentially. */
    static final double LEAST = 1e-3;

    /** The name in a config. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * [T8] By what the rate is multiplied, in double.
     *
     * @param step counted from 0
     * @param horizon N, at least 1
     */
    public double share(int step, int horizon) {
        double x = (double) Math.min(step, horizon - 1) / horizon;
        return switch (this) {
            case CONSTANT -> 1;
            case LINEAR -> 1 - x;
            case COSINE -> (1 + Math.cos(Math.PI * x)) / 2;
            case EXPONENTIAL -> Math.pow(LEAST, x);
        };
    }

    /** The rule as it is at this step; the same one where the rate is constant, so that nothing is rounded anew. */
    public Teacher at(Teacher rule, int step, int horizon) {
        if (this == CONSTANT) {
            return rule;
        }
        // A rate that float32 hardly holds falls to its smallest number, and not to 0, which is no rate.
        return rule.withLearningRate(Math.max(Float.MIN_VALUE, rule.learningRate() * share(step, horizon)));
    }
}
