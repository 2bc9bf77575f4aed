package dev.understudy.engine.fused;

import static dev.understudy.engine.Distance.relative;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.AgreementContract;
import dev.understudy.engine.Engine;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.cuda.HostKernels;
import dev.understudy.engine.fused.cuda.Variant;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Teacher;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings with {@link Variant#FAST_CELLS}, emulated, against the CPU, whose bits they do not have. */
@Tag("emulation")
class FastTrainingTest {
    private static Emulated fast(int order) {
        return new Emulated(HostKernels.ofText(), order, 99 << 10, Set.of(Variant.FAST_CELLS));
    }

    /** A part of the episodes is driven by the imitator, so that single steps are among the kernels. */
    private static TrainingSpec training(int cells) {
        Samples samples = new Samples.HalfPlane(0, 1 << 20);
        Optimizee.Layers network = new Optimizee.Layers(
                samples.shape(),
                List.of(new Layer.Dense(20), new Layer.Relu(), new Layer.Dense(1)),
                Optimizee.Loss.BINARY_CROSS_ENTROPY);
        return new TrainingSpec(
                new Problem(network, samples, 8, new Teacher.Adam(1e-2), Imitator.gated(cells), false),
                5,
                5,
                20,
                3,
                ImitationLoss.HUBER,
                new Teacher.Adam(1e-2),
                new Practice(0, 0.7, 0, 0.05, 0, 0),
                0);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void trainTheSameImitatorAsTheHost(int cells) {
        TrainingSpec spec = training(cells);
        float[] start = spec.problem().imitator().initialWeights(spec.seed());
        try (Engine host = FusedEngine.onCpu(1);
                Engine cuda = FusedEngine.on(fast(0));
                MetaTraining a = host.train(spec, null);
                MetaTraining b = cuda.train(spec, null)) {
            AgreementContract.trainAlike(a, b, start, 12);
            assertThat(relative(b.losses().imitation(), a.losses().imitation())).isLessThan(1e-2);
        }
    }

    @Test
    void neitherTheOrderOfThreadsNorAPauseChangesABit() {
        float[] usual = phi(0, 0);
        assertThat(phi(77, 0)).containsExactly(usual);
        assertThat(phi(1, 3)).containsExactly(usual);
    }

    /** @param pause meta-steps after which a training of its own continues from a snapshot */
    private static float[] phi(int order, int pause) {
        TrainingSpec spec = training(2);
        try (Engine engine = FusedEngine.on(fast(order));
                MetaTraining first = engine.train(spec, null);
                MetaTraining then = engine.train(spec, null)) {
            first.run(pause);
            then.restore(first.snapshot());
            then.run(8 - pause);
            return then.phi();
        }
    }

    @Test
    void theSelfCheckTakesTheJoinedAndTheFastKernels() throws Exception {
        SelfCheck.require(new Emulated(
                HostKernels.ofText(), 0, 99 << 10, EnumSet.of(Variant.JOINED_UPDATES, Variant.FAST_CELLS)));
    }
}
