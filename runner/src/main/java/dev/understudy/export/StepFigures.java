package dev.understudy.export;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers of a run at one step.
 *
 * @param loop whose they are, as in {@code imitator-1001}; empty where they are the training's
 * @param step meta-steps of the training, or steps of the loop
 * @param epochSeconds when, see {@link RunFigures}
 * @param values by names as {@code training/imitationLoss}; every one is finite
 */
record StepFigures(String loop, long step, double epochSeconds, Map<String, Double> values) {
    StepFigures {
        Map<String, Double> finite = new LinkedHashMap<>(values);
        finite.values().removeIf(value -> !Double.isFinite(value));
        values = Collections.unmodifiableMap(finite);
    }
}
