package dev.understudy.train;

import dev.understudy.config.EvaluationConfig;
import dev.understudy.engine.Engine;
import dev.understudy.engine.Loop;
import dev.understudy.engine.LoopSpec;
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
        List<Loop.Trace> traces = new ArrayList<>();
        int[] steps = new int[horizon / every + 1];
        float[] training = new float[steps.length];
        float[] batch = new float[steps.length];
        int points = 0;
        try (Loop loop = engine.loop(spec(config), null)) {
            int bad = -1;
            while (loop.step() < horizon && bad < 0) {
                int point = Math.min(horizon, (loop.step() / every + 1) * every);
                int to = Math.min(point, loop.step() + AT_ONCE);
                loop.run(to - loop.step());
                traces.add(loop.trace());
                if (stopAt.test(to)) {
                    throw new Stop();
                }
                if (to == point) {
                    steps[points] = to;
                    batch[points] = mean(totals.add(traces).losses());
                    traces.clear();
                    training[points] = (float) trainingLoss(loop, POINT_SAMPLES);
                    bad = totals.firstBadStep >= 0 ? totals.firstBadStep : Float.isFinite(training[points]) ? -1 : to;
                    points++;
                }
            }
            Loop.Score test =
                    loop.score(setup.data().test(), setup.data().test().count(), loop.theta());
            return new TuningLine(
                    rate,
                    seed,
                    loop.step(),
                    bad < 0 ? null : bad,
                    trainingLoss(loop, END_SAMPLES),
                    totals.trainingLoss(window),
                    test.loss(),
                    test.accuracy(),
                    Arrays.copyOf(steps, points),
                    Arrays.copyOf(training, points),
                    Arrays.copyOf(batch, points),
                    (System.nanoTime() - start) / 1e9);
        }
    }

    private LoopSpec spec(EvaluationConfig config) {
        return new LoopSpec(
                setup.problem(
                        setup.config().teacher().withLearningRate(rate),
                        setup.problem().imitator()),
                seed,
                WhoDrives.TEACHER,
                config.weightDecay(),
                config.steps(),
                config.schedule());
    }

    private double trainingLoss(Loop loop, int most) {
        Samples samples = setup.data().train();
        return loop.score(samples, Math.min(most, samples.count()), loop.theta())
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
