package dev.understudy.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.data.DataSets;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Optimizee.Placed;
import dev.understudy.imitation.Shape;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The prepared form against the plain one: the same numbers, in less time. */
@Tag("nd4j")
class PlainFormTest {
    @Test
    void theUnrollIsThatOfThePlainFormulas() {
        int steps = 6;
        int n = 33;
        Imitator imitator = Imitator.gated(5);
        Nd4j.getRandom().setSeed(3);
        INDArray gradient = Nd4j.randn(DataType.FLOAT, steps, n);
        INDArray truth = Nd4j.randn(DataType.FLOAT, steps, n);
        INDArray phi = Nd4j.createFromArray(imitator.initialWeights(7));
        PlainLstm plain = new PlainLstm(imitator, phi);
        plain.unroll(rows(gradient), rows(truth));
        try (Program program = new Program()) {
            INDArray predicted = program.zeros(steps, n);
            INDArray slope = program.zeros(steps, 1, n);
            INDArray metaGradient = program.zeros(phi.length());
            INDArray loss = program.zeros(1);
            Unroll unroll = new Unroll(
                    program,
                    imitator,
                    false,
                    new Unroll.Lanes(phi, gradient, truth, predicted, Carry.empty(program, imitator, n)),
                    UnrollArrays.forwardAndBack(program, imitator, steps, n));
            unroll.forward();
            ImitationOps.add(
                    program,
                    ImitationOps.Kept.of(program, ImitationLoss.RELATIVE, steps, 1, n),
                    ImitationLoss.RELATIVE,
                    0,
                    truth.reshape(steps, 1, n),
                    predicted.reshape(steps, 1, n),
                    slope,
                    loss);
            unroll.backward(slope.reshape(steps, n), metaGradient);
            program.run();
            assertThat(loss.getFloat(0))
                    .isCloseTo((float) plain.loss, org.assertj.core.data.Percentage.withPercentage(1e-3));
            assertThat(predicted.distance2(Nd4j.vstack(plain.predicted)))
                    .isLessThan(1e-5 * predicted.norm2Number().doubleValue());
            assertThat(metaGradient.distance2(plain.metaGradient))
                    .isLessThan(1e-5 * metaGradient.norm2Number().doubleValue());
        }
    }

    /** DL4J puts a convolution's biases before its weights; the rest of θ has the same order as here. */
    @Test
    void theGradientIsThatOfDl4jsLayers() {
        Optimizee.Layers with = Optimizee.mnistCnn(new Shape(1, 28, 28), 10);
        Optimizee.Layers layers = new Optimizee.Layers(
                with.input(),
                with.list().stream().filter(l -> !(l instanceof Layer.Dropout)).toList(),
                with.loss());
        int batch = 3;
        Nd4j.getRandom().setSeed(4);
        INDArray x = Nd4j.randn(DataType.FLOAT, batch, 784);
        INDArray y =
                Nd4j.eye(10).castTo(DataType.FLOAT).get(org.nd4j.linalg.indexing.NDArrayIndex.interval(2, 2 + batch));
        INDArray theta = Nd4j.randn(DataType.FLOAT, 1, layers.coordinates()).muli(0.1);
        MultiLayerNetwork network = PlainForm.network(false);
        network.setParams(biasesFirst(layers, theta, true));
        INDArray expected = biasesFirst(
                layers,
                network.calculateGradients(x.reshape(batch, 1, 28, 28), y, null, null)
                        .getFirst()
                        .gradient()
                        .reshape(1, theta.length())
                        .div(batch),
                false);
        try (Program program = new Program()) {
            LayersPass pass = new LayersPass(program, layers, batch);
            INDArray gradient = program.zeros(1, theta.length());
            pass.forward(theta, x, m -> null);
            pass.backward(y, gradient, program.zeros(1));
            program.run();
            assertThat(gradient.distance2(expected))
                    .isLessThan(1e-5 * expected.norm2Number().doubleValue());
        }
    }

    /** Measured at four to five times; two is what must not be lost. */
    @Tag("speed")
    @Test
    void thePreparedFormIsAtLeastTwiceAsFast() {
        double[] found = PlainForm.compare(DataSets.load("digits", null), 2, 1, 3);
        System.out.println(String.format(
                java.util.Locale.ROOT,
                "plain form %.2f ms, engine nd4j %.2f ms per meta-step, ratio %.2f",
                found[0],
                found[1],
                found[2]));
        assertThat(found[2]).as("plain form's time to the engine's").isGreaterThan(2);
    }

    private static INDArray[] rows(INDArray a) {
        INDArray[] rows = new INDArray[(int) a.size(0)];
        for (int t = 0; t < rows.length; t++) {
            rows[t] = Views.rows(a, t, t + 1);
        }
        return rows;
    }

    /** A convolution's part of θ with weights and biases changing places, to DL4J's order or back. */
    private static INDArray biasesFirst(Optimizee.Layers layers, INDArray theta, boolean toDl4j) {
        INDArray to = theta.dup();
        for (Placed p : layers.placed()) {
            if (p.layer() instanceof Layer.Conv conv) {
                int all = conv.coordinates(p.input());
                int first = toDl4j ? all - conv.channels() : conv.channels();
                for (int i = 0; i < all; i++) {
                    to.putScalar(0, p.offset() + (i + all - first) % all, theta.getFloat(0, p.offset() + i));
                }
            }
        }
        return to;
    }
}
