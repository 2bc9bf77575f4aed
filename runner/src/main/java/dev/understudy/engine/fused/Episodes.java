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
    final Buffer theta; // [R][P]
    final Buffer teacher; // [states][R][P]
    final Kernels.Carry carry; // of all coordinates, or of a coordinate subsample of N
    private final Problem problem;
    private final Kernels kernels;

    Episodes(Problem problem, Kernels kernels, int replicas, EpisodeBuffers buffers) {
        this.problem = problem;
        this.kernels = kernels;
        this.replicas = replicas;
        coordinates = problem.optimizee().coordinates();
        clock = new Clock(replicas);
        theta = buffers.theta();
        teacher = buffers.teacher();
        carry = buffers.carry();
    }

    /** Episodes with buffers of their own, and the carry of all coordinates. */
    static Episodes alone(Problem problem, Kernels kernels, int replicas) {
        int lanes = problem.optimizee().coordinates();
        return new Episodes(
                problem,
                kernels,
                replicas,
                EpisodeBuffers.of(problem, replicas, lanes, EpisodeBuffers.madeBy(kernels)));
    }

    /** The state other than θ that an episode begins with: the teacher's initial state, and zero carries. */
    List<Kernels.Part> fresh(Kernels.Carry... carries) {
        List<Kernels.Part> parts = new ArrayList<>(cleared(carries));
        parts.add(0, new Kernels.Part(teacher, coordinates, (float)
                problem.teacher().initialState()));
        return List.copyOf(parts);
    }

    /** Zero carries alone. */
    List<Kernels.Part> cleared(Kernels.Carry... carries) {
        List<Kernels.Part> parts = new ArrayList<>();
        for (Kernels.Carry carry : carries) {
            for (Buffer buffer : List.of(carry.h(), carry.c(), carry.update(), carry.moments())) {
                parts.add(new Kernels.Part(buffer, carry.update().length() / replicas, 0f));
            }
        }
        return List.copyOf(parts);
    }

    /**
     * Fresh θ, and the state in {@code fresh}, for the chosen replicas, in the episodes given by the clock.
     *
     * @param fresh built once, so that a meta-step allocates nothing
     * @param mask [R]
     */
    void begin(List<Kernels.Part> fresh, boolean[] mask) {
        kernels.init(theta, clock, mask);
        kernels.fill(fresh, mask);
    }
}
