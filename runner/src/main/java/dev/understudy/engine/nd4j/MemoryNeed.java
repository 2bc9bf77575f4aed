package dev.understudy.engine.nd4j;

import dev.understudy.engine.TrainingSpec;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Moments;

/** How many bytes the arrays of a meta-training take that grow with the number of coordinates. */
final class MemoryNeed {
    private MemoryNeed() {}

    static double bytes(TrainingSpec spec) {
        Imitator imitator = spec.problem().imitator();
        double perCoordinate =
                6 + spec.problem().teacher().states() + 2.0 * spec.unroll(); // θ, a step, and the trajectory
        double perLane = unroll(imitator, spec.unroll()) + 4.0 * spec.unroll(); // and what the loss takes
        if (spec.sampled()) {
            perLane += 2.0 * spec.unroll() + 1;
        }
        if (spec.practice().startNoise() > 0) {
            perLane += 2.0 * imitator.carried();
        }
        if (spec.practice().onPolicy() > 0) {
            perCoordinate +=
                    1 + unroll(imitator, 1) + (spec.practice().startNoise() > 0 ? 2.0 * imitator.carried() : 0);
        }
        return 4
                * spec.replicas()
                * (perCoordinate * spec.problem().optimizee().coordinates() + perLane * spec.lanes());
    }

    /** Numbers for each coordinate: of each step predictions, last updates, each layer's block, gates, cell and its tanh, and the head's gates. */
    private static double unroll(Imitator imitator, int steps) {
        double perStep = 2 + imitator.gates();
        double once = Carry.rows(imitator) + imitator.gates();
        int inputs = imitator.inputs();
        for (int hidden : imitator.hidden()) {
            perStep += inputs + 7.0 * hidden + 1;
            once += inputs + 13.0 * hidden;
            inputs = hidden;
        }
        if (imitator.features() == Imitator.Features.MOMENTS) {
            Moments m = imitator.moments();
            perStep += imitator.hidden().isEmpty() ? m.signals() : 0;
            once += 3 + 2.0 * m.first().size() + m.scales();
        }
        return perStep * steps + once;
    }
}
