package dev.understudy.engine.fused;

import static dev.understudy.engine.Distance.relative;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.AgreementContract;
import dev.understudy.engine.Engine;
import dev.understudy.engine.EpisodicTraining;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.engine.fused.cuda.CudaKernels;
import dev.understudy.engine.fused.cuda.EmulatedDevice;
import dev.understudy.imitation.Fade;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Teacher;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings with features, heads and all of the practice on CUDA, emulated, against the fused engine on one thread of the CPU. */
@Tag("emulation")
class EmulatedPracticeTest {
    private static final Moments ALL = new Moments(List.of(0.5, 0.9), List.of(0.99), true, true, true, 0.9);
    /** Starts of two lengths, half of the episodes driven by the imitator, a floor of its own, clipping, 21 of 81 coordinates. */
    private static final Practice EVERYTHING = new Practice(5, 0.5, 2, 0.3, 0.05, 21);

    static Stream<Arguments> trainings() {
        return Stream.of(
                Arguments.of(
                        "a sample",
                        training(List.of(3), Features.GRADIENT, Head.GATED, false, new Practice(0, 0, 0, 0.05, 0, 21))),
                Arguments.of(
                        "few cells, driven by the imitator",
                        training(
                                List.of(2), Features.GRADIENT, Head.GATED, false, new Practice(0, 0.7, 0, 0.05, 0, 0))),
                Arguments.of("zero out", training(List.of(5), Features.MOMENTS, Head.ZERO_OUT, false, EVERYTHING)),
                Arguments.of(
                        "zero out, forced", training(List.of(3, 2), Features.MOMENTS, Head.ZERO_OUT, true, EVERYTHING)),
                Arguments.of("scaled", training(List.of(4), Features.LOG_SIGN, Head.SCALED, false, EVERYTHING)),
                Arguments.of("constant", training(List.of(), Features.MOMENTS, Head.CONSTANT, false, EVERYTHING)),
                Arguments.of(
                        "few cells, the task's loss",
                        training(List.of(2), Features.GRADIENT, Head.GATED, false, Practice.PLAIN)
                                .with(new Objective.Backprop(false, Fade.NONE))),
                Arguments.of(
                        "zero out, the logarithm of the task's loss, imitation fading",
                        training(List.of(5), Features.MOMENTS, Head.ZERO_OUT, false, EVERYTHING)
                                .with(new Objective.Backprop(true, new Fade(0.7, 0.3, 1, 9)))));
    }

    private static TrainingSpec training(
            List<Integer> hidden, Features features, Head head, boolean forced, Practice practice) {
        Samples samples = new Samples.HalfPlane(0, 1 << 20);
        Optimizee.Layers network = new Optimizee.Layers(
                samples.shape(),
                List.of(new Layer.Dense(20), new Layer.Relu(), new Layer.Dense(1)),
                Optimizee.Loss.BINARY_CROSS_ENTROPY);
        Imitator imitator = new Imitator(hidden, features, ALL, head, 0.01, 0, forced);
        return new TrainingSpec(
                new Problem(network, samples, 8, new Teacher.Adam(1e-2), imitator, false),
                5,
                5,
                20,
                3,
                ImitationLoss.HUBER,
                new Teacher.Adam(1e-2),
                practice,
                0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trainings")
    void bothProcessorsTrainTheSameImitator(String what, TrainingSpec spec) {
        float[] start = spec.problem().imitator().initialWeights(spec.seed());
        try (Engine host = FusedEngine.onCpu(1);
                Engine cuda = Emulated.engine();
                MetaTraining a = host.train(spec, null);
                MetaTraining b = cuda.train(spec, null)) {
            AgreementContract.trainAlike(a, b, start, 12);
            AgreementContract.lossesAlike(b.losses(), a.losses());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trainings")
    void neitherTheOrderOfThreadsNorAPauseChangesABit(String what, TrainingSpec spec) {
        float[] usual = phi(new Emulated(0, 99 << 10), spec, 0);
        assertThat(phi(new Emulated(77, 16 << 10), spec, 0)).containsExactly(usual);
        assertThat(phi(new Emulated(1, 99 << 10), spec, 3)).containsExactly(usual);
    }

    /** @param pause meta-steps after which a training of its own continues from a snapshot */
    private static float[] phi(Processor processor, TrainingSpec spec, int pause) {
        try (Engine engine = FusedEngine.on(processor);
                MetaTraining first = engine.train(spec, null);
                MetaTraining then = engine.train(spec, null)) {
            first.run(pause);
            then.restore(first.snapshot());
            then.run(8 - pause);
            return then.phi();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trainings")
    void closedLoopsStayTogether(String what, TrainingSpec spec) {
        float[] phi = spec.problem().imitator().initialWeights(11);
        for (int i = 0; i < phi.length; i++) {
            phi[i] = i < spec.problem().imitator().headOffset() ? 0.1f * phi[i] : 0.05f * (i % 3 - 1);
        }
        RolloutSpec loop = new RolloutSpec(spec.problem(), 1001, WhoDrives.IMITATOR, 0);
        try (Engine host = FusedEngine.onCpu(1);
                Engine cuda = Emulated.engine();
                Rollout a = host.rollout(loop, phi);
                Rollout b = cuda.rollout(loop, phi)) {
            a.run(20);
            b.run(20);
            assertThat(relative(b.theta(), a.theta())).isLessThan(1e-3);
            assertThat(relative(b.trace().loss(), a.trace().loss())).isLessThan(1e-3);
        }
    }

    /** Except for two flags and three coefficients of each replica, which are made when episodes or rules first need them. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("trainings")
    void aTrainingTakesTheBytesThatWereCounted(String what, TrainingSpec spec) {
        EmulatedDevice device = EmulatedDevice.usual();
        try (MetaTraining training = new EpisodicTraining(
                spec,
                new FusedMetaStep(
                        spec,
                        spec.problem().imitator().initialWeights(1),
                        new CudaKernels(
                                device, spec.problem(), spec.seed(), spec.replicas(), spec.unroll(), spec.lanes())))) {
            training.run(8);
            assertThat(device.allocated() - CudaProcessor.bytes(device.sharedBytes(), device.variants(), spec))
                    .isBetween(0L, 20L * spec.replicas());
        }
    }
}
