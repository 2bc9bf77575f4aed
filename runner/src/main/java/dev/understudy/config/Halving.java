package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Evolution;
import java.util.List;

/**
 * A rule that stops the worse trials of a sweep at certain meta-steps (rungs): asynchronous successive halving (Li et
 * al. 2020, "A System for Massively Parallel Hyperparameter Tuning", algorithm 2). All rungs belong to one schedule: a
 * trial that is stopped keeps its {@code metaSteps}.
 *
 * @param metric of a line of metrics.jsonl, the lower the better
 * @param rungs meta-steps at which trials are compared, in increasing order
 * @param keep the part of the trials at a rung that goes on, for example 0.5
 */
public record Halving(String metric, List<Integer> rungs, double keep) {
    /** All metrics by which trials can be compared. */
    public static final List<String> METRICS =
            List.of("imitationLoss", "taskLoss", "validation", "modelLossFirst", "modelLossLast");

    public Halving {
        rungs = List.copyOf(rungs);
        Checks.that(METRICS.contains(metric), "sweep.halving.metric", metric, "one of " + String.join(", ", METRICS));
        Checks.that(!rungs.isEmpty(), "sweep.halving.rungs", "empty", "meta-steps, such as [500, 1000]");
        for (int i = 0; i < rungs.size(); i++) {
            Checks.that(
                    rungs.get(i) > (i == 0 ? 0 : rungs.get(i - 1)),
                    "sweep.halving.rungs[" + i + "]",
                    String.valueOf(rungs.get(i)),
                    "meta-steps in increasing order");
        }
        Checks.that(
                keep > 0 && keep < 1,
                "sweep.halving.keep",
                String.valueOf(keep),
                "a part between 0 and 1, such as 0.5");
    }

    /** Checks that a trial can be stopped at every rung: each has a line of metrics and is before the trial's end. */
    void check(Config config, String origin) {
        int validated = config.training().objective() instanceof Evolution evolution ? evolution.validateEvery() : 0;
        for (int rung : rungs) {
            if (metric.equals("validation") && (validated == 0 || rung % validated != 0)) {
                throw Fault.badInput(
                        origin + " sweep.halving.rungs",
                        validated == 0
                                ? "are judged by validation, but the training has no validation"
                                : "has " + rung + ", and evolution.validateEvery is " + validated,
                        validated == 0 ? "training.objective evolution with validateEvery" : "multiples of it",
                        "use another metric, or move the rung");
            }
            int every = config.training().logEvery();
            if (rung % every != 0) {
                throw Fault.badInput(
                        origin + " sweep.halving.rungs",
                        "has " + rung + ", and training.logEvery is " + every,
                        "multiples of it, since a rung is judged by the line of metrics there",
                        "move the rung, or set training.logEvery");
            }
            if (rung >= config.training().metaSteps()) {
                throw Fault.badInput(
                        origin + " sweep.halving.rungs",
                        "has " + rung + ", and training.metaSteps is "
                                + config.training().metaSteps(),
                        "rungs before the end",
                        "leave that rung out");
            }
        }
    }
}
