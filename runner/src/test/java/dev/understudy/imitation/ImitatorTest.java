package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Imitator.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImitatorTest {
    @Test
    void phiIsLaidOutAsPyTorchNamesIt() {
        assertThat(Imitator.gated(2).layout())
                .containsExactly(
                        new Part("weight_ih_l0", 8, 1, 0),
                        new Part("weight_hh_l0", 8, 2, 8),
                        new Part("bias_ih_l0", 8, 1, 24),
                        new Part("bias_hh_l0", 8, 1, 32));
        assertThat(imitator(20, 3).layout())
                .extracting(Part::name)
                .containsExactly(
                        "weight_ih_l0",
                        "weight_hh_l0",
                        "bias_ih_l0",
                        "bias_hh_l0",
                        "weight_ih_l1",
                        "weight_hh_l1",
                        "bias_ih_l1",
                        "bias_hh_l1");
        assertThat(imitator(20, 3).layout().get(4)).isEqualTo(new Part("weight_ih_l1", 12, 20, 1840));
    }

    @Test
    void thePartsOfPhiJoinWithoutGaps() {
        int end = 0;
        for (Part part : imitator(5, 7, 3).layout()) {
            assertThat(part.offset()).as(part.name()).isEqualTo(end);
            end += part.size();
        }
        assertThat(imitator(5, 7, 3).weights()).isEqualTo(end);
    }

    @Test
    void aLayerOfHCellsHasFourGatesOfInputsPlusHPlusTwoBiases() {
        assertThat(Imitator.gated(2).weights()).isEqualTo(40);
        assertThat(Imitator.gated(20).weights()).isEqualTo(1840);
        assertThat(imitator(20, 20).weights()).isEqualTo(1840 + 4 * 20 * (20 + 20 + 2));
    }

    @Test
    void timeIsTwoMoreInputsOfTheFirstLayerBehindTheFeatures() {
        for (Features features : Features.values()) {
            Imitator without = new Imitator(List.of(3, 2), features, Head.GATED, false);
            Imitator with = without.withTime(true);
            assertThat(with.inputs()).isEqualTo(without.inputs() + 2);
            assertThat(with.featureInputs()).isEqualTo(without.inputs());
            assertThat(with.weights()).isEqualTo(without.weights() + 2 * 12);
            assertThat(with.signals()).isEqualTo(without.signals());
            assertThat(with.isPlain()).isFalse();
            assertThat(with.forced(true).withGain(0.5).time()).isTrue();
        }
        assertThatThrownBy(() -> new Imitator(List.of(), Features.MOMENTS, Head.CONSTANT, false).withTime(true))
                .hasMessage("imitator.time is true; expected false with head constant: no LSTM reads it");
    }

    @Test
    void theExponentsOfTensorsFactorsAreTheLastTwoOfPhiAndBeginAtZero() {
        for (Head head : List.of(Head.SCALED, Head.ZERO_OUT, Head.EXPONENTIAL)) {
            Imitator without = new Imitator(List.of(3, 2), Features.LOG_SIGN, head, false);
            Imitator with = without.withTensorScale(true);
            assertThat(with.layout().subList(0, without.layout().size())).isEqualTo(without.layout());
            assertThat(with.layout())
                    .hasSize(without.layout().size() + 1)
                    .endsWith(new Part("tensor_scale", 2, 1, without.weights()));
            assertThat(with.weights()).isEqualTo(without.weights() + 2);
            assertThat(with.tensorScaleOffset()).isEqualTo(without.weights());
            assertThat(with.headOffset()).isEqualTo(without.headOffset());
            assertThat(with.initialWeights(3)).isEqualTo(Arrays.copyOf(without.initialWeights(3), with.weights()));
            assertThat(with.forced(true).withGain(0.5).withTime(true).tensorScale())
                    .isTrue();
        }
        assertThat(new Imitator(List.of(), Features.MOMENTS, Head.CONSTANT, false)
                        .withTensorScale(true)
                        .layout())
                .extracting(Part::name)
                .containsExactly("head_bias", "tensor_scale");
    }

    @Test
    void besideTheGatedHeadThereAreNoFactorsOfTensors() {
        assertThatThrownBy(() -> Imitator.gated(2).withTensorScale(true).checkFactors())
                .hasMessage(
                        "imitator.tensorScale is true; expected false with head gated: it has no gain, which is the unit of an update");
        Imitator.gated(2).checkFactors();
    }

    @Test
    void aCoordinateCarriesHAndCOfEveryLayer() {
        assertThat(Imitator.gated(2).carried()).isEqualTo(2);
        assertThat(imitator(20, 3).carried()).isEqualTo(23);
    }

    @Test
    void initialWeightsLieWithinOneOverTheRootOfTheLayersOwnSize() {
        Imitator imitator = imitator(20, 5);
        float[] phi = imitator.initialWeights(1);

        for (Part part : imitator.layout()) {
            double bound = 1 / Math.sqrt(part.name().endsWith("l0") ? 20 : 5);
            float[] values = Arrays.copyOfRange(phi, part.offset(), part.offset() + part.size());
            assertThat(largest(values)).as(part.name()).isBetween(0.8 * bound, (double) Math.nextUp((float) bound));
        }
    }

    @Test
    void initialWeightsFollowFromTheSeedAlone() {
        assertThat(Imitator.gated(2).initialWeights(7))
                .isEqualTo(Imitator.gated(2).initialWeights(7))
                .isNotEqualTo(Imitator.gated(2).initialWeights(8));
        assertThat(Imitator.gated(2).initialWeights(7)[3])
                .isEqualTo(Formulas.initialWeight(
                        Philox.uniform(Philox.word(7, Philox.PHI, 0, 0, 3)), (float) Math.sqrt(0.5)));
    }

    @Test
    void theSizesAreCopied() {
        List<Integer> sizes = new ArrayList<>(List.of(4));
        Imitator imitator = new Imitator(sizes, Features.GRADIENT, Head.GATED, false);
        sizes.set(0, 1);

        assertThat(imitator.hidden()).containsExactly(4);
    }

    @Test
    void sizesThatCannotWorkAreRefusedByName() {
        refuses("imitator.hidden is []; expected one to eight layer sizes");
        refuses("one to eight layer sizes", 2, 2, 2, 2, 2, 2, 2, 2, 2);
        refuses("imitator.hidden is 0; expected a whole number from 1 to 512", 0, 2);
        refuses("imitator.hidden is 513", 513);
        refuses(
                "imitator.hidden is [20, 1]; expected a last layer of 2 or more: the gated head reads two values",
                20,
                1);
    }

    @Test
    void aLowerLayerMayHaveOneCell() {
        assertThat(imitator(1, 2).weights()).isEqualTo(4 * (1 + 1 + 2) + 8 * (1 + 2 + 2));
    }

    @Test
    void headsHaveAGateForEverySignalAndOneForTheLastUpdate() {
        Moments moments = new Moments(List.of(0.9, 0.5), List.of(0.99), true, true, true, 0.9);
        assertThat(moments.scales()).isEqualTo(4);
        assertThat(moments.signals()).isEqualTo(12);
        assertThat(moments.inputs()).isEqualTo(12 + 3 + 2);
        assertThat(moments.states()).hasSize(3 + 3 + 1 + 2);
        assertThat(with(List.of(5), Features.MOMENTS, moments, Head.ZERO_OUT).gates())
                .isEqualTo(13);
        assertThat(with(List.of(5), Features.MOMENTS, moments, Head.SCALED).gates())
                .isEqualTo(1);
        assertThat(with(List.of(5), Features.LOG_SIGN, moments, Head.ZERO_OUT).gates())
                .isEqualTo(2);
        assertThat(with(List.of(5), Features.MOMENTS, moments, Head.GATED).gates())
                .isZero();
        assertThat(with(List.of(5), Features.LOG_SIGN, moments, Head.GATED).states())
                .isEmpty();
    }

    @Test
    void theHeadsWeightsAreTheLastOfPhiAndBeginAtZero() {
        Imitator imitator = with(List.of(3, 4), Features.LOG_SIGN, Moments.DEFAULTS, Head.ZERO_OUT);
        assertThat(imitator.headOffset()).isEqualTo(4 * 3 * (2 + 3 + 2) + 4 * 4 * (3 + 4 + 2));
        assertThat(imitator.weights()).isEqualTo(imitator.headOffset() + 2 * 4 + 2);
        float[] phi = imitator.initialWeights(1);
        assertThat(java.util.Arrays.copyOfRange(phi, imitator.headOffset(), phi.length))
                .containsOnly(0f);
        assertThat(with(List.of(), Features.LOG_SIGN, Moments.DEFAULTS, Head.CONSTANT)
                        .layout())
                .extracting(Imitator.Part::name)
                .containsExactly("head_bias");
    }

    @Test
    void cellsRememberAsLongAsTheyAreTold() {
        Imitator imitator =
                new Imitator(List.of(200), Features.LOG_SIGN, Moments.DEFAULTS, Head.ZERO_OUT, 1, 1000, false);
        float[] phi = imitator.initialWeights(1);
        float[] plain = new Imitator(List.of(200), Features.LOG_SIGN, Head.ZERO_OUT, false).initialWeights(1);
        int bias = imitator.layer(0).get(2).offset();
        double longest = 0;
        double shortest = 1e9;
        for (int k = 0; k < 200; k++) {
            assertThat(phi[bias + k]).as("gate i").isEqualTo(k % 2 == 0 ? -phi[bias + 200 + k] : plain[bias + k]);
            double tau = 1 + Math.exp(phi[bias + 200 + k]);
            longest = Math.max(longest, tau);
            shortest = Math.min(shortest, tau);
        }
        assertThat(longest).isBetween(800.0, 1000.5);
        assertThat(shortest).isBetween(1.9, 2.5);
    }

    @Test
    void atAnotherLearningRateTheGainAloneChangesAndAtItsOwnNothing() {
        Imitator trained = with(List.of(3), Features.MOMENTS, Moments.DEFAULTS, Head.ZERO_OUT);
        assertThat(trained.at(3e-4, 1e-3)).isEqualTo(trained.withGain(0.1 * (3e-4 / 1e-3)));
        assertThat(trained.at(1e-3, 1e-3)).isEqualTo(trained);
        assertThat(trained.at(4, 1).gain()).isEqualTo(0.4);
    }

    @Test
    void aGatedHeadHasNoLearningRateAndNoRateLeadsOutOfFloat32() {
        assertThat(Imitator.gated(2).hasLearningRate()).isFalse();
        assertThatThrownBy(() -> Imitator.gated(2).at(1e-3, 1e-3))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "imitator.learningRate is 0.001; expected none with head gated: its gates are the size of its "
                                + "updates, and no gain scales them");
        Imitator scaled = with(List.of(2), Features.GRADIENT, Moments.DEFAULTS, Head.SCALED);
        assertThat(scaled.hasLearningRate()).isTrue();
        for (double rate : new double[] {1e-50, 1e38}) {
            assertThatThrownBy(() -> scaled.at(rate, 1e-2))
                    .hasMessage("imitator.learningRate is " + rate
                            + "; expected one at which the gain, 0.1 at 0.01, is representable in float32");
        }
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertThatThrownBy(() -> with(List.of(2), Features.GRADIENT, Moments.DEFAULTS, Head.CONSTANT))
                .hasMessage("imitator.hidden is [2]; expected [] with head constant, which has no LSTM");
        assertThatThrownBy(() -> new Moments(List.of(1.0), List.of(), true, true, false, 0))
                .hasMessageContaining("imitator.moments.first[0] is 1.0; expected a decay rate above 0 and below 1");
        assertThatThrownBy(() -> new Moments(List.of(), List.of(), true, false, false, 0))
                .hasMessageContaining("imitator.moments is without any scale; expected raw, second, sum or own");
        assertThatThrownBy(
                        () -> new Imitator(List.of(2), Features.GRADIENT, Moments.DEFAULTS, Head.SCALED, -1, 0, false))
                .hasMessageContaining("imitator.gain is -1.0");
        assertThatThrownBy(
                        () -> new Imitator(List.of(2), Features.GRADIENT, Moments.DEFAULTS, Head.SCALED, 1, 1, false))
                .hasMessageContaining("imitator.chrono is 1");
    }

    private static Imitator with(List<Integer> hidden, Features features, Moments moments, Head head) {
        return new Imitator(hidden, features, moments, head, 0.1, 0, false);
    }

    private static Imitator imitator(Integer... hidden) {
        return new Imitator(List.of(hidden), Features.GRADIENT, Head.GATED, false);
    }

    private static void refuses(String message, Integer... hidden) {
        assertThatThrownBy(() -> imitator(hidden))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static double largest(float[] values) {
        double max = 0;
        for (float value : values) {
            max = Math.max(max, Math.abs(value));
        }
        return max;
    }
}
