package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Layer.Conv;
import dev.understudy.imitation.Layer.Dense;
import dev.understudy.imitation.Layer.MaxPool;
import dev.understudy.imitation.Layer.Relu;
import dev.understudy.imitation.Layer.Tanh;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Optimizee.Placed;
import dev.understudy.imitation.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of a sample's loss through the layers, against central differences in float64 of a forward pass in plain loops. */
class LayersGradientTest {
    private static final double DIFFERENCE = 1e-5;
    private static final int LABEL = 2;

    static Stream<List<Layer>> networks() {
        return Stream.of(
                List.of(new Dense(7), new Tanh(), new Dense(5)),
                List.of(new Dense(19), new Tanh(), new Tanh(), new Dense(5), new Tanh()),
                List.of(new Tanh(), new Dense(6), new Relu(), new Tanh(), new Dense(5)),
                List.of(
                        new Conv(3, 4),
                        new Tanh(),
                        new MaxPool(2),
                        new Dense(5)), // by the list of values that are not zero
                List.of(new Conv(2, 3), new MaxPool(2), new Tanh(), new Conv(2, 4), new Tanh(), new Dense(5)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theGradientIsTheDerivativeOfTheLossInBothProviders(List<Layer> list) {
        Optimizee.Layers layers = new Optimizee.Layers(new Shape(2, 7, 6), list, Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
        SplittableRandom random = new SplittableRandom(3);
        float[] theta = numbers(random, layers.coordinates(), 0.4);
        float[] sample = numbers(random, layers.input().size(), 1);
        double[] derivative = new double[theta.length];
        double[] at = doubles(theta);
        for (int p = 0; p < at.length; p++) {
            double here = at[p];
            at[p] = here + DIFFERENCE;
            double above = loss(layers, at, doubles(sample));
            at[p] = here - DIFFERENCE;
            derivative[p] = (above - loss(layers, at, doubles(sample))) / (2 * DIFFERENCE);
            at[p] = here;
        }
        for (Provider provider : providers()) {
            Network network = new Network(layers, provider, false);
            System.arraycopy(sample, 0, network.input(), 0, sample.length);
            float[] gradient = new float[theta.length];
            network.begin(gradient, 0);
            network.forward(theta, 0, false);
            assertThat((double) network.loss(LABEL, 1f)).isCloseTo(loss(layers, at, doubles(sample)), within(2e-6));
            network.backward(theta, 0, gradient, 0);
            network.end(gradient, 0);
            assertThat(doubles(gradient)).as(provider + " " + list).containsExactly(derivative, within(4e-6));
        }
    }

    private static List<Provider> providers() {
        return Provider.VECTORS_ARE_HERE ? List.of(Provider.values()) : List.of(Provider.PLAIN);
    }

    private static float[] numbers(SplittableRandom random, int n, double scale) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = (float) (scale * random.nextGaussian());
        }
        return numbers;
    }

    private static double[] doubles(float[] numbers) {
        double[] doubles = new double[numbers.length];
        Arrays.setAll(doubles, i -> numbers[i]);
        return doubles;
    }

    /** [O5] */
    private static double loss(Optimizee.Layers layers, double[] theta, double[] x) {
        for (Placed p : layers.placed()) {
            x = output(p, theta, x);
        }
        return Math.log(Arrays.stream(x).map(Math::exp).sum()) - x[LABEL];
    }

    private static double[] output(Placed p, double[] theta, double[] x) {
        Shape out = p.output();
        double[] y = new double[out.size()];
        for (int i = 0; i < y.length; i++) {
            int area = out.height() * out.width();
            y[i] = value(p, theta, x, i / area, i / out.width() % out.height(), i % out.width());
        }
        return y;
    }

    private static double value(Placed p, double[] theta, double[] x, int channel, int row, int column) {
        Shape in = p.input();
        int same = (channel * in.height() + row) * in.width() + column;
        if (p.layer() instanceof Tanh) {
            return Math.tanh(x[same]);
        }
        if (p.layer() instanceof Relu) {
            return Math.max(x[same], 0);
        }
        if (p.layer() instanceof MaxPool pool) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < pool.size() * pool.size(); k++) {
                int y = row * pool.size() + k / pool.size();
                largest = Math.max(
                        largest, x[(channel * in.height() + y) * in.width() + column * pool.size() + k % pool.size()]);
            }
            return largest;
        }
        int terms = p.layer().fanIn(in);
        int area = p.layer() instanceof Conv conv ? conv.kernel() * conv.kernel() : 1;
        int kernel = (int) Math.sqrt(area);
        double sum = theta[p.offset() + p.layer().coordinates(in) - p.output().channels() + channel];
        for (int k = 0; k < terms; k++) {
            int from = p.layer() instanceof Dense
                    ? k
                    : (k / area * in.height() + row + k / kernel % kernel) * in.width() + column + k % kernel;
            sum += theta[p.offset() + channel * terms + k] * x[from];
        }
        return sum;
    }
}
