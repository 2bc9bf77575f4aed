package dev.understudy.engine.nd4j;

import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * All arrays of a meta-training that grow with the number of coordinates, except the network's own. The same code makes
 * the arrays and counts their bytes in advance.
 *
 * @param carry as in {@link Carry}, of N lanes per replica
 * @param gradient, truth [T][R][P], of the trajectory
 * @param before [R][P], θ before a step, if the truth is the change that θ received; else null
 * @param driving if the imitator drives some episodes; else null
 * @param sample if φ learns from a coordinate subsample; else null
 * @param task if φ learns from the task loss; else null
 * @param predicted, slope [T][R][N]: the imitator's updates, and the loss's derivative by them
 */
record TrainingArrays(
        EpisodeArrays.Kept episodes,
        INDArray carry,
        INDArray gradient,
        INDArray truth,
        INDArray before,
        Driving driving,
        Sample.Kept sample,
        Task task,
        INDArray predicted,
        INDArray slope,
        ImitationOps.Kept loss,
        UnrollArrays unroll) {

    /**
     * The arrays needed when the imitator drives, P lanes per replica.
     *
     * @param predicted [R][P], its updates
     */
    record Driving(INDArray carry, INDArray predicted, UnrollArrays unroll) {
        private static Driving of(ArrayMaker make, TrainingSpec spec) {
            int coordinates = spec.problem().optimizee().coordinates();
            return new Driving(
                    carryOf(make, spec, coordinates),
                    make.zeros(spec.replicas(), coordinates),
                    UnrollArrays.forward(
                            make, spec.problem().imitator().free(), 1, (long) spec.replicas() * coordinates));
        }
    }

    /**
     * The gradient after the last step.
     *
     * @param gradient [1][R][N], of the coordinates that φ learns from
     * @param whole [1][R][P], of all coordinates; the same array if φ learns from all
     */
    record Task(INDArray gradient, INDArray whole) {
        private static Task of(ArrayMaker make, TrainingSpec spec) {
            INDArray gradient = make.zeros(1, spec.replicas(), spec.lanes());
            return new Task(
                    gradient,
                    spec.sampled()
                            ? make.zeros(
                                    1,
                                    spec.replicas(),
                                    spec.problem().optimizee().coordinates())
                            : gradient);
        }
    }

    /** Bytes of all these arrays; makes none. */
    static double bytes(TrainingSpec spec) {
        ArrayMaker.Count count = new ArrayMaker.Count();
        of(count, spec);
        return count.bytes();
    }

    static TrainingArrays of(ArrayMaker make, TrainingSpec spec) {
        Problem problem = spec.problem();
        int steps = spec.unroll();
        int replicas = spec.replicas();
        int coordinates = problem.optimizee().coordinates();
        return new TrainingArrays(
                EpisodeArrays.Kept.of(make, problem.teacher(), replicas, coordinates),
                carryOf(make, spec, spec.lanes()),
                make.zeros(steps, replicas, coordinates),
                make.zeros(steps, replicas, coordinates),
                problem.sourceFaithful() ? make.zeros(replicas, coordinates) : null,
                spec.imitatorDrives() ? Driving.of(make, spec) : null,
                spec.sampled() ? Sample.Kept.of(make, steps, replicas, spec.lanes()) : null,
                spec.learnsFromTasks() ? Task.of(make, spec) : null,
                make.zeros(steps, replicas, spec.lanes()),
                make.zeros(steps, replicas, spec.lanes()),
                ImitationOps.Kept.of(make, spec.loss(), steps, replicas, spec.lanes()),
                UnrollArrays.forwardAndBack(make, problem.imitator(), steps, (long) replicas * spec.lanes()));
    }

    private static INDArray carryOf(ArrayMaker make, TrainingSpec spec, int lanes) {
        return EpisodeCarry.kept(make, spec.problem().imitator(), spec.replicas(), lanes);
    }
}
