package dev.understudy.train;

import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.MetaTraining.Losses;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.run.Checkpoints;
import dev.understudy.run.JsonLines;
import dev.understudy.run.MetricsLine;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;

/** Runs the meta-steps of a training, and writes metrics, statistics and checkpoints when they are due. */
final class Trainer {
    private final Setup setup;
    private final TrainingSpec spec;
    private final MetaTraining training;
    private final JsonLines metrics;
    private final Checkpoints checkpoints;
    private final SortedMap<String, String> identity;
    private final BooleanSupplier stopRequested;
    private final Watch watch;

    Trainer(
            Setup setup,
            MetaTraining training,
            JsonLines metrics,
            Checkpoints checkpoints,
            BooleanSupplier stopRequested,
            Watch watch) {
        this.setup = setup;
        spec = setup.training();
        this.training = training;
        this.metrics = metrics;
        this.checkpoints = checkpoints;
        this.stopRequested = stopRequested;
        this.watch = watch;
        identity = setup.identity();
    }

    /**
     * @param until a meta-step at which it stops, as if asked to; 0 for none
     * @return null, or one line that says how the training diverged; the last finite checkpoint is then kept
     * @throws Stop after saving, at {@code until} or if asked to
     */
    String run(int until) {
        var config = setup.config().training();
        long end = config.metaSteps();
        watch.begin("training", "meta-steps", end, training.metaStep());
        try {
            long logged = training.metaStep();
            long nanos = System.nanoTime();
            while (training.metaStep() < end) {
                long at = training.metaStep();
                long due = Math.min(
                        Math.min(next(at, config.logEvery()), next(at, config.checkpointEvery())),
                        at < until ? Math.min(until, end) : end);
                training.run((int) Math.min(due - at, 10));
                at = training.metaStep();
                watch.at(at);
                if (at % config.logEvery() == 0 || at == end) {
                    double seconds = (System.nanoTime() - nanos) / 1e9;
                    String diverged = log(at, at - logged, seconds);
                    logged = at;
                    nanos = System.nanoTime();
                    if (diverged != null) {
                        return diverged;
                    }
                }
                boolean stop = stopRequested.getAsBoolean() || until > 0 && at >= until;
                if (at % config.checkpointEvery() == 0 || at == end || stop) {
                    metrics.sync(); // the lines must be on the disk before the checkpoint that follows them
                    Checkpoints.Saved saved = checkpoints.save(training.snapshot(), identity);
                    if (saved instanceof Checkpoints.NotFinite bad) {
                        return "diverged before meta-step " + at + ": " + bad.sentence();
                    }
                }
                if (stop && at < end) {
                    throw new Stop();
                }
            }
            return null;
        } finally {
            watch.end();
        }
    }

    private static long next(long at, int every) {
        return (at / every + 1) * every;
    }

    private String log(long at, long steps, double seconds) {
        Losses losses = training.losses();
        int every = setup.config().training().diagnosticsEvery();
        boolean due = every > 0 && at / every > (at - steps) / every;
        metrics.append(new MetricsLine(
                at,
                mean(losses.imitation(), losses.first(), true),
                mean(losses.task(), losses.first(), false),
                mean(losses.modelFirst()),
                mean(losses.modelLast()),
                spec.learningRate(at - 1),
                seconds,
                due ? training.diagnostics() : null,
                training.validated()));
        for (int i = 0; i < losses.imitation().length; i++) {
            boolean imitates = spec.imitates(losses.first() + i);
            float loss = (imitates ? losses.imitation() : losses.task())[i];
            if (!Float.isFinite(loss)) {
                return "diverged: the " + (imitates ? "imitation" : "task") + " loss is " + loss + " at meta-step "
                        + (losses.first() + i);
            }
        }
        return null;
    }

    /**
     * Mean over the meta-steps at which φ learned to imitate, or over the others; NaN if there are none.
     *
     * @param first the meta-step of the first value
     */
    private double mean(float[] values, long first, boolean imitates) {
        double sum = 0;
        int n = 0;
        for (int i = 0; i < values.length; i++) {
            if (spec.imitates(first + i) == imitates) {
                sum += values[i];
                n++;
            }
        }
        return sum / n;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
