package dev.understudy.train;

import dev.understudy.config.EvaluationConfig;
import dev.understudy.engine.Rollout.Score;
import java.util.ArrayList;
import java.util.List;

/**
 * A step at which a rollout is scored: by the mean of θ over the steps before it, which removes most of the noise of a
 * single point, and by five points, the last of them at this step. Their distance is a twentieth of the horizon, but at
 * most 50 steps.
 *
 * @param number index of the config's horizon; the number of horizons for the end of the rollout
 * @param end the step, counted from the start of the rollout
 * @param scores the scores of the points so far
 */
record Horizon(int number, int end, List<Score> scores) {
    /** Test samples per point: scoring the whole set would take longer than the steps between the points. */
    static final int POINT_SAMPLES = 2000;

    static final int POINTS = 5;

    static Horizon first(EvaluationConfig config) {
        return at(0, config);
    }

    private static Horizon at(int number, EvaluationConfig config) {
        return new Horizon(
                number,
                number < config.horizons().size() ? config.horizons().get(number) : config.steps(),
                new ArrayList<>());
    }

    Horizon after(EvaluationConfig config) {
        return at(number + 1, config);
    }

    /** The step at which the mean of θ begins. */
    int meanFrom() {
        return end - EvaluationConfig.window(end);
    }

    private int gap() {
        return Math.min(50, Math.max(1, end / 20));
    }

    /** Whether this step is one of the points. */
    boolean hasPoint(int step) {
        return step <= end && step > end - POINTS * gap() && (end - step) % gap() == 0;
    }

    void score(Score score) {
        scores.add(score);
    }

    /** The next step after this one at which the mean begins or a point is due. */
    int next(int step) {
        if (step < meanFrom()) {
            return meanFrom();
        }
        int next = step + 1;
        while (next < end && !hasPoint(next)) {
            next++;
        }
        return next;
    }
}
