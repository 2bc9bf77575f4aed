package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee.Placed;
import java.util.Arrays;

/**
 * A convolution in plain Java. The input is copied once to a row per tap, with the input's row stride, so that each
 * output plane is a combination of long rows; values between the image's rows are discarded.
 */
final class PlainConvLayer extends ConvLayer {
    private final int run; // length of an output plane with the input's row stride
    private final float[][] taps; // [C·k·k][run]
    private final float[] plane;

    PlainConvLayer(Layer.Conv layer, Placed placed, Activations in, Activations out, DropoutLayer next) {
        super(layer, placed, in, out, next);
        run = (outHeight - 1) * width + outWidth;
        taps = new float[columns][run];
        plane = new float[run];
    }

    @Override
    void forward(float[] theta, int w0, int[] which, int n) {
        for (int j = 0; j < columns; j++) {
            System.arraycopy(in.values(), rows[j / k] + j % k, taps[j], 0, run);
        }
        int biases = w0 + outputs * columns;
        for (int i = 0; i < n; i++) {
            int o = which[i];
            Rows.product(theta[biases + o], theta, w0 + o * columns, 1, columns, taps, plane, run);
            for (int y = 0; y < outHeight; y++) {
                System.arraycopy(plane, y * width, out.values(), o * out.area() + y * outWidth, outWidth);
            }
        }
    }

    @Override
    void clear(float[] gradient, int w0) {
        Arrays.fill(gradient, w0, w0 + outputs * columns, 0f);
    }

    @Override
    void addWeights(Places places, float[] gradient, int w0) {
        for (int o = 0; o < outputs; o++) {
            int from = places.start[o];
            int to = places.start[o + 1];
            for (int r = 0; r < rows.length && from < to; r++) {
                int w = w0 + o * columns + r * k;
                int x = 0;
                for (; x + 5 <= k; x += 5) {
                    addFive(gradient, w + x, in.values(), rows[r] + x, places.value, places.at, from, to);
                }
                for (; x < k; x++) {
                    addOne(gradient, w + x, in.values(), rows[r] + x, places.value, places.at, from, to);
                }
            }
        }
    }

    private static void addFive(
            float[] gradient, int w, float[] in, int row, float[] value, int[] at, int from, int to) {
        float a = gradient[w];
        float b = gradient[w + 1];
        float c = gradient[w + 2];
        float d = gradient[w + 3];
        float e = gradient[w + 4];
        for (int j = from; j < to; j++) {
            float v = value[j];
            int i = row + at[j];
            a += v * in[i];
            b += v * in[i + 1];
            c += v * in[i + 2];
            d += v * in[i + 3];
            e += v * in[i + 4];
        }
        gradient[w] = a;
        gradient[w + 1] = b;
        gradient[w + 2] = c;
        gradient[w + 3] = d;
        gradient[w + 4] = e;
    }

    private static void addOne(
            float[] gradient, int w, float[] in, int row, float[] value, int[] at, int from, int to) {
        float sum = gradient[w];
        for (int j = from; j < to; j++) {
            sum += value[j] * in[row + at[j]];
        }
        gradient[w] = sum;
    }

    @Override
    void addInputs(Places places, float[] theta, int w0) {
        for (int o = 0; o < outputs; o++) {
            int w = w0 + o * columns;
            spread(places, places.start[o], places.start[o + 1], theta, w, in.gradient(), rows, k);
        }
    }

    /**
     * Adds the gradients from..to−1 of an output to those of its inputs, place after place.
     *
     * @param w offset of the output's weights
     */
    static void spread(Places places, int from, int to, float[] theta, int w, float[] gradient, int[] rows, int k) {
        for (int j = from; j < to; j++) {
            if (k == 5) {
                spreadFive(places.value[j], theta, w, gradient, places.at[j], rows);
            } else {
                spreadOne(places.value[j], theta, w, gradient, places.at[j], rows, k);
            }
        }
    }

    private static void spreadFive(float v, float[] theta, int w0, float[] gradient, int at, int[] rows) {
        int w = w0;
        for (int r = 0; r < rows.length; r++, w += 5) {
            int i = at + rows[r];
            gradient[i] += v * theta[w];
            gradient[i + 1] += v * theta[w + 1];
            gradient[i + 2] += v * theta[w + 2];
            gradient[i + 3] += v * theta[w + 3];
            gradient[i + 4] += v * theta[w + 4];
        }
    }

    private static void spreadOne(float v, float[] theta, int w0, float[] gradient, int at, int[] rows, int k) {
        int w = w0;
        for (int r = 0; r < rows.length; r++) {
            int i = at + rows[r];
            int end = i + k;
            for (; i + 5 <= end; i += 5, w += 5) {
                gradient[i] += v * theta[w];
                gradient[i + 1] += v * theta[w + 1];
                gradient[i + 2] += v * theta[w + 2];
                gradient[i + 3] += v * theta[w + 3];
                gradient[i + 4] += v * theta[w + 4];
            }
            for (; i < end; i++, w++) {
                gradient[i] += v * theta[w];
            }
        }
    }

    @Override
    void collect(float[] gradient, int w0) {
        // The sums are already in the gradient.
    }
}
