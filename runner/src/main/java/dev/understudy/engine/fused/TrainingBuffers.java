package dev.understudy.engine.fused;

import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;

/** How much {@link FusedTraining} keeps where the kernels run, counted before any of it is allocated. */
final class TrainingMemory {
    private TrainingMemory() {}

    /** Floats, but for a few small arrays. */
    static long floats(TrainingSpec spec) {
        Problem problem = spec.problem();
        long carry = 2L * problem.imitator().carried()
                + 1
                + problem.imitator().states().size();
        // θ and the teacher's state; gradients and updates of a trajectory, and where nothing is sampled, of two.
        long whole = 1L + problem.teacher().states() + (spec.sampled() ? 2L : 4L) * spec.unroll();
        if (spec.practice().onPolicy() > 0) {
            whole += carry + 2; // the driver's, its updates, and those that θ really moves by
        }
        // The carry and the predictions; of a sample, two trajectories.
        long sampled = carry + (spec.sampled() ? 5L : 1L) * spec.unroll();
        return spec.replicas() * (whole * problem.optimizee().coordinates() + sampled * spec.lanes())
                + 3L * FusedTraining.KEPT;
    }
}
