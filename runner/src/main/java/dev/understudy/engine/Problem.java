package dev.understudy.engine;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;

/**
 * A task with its teacher and imitator: the network, the data, the batch size, and the optimizers.
 *
 * @param samples the data set that θ is trained on
 * @param batch samples per optimizee step
 * @param sourceFaithful reproduce the faults of the published code: the truth is Δ = fl(θ+u)−θ instead of u, teacher
 *     forcing multiplies by gate 0, and a closed loop restarts Δ̂_{t−1} at zero at every step
 */
public record Problem(
        Optimizee optimizee, Samples samples, int batch, Teacher teacher, Imitator imitator, boolean sourceFaithful) {
    public Problem {
        Checks.within("optimizee.batch", batch, 1, 1 << 16);
        imitator.checkFactors();
        if (optimizee instanceof Optimizee.Layers layers) {
            Checks.that(
                    layers.input().size() == samples.shape().size(),
                    "optimizee.input",
                    layers.input(),
                    "the data's " + samples.shape());
            boolean fits = layers.loss() == Optimizee.Loss.BINARY_CROSS_ENTROPY
                    ? samples.classes() == 2
                    : layers.outputs() == samples.classes();
            Checks.that(
                    fits,
                    "optimizee.layers",
                    layers.outputs() + " outputs with " + layers.loss(),
                    "one logit per class, of " + samples.classes() + " classes");
        }
    }

    /** The same task with other samples. */
    public Problem withSamples(Samples samples) {
        return new Problem(optimizee, samples, batch, teacher, imitator, sourceFaithful);
    }

    /**
     * The optimizee for engines that compute layers themselves.
     *
     * @throws IllegalArgumentException for an external network
     */
    public Optimizee.Layers layers() {
        if (optimizee instanceof Optimizee.Layers layers) {
            return layers;
        }
        throw new IllegalArgumentException(
                "optimizee is an external network; this engine computes layers only, use engine nd4j");
    }
}
