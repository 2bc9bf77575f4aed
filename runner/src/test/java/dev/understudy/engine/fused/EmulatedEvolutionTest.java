package dev.understudy.engine.fused;

import static dev.understudy.engine.Distance.between;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.EvolutionSpec;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.RemoteEvolution;
import dev.understudy.engine.Snapshot;
import dev.understudy.imitation.Evolution.Estimator;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Evolution on CUDA, host side and kernels, on an emulated device, against the CPU. */
@Tag("emulation")
class EmulatedEvolutionTest {
    private static final int META_STEPS = 7;

    static Stream<Arguments> evolutions() {
        Imitator moments = new Imitator(List.of(3), Features.MOMENTS, Moments.DEFAULTS, Head.ZERO_OUT, 0.03, 0, false)
                .withTime(true);
        Imitator deep =
                new Imitator(List.of(5, 4), Features.LOG_GRADIENT, Moments.DEFAULTS, Head.EXPONENTIAL, 0.03, 0, false);
        return Stream.of(
                Arguments.of(
                        "factors of tensors",
                        EvolutionOnCpuTest.spec(moments.withTensorScale(true), Estimator.PES, 0.05, 2)),
                Arguments.of(
                        "factors of tensors and a schedule",
                        EvolutionOnCpuTest.spec(
                                moments.withTensorScale(true).withSchedule(true), Estimator.NRES, 0.05, 2)),
                Arguments.of("moments, kept noise", EvolutionOnCpuTest.spec(moments, Estimator.NRES, 0.05, 2)),
                Arguments.of(
                        "losses on unseen samples", EvolutionOnCpuTest.spec(moments, Estimator.NRES, 0.05, 2, 0.5)),
                Arguments.of("two layers, summed noise", EvolutionOnCpuTest.spec(deep, Estimator.PES, 0.05, 2)),
                Arguments.of("raw gradients", EvolutionOnCpuTest.spec(Imitator.gated(2), Estimator.NRES, 0.05, 3)));
    }

    /** A meta-gradient is a difference of losses over 2σ, so that a rounding of 1e-7 is 1e-6 of it. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("evolutions")
    void phiGoesTheSameWay(String what, EvolutionSpec spec) {
        Snapshot host;
        try (FusedEngine engine = FusedEngine.onCpu(2)) {
            host = EvolutionOnCpuTest.after(engine, spec, META_STEPS);
        }
        try (FusedEngine engine = FusedEngine.on(new Emulated(0, 99 << 10))) {
            Snapshot cuda = EvolutionOnCpuTest.after(engine, spec, META_STEPS);
            float[] start = spec.imitator().initialWeights(spec.seed());
            double moved = between(host.tensors().get("phi").data(), start);
            assertThat(between(
                            cuda.tensors().get("phi").data(),
                            host.tensors().get("phi").data()))
                    .isLessThan(1e-2 * moved);
            assertThat(cuda.tensors().keySet()).isEqualTo(host.tensors().keySet());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("evolutions")
    void neitherTheOrderOfThreadsNorAPauseChangesABit(String what, EvolutionSpec spec) {
        float[] usual = phi(new Emulated(0, 99 << 10), spec, 0);
        assertThat(phi(new Emulated(77, 16 << 10), spec, 0)).containsExactly(usual);
        assertThat(phi(new Emulated(1, 99 << 10), spec, 3)).containsExactly(usual);
    }

    /** Kernels that take all particles of a piece through a step at once: a piece has the bits that it has among all. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("evolutions")
    void particlesInPiecesHaveTheBitsThatTheyHaveTogether(String what, EvolutionSpec spec) {
        try (FusedEngine engine = FusedEngine.on(new Emulated(0, 99 << 10));
                UnsteadyWorkers workers = new UnsteadyWorkers(engine, spec, 2, 2, new Random(8));
                MetaTraining there = engine.evolve(spec, null, new RemoteEvolution(spec, workers, "t")::task)) {
            there.run(META_STEPS);
            EvolutionOnCpuTest.assertSame(there.snapshot(), EvolutionOnCpuTest.after(engine, spec, META_STEPS));
        }
    }

    private static float[] phi(Processor processor, EvolutionSpec spec, int pause) {
        try (FusedEngine engine = FusedEngine.on(processor);
                MetaTraining first = engine.evolve(spec, null);
                MetaTraining then = engine.evolve(spec, null)) {
            first.run(pause);
            then.restore(first.snapshot());
            then.run(META_STEPS - pause);
            return then.snapshot().tensors().get("phi").data();
        }
    }
}
