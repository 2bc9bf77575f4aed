package dev.understudy.imitation;

import java.util.Locale;

/**
 * [T8] The schedule of a teacher's learning rate over a rollout of N steps, the horizon. At step t = 0 … N − 1 the rate
 * is lr·share(x), x = t/N: 1 (constant), 1 − x (linear), (1 + cos πx)/2 (cosine) or 10^−3x (exponential). So each
 * begins with the whole rate, and the rate is above zero at every step. Beyond the horizon the rate of its last step
 * stays.
 */
public enum RateSchedule {
    CONSTANT,
    LINEAR,
    COSINE,
    EXPONENTIAL;

    /** The share of the rate left at the horizon of the exponential schedule. */
    static final double LEAST = 1e-3;

    /** The name in a config. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * [T8] The factor of the learning rate, in double.
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

    /**
     * The rule with its learning rate at this step; the same object for a constant rate, so that it is not rounded
     * again.
     */
    public Teacher at(Teacher rule, int step, int horizon) {
        if (this == CONSTANT) {
            return rule;
        }
        // A rate too small for float32 becomes its smallest number and not 0, which is not a valid rate.
        return rule.withLearningRate(Math.max(Float.MIN_VALUE, rule.learningRate() * share(step, horizon)));
    }
}
