package dev.understudy.config;

import java.util.Map;

/**
 * One of the configs that a file's sweep makes.
 *
 * @param config resolved
 * @param differs the swept keys with its values, {@code 3e-4}, {@code adam} or {@code [20, 20]}, in the order of the
 *     sweep; empty without a sweep
 */
public record SweptConfig(Config config, Map<String, String> differs) {}
