package dev.understudy.train;

import dev.understudy.config.EvaluationConfig;
import dev.understudy.engine.Engine;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.WhoDrives;
import dev.understudy.report.StepsToLoss;
import dev.understudy.run.TuningLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * One rollout of a tuning: a teacher alone drives a fresh optimizee, and the training loss is measured on the way and
 * at the end.
 */
record TuningRollout(Setup setup, Engine engine, double rate, long seed) {
    /** Training samples, from the first on, on which a point of the curve is measured. */
    static final int POINT_SAMPLES = 1000;
    /** Training samples for the loss at the end, by which candidates are compared. */
    static final int END_SAMPLES = 10_000;
    /** Most steps between two checks for a request to stop. */
    private static final int AT_ONCE = 50;

    private static final int POINTS = 100;

    /** Steps from one point of the curve to the next. */
    static int every(int horizon) {
        return Math.max(1, horizon / POINTS);
    }

    /** @param stopAt takes the number of steps done, and returns whether to stop. @throws Stop if it returns true */
    TuningLine drive(IntPredicate stopAt) {
        long start = System.nanoTime();
        EvaluationConfig config = setup.config().evaluation();
        int horizon = config.steps();
        int every = every(horizon);
        int window = StepsToLoss.window(horizon);
        RolloutStatistics totals = new RolloutStatistics(window);
        List<Rollout.Trace> traces = new ArrayList<>();
        int[] steps = new int[horizon / every + 1];
        float[] training = new float[steps.length];
        float[] batch = new float[steps.length];
        int points = 0;
        try (Rollout rollout = engine.rollout(spec(config), null)) {
            int bad = -1;
            while (rollout.step() < horizon && bad < 0) {
                int point = Math.min(horizon, (rollout.step() / every + 1) * every);
                int to = Math.min(point, rollout.step() + AT_ONCE);
                rollout.run(to - rollout.step());
                traces.add(rollout.trace());
                if (stopAt.test(to)) {
                    throw new Stop();
                }
                if (to == point) {
                    steps[points] = to;
                    batch[points] = mean(totals.add(traces).losses());
                    traces.clear();
                    training[points] = (float) trainingLoss(rollout, POINT_SAMPLES);
                    bad = totals.firstBadStep >= 0 ? totals.firstBadStep : Float.isFinite(training[points]) ? -1 : to;
                    points++;
                }
            }
            Rollout.Score test =
                    rollout.score(setup.data().test(), setup.data().test().count(), rollout.theta());
            return new TuningLine(
                    rate,
                    seed,
                    rollout.step(),
                    bad < 0 ? null : bad,
                    trainingLoss(rollout, END_SAMPLES),
                    totals.trainingLoss(window),
                    test.loss(),
                    test.accuracy(),
                    Arrays.copyOf(steps, points),
                    Arrays.copyOf(training, points),
                    Arrays.copyOf(batch, points),
                    (System.nanoTime() - start) / 1e9);
        }
    }

    private RolloutSpec spec(EvaluationConfig config) {
        return new RolloutSpec(
                setup.problem(
                        setup.config().teacher().withLearningRate(rate),
                        setup.problem().imitator()),
                seed,
                WhoDrives.TEACHER,
                config.weightDecay(),
                config.steps(),
                config.schedule());
    }

    private double trainingLoss(Rollout rollout, int most) {
        Samples samples = setup.data().train();
        return rollout.score(samples, Math.min(most, samples.count()), rollout.theta())
                .loss();
    }

    private static float mean(float[] losses) {
        double sum = 0;
        for (float loss : losses) {
            sum += loss;
        }
        return (float) (sum / losses.length);
    }
}
