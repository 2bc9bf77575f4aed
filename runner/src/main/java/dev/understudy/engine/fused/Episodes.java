package dev.understudy.engine.fused;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Problem;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

/** R episodes: θ, the teacher's state, the imitator's carry, and the clock that keys their random numbers. */
final class Episodes {
    final int replicas;
    final int coordinates;
    final Clock clock;
    final Buffer theta;   // [R][P]
    final Buffer teacher; // [states][R][P]
    final Kernels.Carry carry; // of all coordinates, or of a sample of N
    private final Problem problem;
    private final Kernels kernels;

    /** @param lanes coordinates per replica that the carry is of */
    Episodes(Problem problem, Kernels kernels, int replicas, int lanes) {
        this.problem = problem;
        this.kernels = kernels;
        this.replicas = replicas;
        coordinates = problem.optimizee().coordinates();
        clock = new Clock(replicas);
        int all = Math.multiplyExact(replicas, coordinates);
        theta = kernels.buffer(all);
        teacher = kernels.buffer(Math.multiplyExact(problem.teacher().states(), all));
        carry = carry(lanes);
    }

    /** A carry of its own, for so many coordinates per replica. */
    Kernels.Carry carry(int lanes) {
        int all = Math.multiplyExact(replicas, lanes);
        int carried = Math.multiplyExact(problem.imitator().carried(), all);
        return new Kernels.Carry(kernels.buffer(carried), kernels.buffer(carried), kernels.buffer(all),
                kernels.buffer(Math.multiplyExact(problem.imitator().states().size(), all)));
    }

    /**
     * Fresh θ and teacher's state for the chosen replicas, whose episodes the clock says.
     *
     * @param which [R]
     * @param carries that remember nothing of the episodes before; @param noise on their h and c, 0 for none
     */
    void begin(boolean[] which, float noise, Kernels.Carry... carries) {
        for (int r = 0; r < replicas; r++) {
            clock.step[r] = which[r] ? 0 : clock.step[r];
        }
        kernels.init(theta, clock, which);
        List<Kernels.Part> parts = new ArrayList<>();
        parts.add(new Kernels.Part(teacher, coordinates, (float) problem.teacher().initialState()));
        fill(parts, which, noise, carries);
    }

    /** The carries alone. */
    void clear(boolean[] which, float noise, Kernels.Carry... carries) {
        fill(new ArrayList<>(), which, noise, carries);
    }

    private void fill(List<Kernels.Part> parts, boolean[] which, float noise, Kernels.Carry... carries) {
        for (Kernels.Carry carry : carries) {
            int lanes = carry.update().length() / replicas;
            for (Buffer buffer : List.of(carry.h(), carry.c(), carry.update(), carry.moments())) {
                parts.add(new Kernels.Part(buffer, lanes, 0f));
            }
        }
        kernels.fill(parts, which);
        for (Kernels.Carry carry : carries) {
            if (noise > 0) {
                kernels.noise(carry, clock, which, noise);
            }
        }
    }
}
