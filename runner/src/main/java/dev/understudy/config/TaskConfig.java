package dev.understudy.config;

/**
 * One of several tasks that φ learns from at once.
 *
 * @param data that its optimizees are trained on
 * @param optimizee its network and batch
 */
public record TaskConfig(DataConfig data, OptimizeeConfig optimizee) {
    static final TaskConfig DEFAULTS = new TaskConfig(DataConfig.DEFAULTS, OptimizeeConfig.DEFAULTS);

    TaskConfig resolved() {
        return new TaskConfig(data.resolved(), optimizee.suiting(data));
    }
}
