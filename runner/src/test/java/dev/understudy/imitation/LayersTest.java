package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.imitation.Optimizee.Layers;
import dev.understudy.imitation.Optimizee.Loss;
import dev.understudy.imitation.Optimizee.Placed;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final Shape IMAGE = new Shape(1, 28, 28);

    @Test
    void theMnistCnnHas21840CoordinatesInFourPieces() {
        Layers cnn = Optimizee.mnistCnn(IMAGE, 10);
        List<Placed> weighted = cnn.placed().stream()
                .filter(placed -> placed.layer().coordinates(placed.input()) > 0)
                .toList();

        assertThat(cnn.coordinates()).isEqualTo(21_840);
        assertThat(weighted)
                .extracting(placed -> placed.layer().coordinates(placed.input()))
                .containsExactly(260, 5_020, 16_050, 510);
        assertThat(weighted).extracting(Placed::offset).containsExactly(0, 260, 5_280, 21_330);
        assertThat(weighted)
                .extracting(placed -> placed.layer().fanIn(placed.input()))
                .containsExactly(25, 250, 320, 50);
    }

    @Test
    void weightsAndBiasesAreTensorsOfTheirOwn() {
        assertThat(Optimizee.mnistCnn(IMAGE, 10).tensors())
                .containsExactly(0, 250, 260, 5_260, 5_280, 21_280, 21_330, 21_830, 21_840);
        assertThat(Optimizee.halfPlane().tensors()).containsExactly(0, 8, 12, 16, 17);
    }

    @Test
    void theMnistCnnHasTheShapesOfTheSource() {
        List<Placed> placed = Optimizee.mnistCnn(IMAGE, 10).placed();

        assertThat(placed)
                .extracting(each -> each.output().toString())
                .containsExactly(
                        "10×24×24",
                        "10×12×12",
                        "10×12×12",
                        "20×8×8",
                        "20×8×8",
                        "20×4×4",
                        "20×4×4",
                        "50×1×1",
                        "50×1×1",
                        "50×1×1",
                        "10×1×1");
        assertThat(placed.get(0).input()).isEqualTo(IMAGE);
        for (int i = 1; i < placed.size(); i++) {
            assertThat(placed.get(i).input()).isEqualTo(placed.get(i - 1).output());
        }
    }

    @Test
    void theMnistCnnHasOneLogitPerClass() {
        assertThat(Optimizee.mnistCnn(IMAGE, 10).outputs()).isEqualTo(10);
        assertThat(Optimizee.mnistCnn(IMAGE, 26).outputs()).isEqualTo(26);
        assertThat(Optimizee.mnistCnn(IMAGE, 10).loss()).isEqualTo(Loss.SOFTMAX_CROSS_ENTROPY);
    }

    @Test
    void theHalfPlaneClassifierHas17CoordinatesAndOneLogit() {
        Layers halfPlane = Optimizee.halfPlane();

        assertThat(halfPlane.coordinates()).isEqualTo(17);
        assertThat(halfPlane.placed()).extracting(Placed::offset).containsExactly(0, 12);
        assertThat(halfPlane.outputs()).isEqualTo(1);
    }

    @Test
    void channelDropoutDrawsOncePerChannelAndPlainDropoutOncePerValue() {
        Shape shape = new Shape(20, 8, 8);

        assertThat(new Layer.Dropout(0.5, true).draws(shape)).isEqualTo(20);
        assertThat(new Layer.Dropout(0.5, false).draws(shape)).isEqualTo(1280);
    }

    @Test
    void poolingLeavesOutRowsAndColumnsThatFillNoWindow() {
        assertThat(new Layer.MaxPool(2).output(new Shape(3, 7, 5))).isEqualTo(new Shape(3, 3, 2));
    }

    @Test
    void aLayerThatDoesNotFitNamesItsFieldAndBothSizes() {
        refuses(
                () -> layers(new Shape(1, 4, 9), new Layer.Conv(5, 10)),
                "conv.kernel is 5; expected at most the input's 4×9");
        refuses(
                () -> layers(new Shape(1, 9, 1), new Layer.Dense(4), new Layer.MaxPool(2)),
                "maxPool is 2; expected at most the input's 1×1");
    }

    @Test
    void aValueOutOfRangeNamesItsField() {
        refuses(() -> new Layer.Conv(0, 10), "conv.kernel is 0; expected a whole number from 1 to 64");
        refuses(() -> new Layer.Conv(5, 0), "conv.channels is 0");
        refuses(() -> new Layer.MaxPool(0), "maxPool is 0");
        refuses(() -> new Layer.Dense(-1), "dense is -1");
        refuses(() -> new Layer.Dropout(1, false), "dropout is 1.0; expected at least 0 and below 1");
        refuses(() -> new Layer.Dropout(-0.1, true), "channelDropout is -0.1");
        refuses(() -> new Layer.Dropout(Double.NaN, false), "dropout is NaN");
        refuses(() -> new Shape(1, 0, 28), "shape.height is 0");
        refuses(() -> new Shape(1, 28, 0), "shape.width is 0");
        refuses(() -> new Shape(0, 28, 28), "shape.channels is 0");
    }

    @Test
    void aNetworkNeedsALayerAndWeights() {
        refuses(() -> layers(IMAGE), "optimizee.layers is empty; expected at least one layer");
        refuses(
                () -> layers(IMAGE, new Layer.Relu(), new Layer.MaxPool(2)),
                "optimizee.layers is without weights; expected a conv or dense layer");
    }

    @Test
    void binaryCrossEntropyNeedsOneLogit() {
        refuses(
                () -> new Layers(IMAGE, List.of(new Layer.Dense(2)), Loss.BINARY_CROSS_ENTROPY),
                "optimizee.layers is 2 outputs; expected 1 output");
    }

    @Test
    void aNetworkTooLargeToIndexIsRefused() {
        refuses(
                () -> layers(new Shape(1, 256, 256), new Layer.Dense(4096)),
                "optimizee.layers is a layer of 268439552 coordinates; expected fewer than 268435456");
        refuses(() -> layers(new Shape(1, 256, 256), new Layer.Dense(65536)), "expected fewer than 268435456");
        refuses(
                () -> layers(new Shape(1, 256, 256), new Layer.Dense(4000), new Layer.Dense(4000)),
                "expected fewer than 268435456");
    }

    private static Layers layers(Shape input, Layer... list) {
        return new Layers(input, List.of(list), Loss.SOFTMAX_CROSS_ENTROPY);
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
