package dev.understudy.engine.fused;

import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.TrainingBuffers.Task;
import dev.understudy.engine.fused.TrainingBuffers.Trajectory;
import dev.understudy.engine.fused.kernel.Kernels;

/**
 * Meta-steps at which φ learns from the tasks' loss [L5]. The derivative of the loss by the updates replaces the
 * teacher's updates; then the imitator goes over the unroll once more, as when it learns to imitate: forward with the
 * learner's carry, and back.
 */
final class TaskLearning {
    private final Kernels kernels;
    private final TrainingBuffers buffers;
    private final Task task;
    private final boolean logarithmic;
    private final Kernels.Learned learned;
    // One for each trajectory, built once, so that a meta-step allocates nothing.
    private final Kernels.Met metEven;
    private final Kernels.Met metOdd;
    private final Kernels.Demonstration even;
    private final Kernels.Demonstration odd;

    TaskLearning(TrainingSpec spec, Kernels kernels, TrainingBuffers buffers) {
        this.kernels = kernels;
        this.buffers = buffers;
        task = buffers.task();
        logarithmic = spec.logarithmic();
        learned = new Kernels.Learned(buffers.predicted(), buffers.metaGradient(), task.unused());
        metEven = met(buffers.even());
        metOdd = met(buffers.odd());
        even = shown(buffers.even());
        odd = shown(buffers.odd());
    }

    /** A demonstration with the slopes as truth and the trajectory's own clock. */
    private Kernels.Demonstration shown(Trajectory trajectory) {
        return new Kernels.Demonstration(
                trajectory.gradient(), task.slopes(), trajectory.demonstration().clock());
    }

    private Kernels.Met met(Trajectory trajectory) {
        return new Kernels.Met(trajectory.gradient(), trajectory.loss(), task.gradient(), task.loss());
    }

    /** Writes the meta-gradient, and the loss to its row. The imitation loss in that row becomes NaN. */
    void learn(Trajectory trajectory, Kernels.Carry carry, int row, Runnable prefetch) {
        boolean isEven = trajectory == buffers.even();
        kernels.task(isEven ? metEven : metOdd, logarithmic, task.slopes(), task.losses(), row);
        kernels.imitate(buffers.phi(), isEven ? even : odd, carry, Kernels.LossTerms.TASK, learned, 0, prefetch);
        kernels.fill(buffers.imitationLosses(), row, 1, Float.NaN);
    }

    /** Writes NaN as the task's loss in this row. */
    void none(int row) {
        kernels.fill(task.losses(), row, 1, Float.NaN);
    }
}
