package dev.understudy.export;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers of a run at one step, for export.
 *
 * @param rollout the rollout, for example {@code imitator-1001}; empty for the training
 * @param step the meta-step of the training, or the step of the rollout
 * @param epochSeconds the time, see {@link RunFigures}
 * @param values by names as {@code training/imitationLoss}; all are finite
 */
record StepFigures(String rollout, long step, double epochSeconds, Map<String, Double> values) {
    StepFigures {
        Map<String, Double> finite = new LinkedHashMap<>(values);
        finite.values().removeIf(value -> !Double.isFinite(value));
        values = Collections.unmodifiableMap(finite);
    }
}
