package dev.understudy.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.Distance;
import dev.understudy.engine.Engine;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

/** [I25] on ND4J's arrays. */
@Tag("nd4j")
class TensorOpsTest {
    private static final Imitator WITHOUT =
            new Imitator(List.of(3), Features.MOMENTS, Moments.DEFAULTS, Head.ZERO_OUT, 0.01, 0, false);
    private static final Imitator WITH = WITHOUT.withTensorScale(true);

    /** Many tiny operations, and machines with more to do than these tests: threads would wait for each other. */
    @BeforeAll
    static void oneThread() {
        Nd4j.getEnvironment().setMaxMasterThreads(1);
    }

    private static float[] phi(Imitator imitator, float alpha, float beta) {
        float[] phi = imitator.initialWeights(5);
        Arrays.fill(phi, imitator.headOffset(), phi.length, 0.05f);
        if (imitator.tensorScale()) {
            phi[phi.length - 2] = alpha;
            phi[phi.length - 1] = beta;
        }
        return phi;
    }

    private static RolloutSpec loop(Optimizee optimizee, Imitator imitator, WhoDrives driver) {
        return new RolloutSpec(
                new Problem(optimizee, Nets.POINTS, 4, new Teacher.Sgd(0.1), imitator, false), 3, driver, 1e-3);
    }

    @ParameterizedTest
    @CsvSource({"IMITATOR, 0.5, 0.7", "IMITATOR, -0.3, 2", "TEACHER, 0.5, 0.7", "NO_UPDATE, 1, 1", "IMITATOR, 9, 0"})
    void aLoopIsThatOfTheFusedEngine(WhoDrives driver, float alpha, float beta) {
        RolloutSpec spec = loop(Optimizee.halfPlane(), WITH, driver);
        try (Engine fused = FusedEngine.onCpu(1);
                Engine nd4j = TestedNd4j.engine();
                Rollout a = fused.rollout(spec, phi(WITH, alpha, beta));
                Rollout b = nd4j.rollout(spec, phi(WITH, alpha, beta))) {
            a.run(20);
            b.run(20);
            assertThat(relative(b.theta(), a.theta())).isLessThan(1e-3);
            assertThat(relative(b.predicted(), a.predicted())).isLessThan(1e-3);
        }
    }

    private static double relative(float[] found, float[] expected) {
        return Distance.between(found, expected) / Distance.between(expected, new float[expected.length]);
    }

    @ParameterizedTest
    @EnumSource(WhoDrives.class)
    void withoutExponentsNoBitChanges(WhoDrives driver) {
        try (Engine nd4j = TestedNd4j.engine();
                Rollout a = nd4j.rollout(loop(Optimizee.halfPlane(), WITHOUT, driver), phi(WITHOUT, 0, 0));
                Rollout b = nd4j.rollout(loop(Optimizee.halfPlane(), WITH, driver), phi(WITH, 0, 0))) {
            a.run(100);
            b.run(100);
            assertThat(b.theta()).containsExactly(a.theta());
            assertThat(b.predicted()).containsExactly(a.predicted());
        }
    }

    /** Of a convolution, a batch normalization with two statistics, and two dense layers: DL4J's own order. */
    @Test
    void theTensorsOfAnExternalNetworkAreItsParameters() {
        ExternalBlueprint blueprint = ExternalBlueprint.of(Nets.DROPPING, Nets.IMAGES);
        List<Long> sizes = new ArrayList<>();
        for (int k = 0; k + 1 < blueprint.tensors().size(); k++) {
            sizes.add(blueprint.tensors().get(k + 1) - blueprint.tensors().get(k));
        }
        assertThat(blueprint.tensors().get(0)).isZero();
        assertThat(sizes).containsExactly(4L, 72L, 4L, 4L, 4L, 4L, 80L, 5L, 15L, 3L);
        assertThat(sizes.stream().mapToLong(Long::longValue).sum()).isEqualTo(blueprint.coordinates());
    }

    @Test
    void theTensorsOfAnExternalNetworkHaveFactorsOfTheirOwn() {
        String description = Nets.points(Nets.dense(6), Nets.softmax().nOut(2).build());
        try (Nd4jEngine nd4j = TestedNd4j.engine()) {
            Optimizee.External external = nd4j.external(description, Nets.POINTS);
            try (Rollout rollout = nd4j.rollout(loop(external, WITH, WhoDrives.IMITATOR), phi(WITH, 1, 0))) {
                rollout.run(3);
                float[] update = rollout.predicted();
                int from = 0;
                for (int n : new int[] {12, 6, 12, 2}) {
                    double square = 0;
                    for (int p = from; p < from + n; p++) {
                        square += (double) update[p] * update[p];
                    }
                    assertThat(Math.sqrt(square / n)).isCloseTo(0.01, within(1e-6));
                    from += n;
                }
                assertThat(update).hasSize(from);
            }
        }
    }
}
