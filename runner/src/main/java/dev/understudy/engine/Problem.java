package dev.understudy.engine;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;

/**
 * Who imitates whom, on what.
 *
 * @param samples what θ is trained on
 * @param batch samples per optimizee step
 * @param sourceFaithful the published code's faults on purpose: the truth is Δ = fl(θ+u)−θ instead of u, teacher forcing
 *     multiplies by gate 0, and a closed loop restarts Δ̂_{t−1} at zero at every step
 */
public record Problem(Optimizee.Layers optimizee, Samples samples, int batch, Teacher teacher, Imitator imitator, boolean sourceFaithful) {
    public Problem {
        Checks.that(optimizee.input().size() == samples.shape().size(), "optimizee.input", optimizee.input(), "the data's " + samples.shape());
        Checks.within("optimizee.batch", batch, 1, 1 << 16);
        boolean fits = optimizee.loss() == Optimizee.Loss.BINARY_CROSS_ENTROPY ? samples.classes() == 2 : optimizee.outputs() == samples.classes();
        Checks.that(fits, "optimizee.layers", optimizee.outputs() + " outputs with " + optimizee.loss(), "one logit per class, of " + samples.classes() + " classes");
    }
}
