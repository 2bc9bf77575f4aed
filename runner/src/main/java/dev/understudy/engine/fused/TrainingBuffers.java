package dev.understudy.engine.fused;

import dev.understudy.engine.Clock;
import dev.understudy.engine.LossRing;
import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import java.util.function.LongFunction;

/**
 * All buffers of a meta-training on the processor. The same code allocates them and counts their size beforehand.
 *
 * @param phi [W]
 * @param metaState [states][W]
 * @param metaGradient, metaUpdate [1][W]
 * @param predicted [T][R][N]
 * @param imitationLosses, modelFirst, modelLast rings of {@link LossRing#ROWS}
 * @param even, odd of every other meta-step
 * @param whole of all coordinates, if even and odd are of a coordinate subsample; else null
 * @param driving of all coordinates, if the imitator drives some episodes; else null
 * @param task null unless φ learns from the tasks' loss
 */
record TrainingBuffers(
        Buffer phi,
        Buffer metaState,
        Buffer metaGradient,
        Buffer metaUpdate,
        Buffer predicted,
        Buffer imitationLosses,
        Buffer modelFirst,
        Buffer modelLast,
        EpisodeBuffers episodes,
        Trajectory even,
        Trajectory odd,
        Trajectory whole,
        Driving driving,
        Task task) {

    /**
     * The buffers of one unroll.
     *
     * @param demonstration of N coordinates, or of all
     * @param loss [T][R], the optimizees'
     */
    record Trajectory(Kernels.Demonstration demonstration, Buffer loss) {
        Buffer gradient() {
            return demonstration.gradient();
        }

        Buffer truth() {
            return demonstration.truth();
        }
    }

    /**
     * The buffers for episodes that the imitator drives.
     *
     * @param predicted its updates, [1][R][P]
     * @param moved the updates that move θ, [1][R][P]
     */
    record Driving(Kernels.Carry carry, Buffer predicted, Buffer moved) {}

    /**
     * The buffers for learning from the tasks' loss: gradient and loss after the last step, and the loss's derivative.
     *
     * @param gradient [1][R][N], of the coordinates that are learned from
     * @param whole [1][R][P]; the same buffer if these are all
     * @param loss [R], the optimizees'
     * @param slopes [T][R][N]
     * @param losses a ring of {@link LossRing#ROWS}
     * @param unused [1], receives the sum that {@link Kernels.LossTerms#TASK} computes
     */
    record Task(Buffer gradient, Buffer whole, Buffer loss, Buffer slopes, Buffer losses, Buffer unused) {}

    /**
     * Sizes in floats.
     *
     * @param floats of all buffers together
     * @param longest of the longest buffer
     */
    record Size(long floats, long longest) {
        private Size plus(long length) {
            return new Size(floats + length, Math.max(longest, length));
        }
    }

    /** Counts the buffers without allocating them. */
    static Size size(TrainingSpec spec) {
        Size[] size = {new Size(0, 0)};
        of(spec, length -> {
            size[0] = size[0].plus(length);
            return null;
        });
        return size[0];
    }

    /** @param make allocates a buffer of so many floats */
    static TrainingBuffers of(TrainingSpec spec, LongFunction<Buffer> make) {
        Problem problem = spec.problem();
        long weights = problem.imitator().weights();
        long all = (long) spec.replicas() * problem.optimizee().coordinates();
        long lanes = (long) spec.replicas() * spec.lanes();
        return new TrainingBuffers(
                make.apply(weights),
                make.apply(spec.metaOptimizer().states() * weights),
                make.apply(weights),
                make.apply(weights),
                make.apply(spec.unroll() * lanes),
                make.apply(LossRing.ROWS),
                make.apply(LossRing.ROWS),
                make.apply(LossRing.ROWS),
                EpisodeBuffers.of(problem, spec.replicas(), spec.lanes(), make),
                trajectory(spec, lanes, make),
                trajectory(spec, lanes, make),
                spec.sampled() ? trajectory(spec, all, make) : null,
                spec.imitatorDrives()
                        ? new Driving(
                                EpisodeBuffers.carry(problem.imitator(), all, make), make.apply(all), make.apply(all))
                        : null,
                spec.learnsFromTasks() ? task(spec, lanes, all, make) : null);
    }

    private static Task task(TrainingSpec spec, long lanes, long all, LongFunction<Buffer> make) {
        Buffer gradient = make.apply(lanes);
        return new Task(
                gradient,
                spec.sampled() ? make.apply(all) : gradient,
                make.apply(spec.replicas()),
                make.apply(spec.unroll() * lanes),
                make.apply(LossRing.ROWS),
                make.apply(1));
    }

    private static Trajectory trajectory(TrainingSpec spec, long lanes, LongFunction<Buffer> make) {
        long values = spec.unroll() * lanes;
        return new Trajectory(
                new Kernels.Demonstration(make.apply(values), make.apply(values), new Clock(spec.replicas())),
                make.apply((long) spec.unroll() * spec.replicas()));
    }
}
