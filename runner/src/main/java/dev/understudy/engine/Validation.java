package dev.understudy.engine;

import dev.understudy.imitation.Evolution;
import java.util.Arrays;
import java.util.List;

/** How well a φ does on the validation of all tasks: the same few networks every time, each driven over the longest episode. */
final class Validation {
    private final Evolution evolution;
    private final List<Population> tasks;
    private final float[] losses; // [K][VALIDATED]

    Validation(EvolutionSpec spec, List<Population> tasks) {
        evolution = spec.evolution();
        this.tasks = List.copyOf(tasks);
        losses = new float[evolution.window() * EvolutionSpec.VALIDATED];
    }

    /** [L6] The mean over tasks, networks and steps. */
    double of(float[] phi) {
        int networks = EvolutionSpec.VALIDATED;
        float[] phis = new float[networks * phi.length];
        boolean[] all = new boolean[networks];
        Arrays.fill(all, true);
        for (int r = 0; r < networks; r++) {
            System.arraycopy(phi, 0, phis, r * phi.length, phi.length);
        }
        int windows = evolution.windows(1);
        double sum = 0;
        for (Population task : tasks) {
            for (int r = 0; r < networks; r++) {
                task.clock().set(r, r, 0, windows * evolution.window());
            }
            task.begin(all);
            for (int n = 0; n < windows; n++) {
                task.run(phis, evolution.window(), false);
                task.losses(losses);
                for (float loss : losses) {
                    sum += evolution.counted(loss);
                }
            }
        }
        return sum / ((double) tasks.size() * windows * losses.length);
    }

    List<Population> populations() {
        return tasks;
    }
}
