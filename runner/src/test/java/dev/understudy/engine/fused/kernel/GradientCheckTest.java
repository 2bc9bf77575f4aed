package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Clock;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Philox;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Backpropagation through the imitator against central differences of {@link DoubleModel}. */
@Tag("slow")
class GradientCheckTest {
    private static final int STEPS = 7;
    private static final int COORDINATES = 17;
    private static final double FLOOR = 0.05;
    private static final Moments ALL = new Moments(List.of(0.9, 0.5), List.of(0.9, 0.99), true, true, true, 0.9);
    private static final Moments PLAIN = new Moments(List.of(0.9), List.of(0.99), false, false, false, 0);

    @ParameterizedTest
    @CsvSource({
        "2, 0, RELATIVE, false",
        "2, 0, HUBER, true",
        "5, 0, HUBER, false",
        "3, 4, HUBER, false",
        "4, 3, RELATIVE, true"
    })
    void theMetaGradientIsTheDerivativeOfTheLoss(int lower, int upper, ImitationLoss loss, boolean forced) {
        check(
                new Imitator(
                        upper == 0 ? List.of(lower) : List.of(lower, upper), Features.GRADIENT, Head.GATED, forced),
                loss);
    }

    static Stream<Imitator> everyPairOfFeaturesAndHead() {
        return Stream.of(Features.values())
                .flatMap(features -> Stream.of(Head.values())
                        .flatMap(head -> Stream.of(ALL, PLAIN)
                                .flatMap(moments -> Stream.of(false, true)
                                        .map(forced -> new Imitator(
                                                head == Head.CONSTANT ? List.of() : forced ? List.of(3, 4) : List.of(5),
                                                features,
                                                moments,
                                                head,
                                                0.25,
                                                0,
                                                forced)))));
    }

    @ParameterizedTest
    @EnumSource
    void theFeaturesBesideTime(Features features) {
        Head head = features == Features.GRADIENT ? Head.GATED : Head.EXPONENTIAL;
        check(new Imitator(List.of(3, 4), features, ALL, head, 0.25, 0, false).withTime(true), ImitationLoss.HUBER);
    }

    @ParameterizedTest
    @MethodSource
    void everyPairOfFeaturesAndHead(Imitator imitator) {
        check(imitator, ImitationLoss.HUBER);
    }

    /** To powers of ordinary size: with others, float32 has no digits to compare. */
    private static void scaleExponent(Imitator imitator, float[] phi) {
        int row = imitator.headOffset() + (imitator.gates() - 1) * imitator.top();
        for (int j = 0; j < imitator.top(); j++) {
            phi[row + j] /= 8;
        }
        phi[phi.length - 1] /= 8;
    }

    private static void check(Imitator imitator, ImitationLoss loss) {
        float[] phi = imitator.initialWeights(7);
        int[] words = new int[phi.length];
        Philox.words(5, Philox.PHI, 0, 0, 0, words.length, words);
        for (int i = imitator.headOffset(); i < phi.length; i++) {
            phi[i] = Philox.uniform(words[i]) - 0.5f; // a head of zeros has no way back
        }
        if (imitator.head() == Head.EXPONENTIAL) {
            scaleExponent(imitator, phi);
        }
        float[] g = noise(1, 1f);
        float[] u = noise(2, 1f);
        for (int i = 0; i < u.length; i++) {
            u[i] += Math.signum(u[i]) * 0.3f; // the relative loss is singular near zero
        }
        float[] predicted = new float[g.length];
        float[] metaGradient = new float[phi.length];
        float[] value = new float[1];
        int carried = imitator.carried() * COORDINATES;
        Kernels.Carry carry = new Kernels.Carry(
                buffer(carried),
                buffer(carried),
                buffer(COORDINATES),
                buffer(imitator.states().size() * COORDINATES));
        try (WorkerPool pool = new WorkerPool(1)) {
            new ImitatePass(imitator, false, STEPS, 1, COORDINATES, 1)
                    .train(
                            pool,
                            phi,
                            new Kernels.Demonstration(new CpuBuffer(g), new CpuBuffer(u), clock()),
                            carry,
                            new Kernels.LossTerms(loss, (float) FLOOR),
                            new Kernels.Learned(
                                    new CpuBuffer(predicted), new CpuBuffer(metaGradient), new CpuBuffer(value)),
                            0,
                            null);
        }
        double[] exact = new double[phi.length];
        for (int i = 0; i < phi.length; i++) {
            exact[i] = phi[i];
        }
        DoubleModel model = new DoubleModel(imitator, loss, FLOOR);
        double[] expected = model.run(exact, g, u, COORDINATES, null);
        for (int i = 0; i < g.length; i++) {
            assertThat((double) predicted[i])
                    .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(2e-5 * (1 + Math.abs(expected[i]))));
        }
        assertThat((double) value[0])
                .isCloseTo(expected[g.length], org.assertj.core.data.Percentage.withPercentage(1e-3));
        double[][] own = new double[COORDINATES][STEPS];
        for (int i = 0; i < g.length; i++) {
            own[i % COORDINATES][i / COORDINATES] = imitator.teacherForcing() ? u[i] : expected[i];
        }
        double error = 0;
        double norm = 0;
        for (int i = 0; i < phi.length; i++) {
            double[] moved = exact.clone();
            moved[i] += 1e-5;
            double up = model.run(moved, g, u, COORDINATES, own)[g.length];
            moved[i] -= 2e-5;
            double slope = (up - model.run(moved, g, u, COORDINATES, own)[g.length]) / 2e-5;
            error += Math.pow(metaGradient[i] - slope, 2);
            norm += slope * slope;
        }
        assertThat(Math.sqrt(error / norm)).isLessThan(1e-4);
    }

    private static float[] noise(int stream, float scale) {
        int[] words = new int[STEPS * COORDINATES];
        Philox.words(99, stream, 0, 0, 0, words.length, words);
        float[] values = new float[words.length];
        Arrays.setAll(new double[words.length], i -> values[i] = (2 * Philox.uniform(words[i]) - 1) * scale);
        return values;
    }

    /** As {@link DoubleModel} has it. */
    private static Clock clock() {
        Clock clock = new Clock(1);
        clock.set(0, 0, DoubleModel.DONE, DoubleModel.HORIZON);
        return clock;
    }

    private static Buffer buffer(int n) {
        return new CpuBuffer(new float[n]);
    }
}
