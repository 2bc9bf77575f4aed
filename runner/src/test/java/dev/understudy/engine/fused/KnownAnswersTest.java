package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.Engine;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Teachers whose best imitator is known: training must find it to 1e-4, otherwise the error is in the optimization and not in the imitator. */
@Tag("slow")
class KnownAnswersTest {
    private static final Moments ADAM = new Moments(List.of(0.9), List.of(0.999), true, false, false, 0);

    @Test
    void sgdIsAConstantGate() {
        Problem problem = problem(new Teacher.Sgd(0.01), constant(Features.GRADIENT, 0.01));
        float[] phi = trained(problem, 600);
        assertThat(phi[0]).as("gate of g").isCloseTo(-1f, within(1e-4f));
        assertThat(phi[1]).as("gate of the last update").isCloseTo(0f, within(1e-4f));
        agrees(problem, phi);
    }

    @Test
    void momentumIsTwoConstantGatesWithTheCarriedUpdate() {
        Problem problem = problem(new Teacher.Sgd(0.01, 0.9, 0, false), constant(Features.GRADIENT, 0.01));
        float[] phi = trained(problem, 1500);
        assertThat(phi[0]).as("gate of g").isCloseTo(-1f, within(1e-4f));
        assertThat(phi[1]).as("gate of the last update").isCloseTo(0.9f, within(1e-4f));
        agrees(problem, phi);
    }

    @Test
    void adamIsAConstantGainOfItsMoments() {
        Problem problem = problem(new Teacher.Adam(1e-3), constant(Features.MOMENTS, 1e-3));
        float[] phi = trained(problem, 1500);
        assertThat(phi[0]).as("gain of g over the root").isCloseTo(0f, within(1e-4f));
        assertThat(phi[1]).as("gain of the mean over the root").isCloseTo(-1f, within(1e-4f));
        assertThat(phi[2]).as("gate of the last update").isCloseTo(0f, within(1e-4f));
        agrees(problem, phi);
    }

    /** The gates of an LSTM find the same constants, with nothing of h left in them. */
    @Test
    void anLstmFindsTheConstantGateToo() {
        Problem problem = problem(
                new Teacher.Sgd(0.01),
                new Imitator(List.of(3), Features.GRADIENT, ADAM, Head.ZERO_OUT, 0.01, 0, false));
        agrees(problem, trained(problem, 3000));
    }

    private static Imitator constant(Features features, double gain) {
        return new Imitator(List.of(), features, ADAM, Head.CONSTANT, gain, 0, false);
    }

    private static Problem problem(Teacher teacher, Imitator imitator) {
        return new Problem(Optimizee.halfPlane(), new Samples.HalfPlane(0, 1 << 24), 16, teacher, imitator, false);
    }

    private static float[] trained(Problem problem, int metaSteps) {
        TrainingSpec spec = new TrainingSpec(
                problem, 1, 20, 200, 8, ImitationLoss.HUBER, new Teacher.Adam(0.1, 0.9, 0.99, 1e-8), metaSteps);
        try (Engine engine = FusedEngine.onCpu(1);
                MetaTraining training = engine.train(spec, null)) {
            training.run(metaSteps);
            return training.phi();
        }
    }

    private static void agrees(Problem problem, float[] phi) {
        try (Engine engine = FusedEngine.onCpu(1);
                Rollout rollout = engine.rollout(new RolloutSpec(problem, 99, WhoDrives.TEACHER, 0), phi)) {
            rollout.run(1000);
            Rollout.Agreement all = Rollout.Agreement.NONE;
            for (Rollout.Agreement step : rollout.trace().agreement()) {
                all = all.plus(step);
            }
            assertThat(all.relativeError()).as("open loop").isLessThan(1e-4);
            assertThat(Math.abs(all.bias())).isLessThan(1e-4);
        }
    }
}
