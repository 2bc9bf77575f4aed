package dev.understudy.config;

import java.math.BigDecimal;

/**
 * One of several tasks that φ learns from at once.
 *
 * @param data that its optimizees are trained on
 * @param optimizee its network and batch
 * @param rateFactor the learning rate on this task, as a multiple of the imitator's and of the teacher's. Networks of
 *     different sizes need different rates; φ then learns each task at the rate at which it will be used on others of
 *     its kind
 */
public record TaskConfig(DataConfig data, OptimizeeConfig optimizee, double rateFactor) {
    static final TaskConfig DEFAULTS = new TaskConfig(DataConfig.DEFAULTS, OptimizeeConfig.DEFAULTS);

    TaskConfig(DataConfig data, OptimizeeConfig optimizee) {
        this(data, optimizee, 1);
    }

    /** A learning rate on this task. The product is taken in decimal, so that three times 0.003 is 0.009. */
    public double rate(double learningRate) {
        return BigDecimal.valueOf(learningRate)
                .multiply(BigDecimal.valueOf(rateFactor))
                .doubleValue();
    }

    TaskConfig resolved() {
        return new TaskConfig(data.resolved(), optimizee.suiting(data), rateFactor);
    }
}
