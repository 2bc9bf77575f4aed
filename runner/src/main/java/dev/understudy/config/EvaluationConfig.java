package dev.understudy.config;

import dev.understudy.fault.Printable;
import dev.understudy.imitation.Checks;
import dev.understudy.imitation.RateSchedule;
import java.util.HashSet;
import java.util.List;

/**
 * How the trained imitator is judged: by rollouts of fresh networks, which it drives, compared with rollouts driven by
 * the teacher.
 *
 * @param steps of a rollout
 * @param batch test samples for each point of the curve; the final figures use the whole test set
 * @param everySteps steps between points; null, only until the config is resolved, for 50, or for all steps if they are
 *     fewer
 * @param weightDecay part of θ subtracted at every step, whoever drives
 * @param seeds one fresh network each
 * @param horizons steps before the end at which the final figures are computed as well
 * @param noUpdate also make no update, to show the loss of the initial weights
 * @param noiseFloor also let the teacher drive with a learning rate × 1.0001, to show how much chaos alone changes the
 *     result
 * @param schedule of the learning rate of the teacher that drives, over all steps; the imitator, and the teacher whose
 *     updates are compared with its own, keep theirs
 */
public record EvaluationConfig(
        int steps,
        List<Integer> horizons,
        int batch,
        Integer everySteps,
        double weightDecay,
        List<Long> seeds,
        boolean noUpdate,
        boolean noiseFloor,
        RateSchedule schedule) {
    private static final int POINTS_APART = 50;
    static final EvaluationConfig DEFAULTS = new EvaluationConfig(
            4000, List.of(), 64, null, 0, List.of(1001L, 1002L, 1003L), true, false, RateSchedule.CONSTANT);

    public EvaluationConfig {
        seeds = List.copyOf(seeds);
        horizons = List.copyOf(horizons);
        Checks.within("evaluation.steps", steps, 1, 100_000_000);
        Checks.within("evaluation.batch", batch, 1, 1 << 20);
        int every = everySteps == null ? Math.min(POINTS_APART, steps) : everySteps;
        Checks.within("evaluation.everySteps", every, 1, 100_000_000);
        Checks.that(every <= steps, "evaluation.everySteps", every, "at most evaluation.steps, " + steps);
        Checks.that(
                weightDecay >= 0 && weightDecay < 1, "evaluation.weightDecay", weightDecay, "at least 0 and below 1");
        Checks.that(
                !seeds.isEmpty() && seeds.size() <= 1000,
                "evaluation.seeds",
                seeds.size() + " seeds",
                "1 to 1000 seeds");
        for (int i = 0; i < seeds.size(); i++) {
            Checks.within("evaluation.seeds[" + i + "]", seeds.get(i), 0, Long.MAX_VALUE);
        }
        Checks.that(
                new HashSet<>(seeds).size() == seeds.size(),
                "evaluation.seeds",
                Printable.brief(seeds.toString()),
                "seeds that differ");
        int before = 0;
        for (int horizon : horizons) {
            Checks.that(
                    horizon % every == 0,
                    "evaluation.horizons",
                    horizons,
                    "multiples of evaluation.everySteps, " + every);
            Checks.that(
                    horizon < steps && horizon - window(horizon) >= before,
                    "evaluation.horizons",
                    horizons,
                    "ascending steps below evaluation.steps, " + steps + ", each with the " + window(horizon)
                            + " steps of its mean after the one before");
            before = horizon;
        }
        Checks.that(
                steps - window(steps) >= before,
                "evaluation.horizons",
                horizons,
                "none within the last " + window(steps) + " of evaluation.steps, " + steps);
    }

    EvaluationConfig resolved() {
        return everySteps != null ? this : points(steps, horizons, Math.min(POINTS_APART, steps));
    }

    /** The same evaluation with another number of steps, and only with the horizons before its end. */
    public EvaluationConfig over(int otherSteps) {
        int every = Math.min(everySteps, otherSteps);
        List<Integer> before = horizons.stream()
                .filter(horizon -> horizon <= otherSteps - window(otherSteps) && horizon % every == 0)
                .toList();
        return points(otherSteps, before, every);
    }

    private EvaluationConfig points(int otherSteps, List<Integer> otherHorizons, int every) {
        return new EvaluationConfig(
                otherSteps, otherHorizons, batch, every, weightDecay, seeds, noUpdate, noiseFloor, schedule);
    }

    /** Number of steps before a horizon over which the mean of θ is taken: 500, or half of a horizon below 1,000. */
    public static int window(int horizon) {
        return horizon >= 1000 ? 500 : Math.max(1, horizon / 2);
    }
}
