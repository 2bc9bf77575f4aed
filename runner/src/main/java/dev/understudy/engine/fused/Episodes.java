package dev.understudy.engine.fused;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Problem;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;

/** R episodes: θ, the teacher's state, the imitator's carry, and the clock that keys their random numbers. */
final class Episodes {
    final int replicas;
    final int coordinates;
    final Clock clock;
    final Buffer theta;   // [R][P]
    final Buffer teacher; // [states][R][P]
    final Kernels.Carry carry; // h, c [H][R][P], update [R][P]
    private final int rows; // H
    private final Problem problem;
    private final Kernels kernels;

    Episodes(Problem problem, Kernels kernels, int replicas) {
        this.problem = problem;
        this.kernels = kernels;
        this.replicas = replicas;
        coordinates = problem.optimizee().coordinates();
        clock = new Clock(replicas);
        int all = Math.multiplyExact(replicas, coordinates);
        theta = kernels.buffer(all);
        teacher = kernels.buffer(Math.multiplyExact(problem.teacher().states(), all));
        rows = problem.imitator().carried();
        int carried = Math.multiplyExact(rows, all);
        carry = new Kernels.Carry(kernels.buffer(carried), kernels.buffer(carried), kernels.buffer(all));
    }

    /** Fresh θ and teacher's state for one replica. */
    void begin(int r, int episode) {
        clock.episode[r] = episode;
        clock.step[r] = 0;
        kernels.init(theta, r, episode);
        int at = r * coordinates;
        int all = replicas * coordinates;
        for (int k = 0; k < problem.teacher().states(); k++) {
            kernels.fill(teacher, k * all + at, coordinates, (float) problem.teacher().initialState());
        }
    }

    /** The imitator remembers nothing of the replica's episode before. */
    void clearCarry(int r) {
        int at = r * coordinates;
        int all = replicas * coordinates;
        for (int k = 0; k < rows; k++) {
            kernels.fill(carry.h(), k * all + at, coordinates, 0f);
            kernels.fill(carry.c(), k * all + at, coordinates, 0f);
        }
        kernels.fill(carry.update(), at, coordinates, 0f);
    }
}
