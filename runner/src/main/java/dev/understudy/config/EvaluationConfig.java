package dev.understudy.config;

import dev.understudy.imitation.Checks;
import java.util.HashSet;
import java.util.List;

/**
 * How the trained imitator is judged.
 *
 * @param steps for which it drives a fresh network
 * @param batch test samples looked at for each point of the curve; the final figures use the whole test set
 * @param everySteps steps between points
 * @param weightDecay part of θ taken away at every step, outside the driver
 * @param seeds one fresh network each
 * @param noiseFloor also drive by the teacher with a learning rate × 1.0001: what chaos alone makes of a difference
 */
public record EvaluationConfig(int steps, int batch, int everySteps, double weightDecay, List<Long> seeds, boolean noiseFloor) {
    static final EvaluationConfig DEFAULTS = new EvaluationConfig(4000, 64, 50, 0, List.of(1001L, 1002L, 1003L), false);

    public EvaluationConfig {
        seeds = List.copyOf(seeds);
        Checks.within("evaluation.steps", steps, 1, 100_000_000);
        Checks.within("evaluation.batch", batch, 1, 1 << 20);
        Checks.within("evaluation.everySteps", everySteps, 1, 100_000_000);
        Checks.that(everySteps <= steps, "evaluation.everySteps", everySteps, "at most evaluation.steps, " + steps);
        Checks.that(weightDecay >= 0 && weightDecay < 1, "evaluation.weightDecay", weightDecay, "at least 0 and below 1");
        Checks.that(!seeds.isEmpty() && seeds.size() <= 1000, "evaluation.seeds", seeds.size() + " seeds", "1 to 1000 seeds");
        for (int i = 0; i < seeds.size(); i++) {
            Checks.within("evaluation.seeds[" + i + "]", seeds.get(i), 0, Long.MAX_VALUE);
        }
        Checks.that(new HashSet<>(seeds).size() == seeds.size(), "evaluation.seeds", Shown.brief(seeds.toString()), "seeds that differ");
    }
}
