package dev.understudy.engine;

import dev.understudy.imitation.Evolution;
import java.util.Arrays;
import java.util.List;

/** Validates φ on all tasks: the same few networks every time, each trained over the longest episode. */
final class Validation {
    /** Smallest loss, so that its logarithm is finite. */
    private static final double LEAST = 1e-12;

    private final Evolution evolution;
    private final List<Population> tasks;
    private final float[] losses; // [K][VALIDATED]

    Validation(EvolutionSpec spec, List<Population> tasks) {
        evolution = spec.evolution();
        this.tasks = List.copyOf(tasks);
        losses = new float[evolution.window() * EvolutionSpec.VALIDATED];
    }

    /**
     * [L10] The mean loss of the batches in the last tenth of the episode, over all networks; and of that the geometric
     * mean over the tasks. The loss at the end of an episode matters most for a learned rule, and a task of ten times
     * the loss counts as much as any other.
     */
    double of(float[] phi) {
        int networks = EvolutionSpec.VALIDATED;
        float[] phis = new float[networks * phi.length];
        boolean[] all = new boolean[networks];
        Arrays.fill(all, true);
        for (int r = 0; r < networks; r++) {
            System.arraycopy(phi, 0, phis, r * phi.length, phi.length);
        }
        double logarithms = 0;
        for (Population task : tasks) {
            logarithms += StrictMath.log(Math.max(atTheEnd(task, phis, all), LEAST));
        }
        return StrictMath.exp(logarithms / tasks.size());
    }

    private double atTheEnd(Population task, float[] phis, boolean[] all) {
        int windows = evolution.windows(1);
        int counted = Math.max(1, windows / 10);
        for (int r = 0; r < all.length; r++) {
            task.clock().set(r, r, 0, windows * evolution.window());
        }
        task.begin(all);
        double sum = 0;
        for (int n = 0; n < windows; n++) {
            task.run(phis, evolution.window(), false);
            if (n >= windows - counted) {
                task.losses(losses);
                for (float loss : losses) {
                    sum += evolution.capped(loss);
                }
            }
        }
        return sum / ((double) counted * losses.length);
    }

    List<Population> populations() {
        return tasks;
    }
}
