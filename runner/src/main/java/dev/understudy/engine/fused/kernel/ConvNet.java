package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Formulas;

/**
 * Forward and backward of each kind of layer, for one sample. Activations are [channels][height][width]; weights lie in
 * θ where {@code w0} and {@code b0} say. Sums run in the order written here on every machine.
 *
 * <p>Backward passes skip zeros: behind max-pooling, ReLU and dropout nine gradients of ten are zero.
 */
final class ConvNet {
    private ConvNet() {}

    /** Sizes of a convolution: input C×h×w, kernel k, output O×(h−k+1)×(w−k+1). */
    record Conv(int channels, int height, int width, int k, int outputs) {
        int outHeight() {
            return height - k + 1;
        }

        int outWidth() {
            return width - k + 1;
        }

        /** Length of an output plane with the input's row stride: one long run instead of many short rows. */
        int wide() {
            return (outHeight() - 1) * width + outWidth();
        }
    }

    /**
     * out[o] = b[o] + Σ_c Σ_ky Σ_kx w[o][c][ky][kx]·in[c][·+ky][·+kx]. The input is laid out once as a row per tap, with
     * the input's row stride, so that each output plane is a combination of long rows; what falls between the image's
     * rows is thrown away.
     *
     * @param keep [O] channels with 0 here are dropped afterwards, so they are not computed; null for none
     * @param taps scratch, [C·k·k][{@link Conv#wide()} or more]
     * @param plane scratch, {@link Conv#wide()} or more
     */
    static void conv(
            Conv s,
            float[] theta,
            int w0,
            int b0,
            float[] in,
            float[] out,
            float[] keep,
            float[][] taps,
            float[] plane) {
        int run = s.wide();
        int area = s.outHeight() * s.outWidth();
        int columns = s.channels * s.k * s.k;
        for (int j = 0; j < columns; j++) {
            int c = j / (s.k * s.k);
            int ky = j / s.k % s.k;
            System.arraycopy(in, (c * s.height + ky) * s.width + j % s.k, taps[j], 0, run);
        }
        for (int o = 0; o < s.outputs; o++) {
            if (keep != null && keep[o] == 0f) {
                java.util.Arrays.fill(out, o * area, (o + 1) * area, 0f);
                continue;
            }
            java.util.Arrays.fill(plane, 0, run, theta[b0 + o]);
            Rows.combine(theta, w0 + o * columns, 1, columns, taps, plane, run);
            for (int y = 0; y < s.outHeight(); y++) {
                System.arraycopy(plane, y * s.width, out, o * area + y * s.outWidth(), s.outWidth());
            }
        }
    }

    /**
     * gradient[w0 ..], gradient[b0 ..] += the sample's; din, where not null, = the gradient by the input. dout is used up.
     *
     * @param theta0 where the layer's weights begin in theta
     * @param at scratch, an output plane
     */
    static void convBackward(
            Conv s,
            float[] theta,
            int theta0,
            float[] gradient,
            int w0,
            int b0,
            float[] in,
            float[] dout,
            float[] din,
            int[] at) {
        int area = s.outHeight() * s.outWidth();
        int taps = s.k * s.k;
        if (din != null) {
            java.util.Arrays.fill(din, 0, s.channels * s.height * s.width, 0f);
        }
        for (int o = 0; o < s.outputs; o++) {
            int n = 0;
            float bias = 0f;
            for (int i = 0; i < area; i++) {
                if (dout[o * area + i] != 0f) {
                    at[n++] = i;
                    bias += dout[o * area + i];
                }
            }
            if (n == 0) {
                continue;
            }
            gradient[b0 + o] += bias;
            for (int j = 0; j < n; j++) {
                dout[o * area + j] = dout[o * area + at[j]]; // the nonzero values, packed to the front
                at[j] = at[j] / s.outWidth() * s.width + at[j] % s.outWidth();
            }
            for (int c = 0; c < s.channels; c++) {
                for (int ky = 0; ky < s.k; ky++) {
                    int row = c * s.height * s.width + ky * s.width;
                    int w = w0 + (o * s.channels + c) * taps + ky * s.k;
                    int v = w - w0 + theta0;
                    int kx = 0;
                    for (; kx + 5 <= s.k; kx += 5) {
                        weightRow5(gradient, w + kx, in, row + kx, dout, o * area, at, n);
                        if (din != null) {
                            inputRow5(theta, v + kx, din, row + kx, dout, o * area, at, n);
                        }
                    }
                    for (; kx < s.k; kx++) {
                        weightTap(gradient, w + kx, in, row + kx, dout, o * area, at, n);
                        if (din != null) {
                            inputTap(theta[v + kx], din, row + kx, dout, o * area, at, n);
                        }
                    }
                }
            }
        }
    }

    private static void weightRow5(float[] gradient, int w, float[] in, int row, float[] d, int d0, int[] at, int n) {
        float a = 0f;
        float b = 0f;
        float c = 0f;
        float e = 0f;
        float f = 0f;
        for (int j = 0; j < n; j++) {
            float v = d[d0 + j];
            int i = row + at[j];
            a += v * in[i];
            b += v * in[i + 1];
            c += v * in[i + 2];
            e += v * in[i + 3];
            f += v * in[i + 4];
        }
        gradient[w] += a;
        gradient[w + 1] += b;
        gradient[w + 2] += c;
        gradient[w + 3] += e;
        gradient[w + 4] += f;
    }

    private static void weightTap(float[] gradient, int w, float[] in, int row, float[] d, int d0, int[] at, int n) {
        float sum = 0f;
        for (int j = 0; j < n; j++) {
            sum += d[d0 + j] * in[row + at[j]];
        }
        gradient[w] += sum;
    }

    private static void inputRow5(float[] theta, int w, float[] din, int row, float[] d, int d0, int[] at, int n) {
        float a = theta[w];
        float b = theta[w + 1];
        float c = theta[w + 2];
        float e = theta[w + 3];
        float f = theta[w + 4];
        for (int j = 0; j < n; j++) {
            float v = d[d0 + j];
            int i = row + at[j];
            din[i] += v * a;
            din[i + 1] += v * b;
            din[i + 2] += v * c;
            din[i + 3] += v * e;
            din[i + 4] += v * f;
        }
    }

    private static void inputTap(float w, float[] din, int row, float[] d, int d0, int[] at, int n) {
        for (int j = 0; j < n; j++) {
            din[row + at[j]] += d[d0 + j] * w;
        }
    }

    /** Maximum of each size×size window, the first in row order where equal; at[] remembers which. */
    static void maxPool(int channels, int height, int width, int size, float[] in, float[] out, int[] at) {
        if (size == 2) {
            maxPool2(channels, height, width, in, out, at);
            return;
        }
        int i = 0;
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y + size <= height; y += size) {
                for (int x = 0; x + size <= width; x += size) {
                    int best = (c * height + y) * width + x;
                    for (int dy = 0; dy < size; dy++) {
                        for (int dx = 0; dx < size; dx++) {
                            int j = (c * height + y + dy) * width + x + dx;
                            best = in[j] > in[best] ? j : best;
                        }
                    }
                    at[i] = best;
                    out[i++] = in[best];
                }
            }
        }
    }

    /** The usual size, without loops and with few branches: they would be unpredictable. */
    private static void maxPool2(int channels, int height, int width, float[] in, float[] out, int[] at) {
        int i = 0;
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y + 2 <= height; y += 2) {
                int row = (c * height + y) * width;
                for (int x = 0; x + 2 <= width; x += 2, i++) {
                    int j = row + x;
                    float a = in[j];
                    float b = in[j + 1];
                    float d = in[j + width];
                    float e = in[j + width + 1];
                    float upper = Math.max(a, b);
                    float lower = Math.max(d, e);
                    int up = b > a ? j + 1 : j;
                    int low = e > d ? j + width + 1 : j + width;
                    at[i] = lower > upper ? low : up;
                    out[i] = Math.max(upper, lower);
                }
            }
        }
    }

    static void maxPoolBackward(float[] dout, int[] at, int n, float[] din, int inputs) {
        java.util.Arrays.fill(din, 0, inputs, 0f);
        for (int i = 0; i < n; i++) {
            din[at[i]] = dout[i];
        }
    }

    static void relu(float[] in, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = Formulas.relu(in[i]); // [O3]
        }
    }

    static void reluBackward(float[] out, float[] dout, float[] din, int n) {
        for (int i = 0; i < n; i++) {
            din[i] = out[i] > 0f ? dout[i] : 0f;
        }
    }

    /** Forward and backward alike: x·keep of the unit's draw; {@code per} units share a draw. */
    static void dropout(float[] in, float[] keep, int draws, int per, float[] out) {
        for (int d = 0; d < draws; d++) {
            for (int i = d * per; i < (d + 1) * per; i++) {
                out[i] = Formulas.dropped(in[i], keep[d]); // [O4]
            }
        }
    }

    /** out[o] = b[o] + Σ_i w[o][i]·in[i], in four interleaved sums. */
    static void dense(float[] theta, int w0, int b0, int inputs, int outputs, float[] in, float[] out) {
        for (int o = 0; o < outputs; o++) {
            int w = w0 + o * inputs;
            float s0 = 0f;
            float s1 = 0f;
            float s2 = 0f;
            float s3 = 0f;
            int i = 0;
            for (; i + 4 <= inputs; i += 4) {
                s0 += theta[w + i] * in[i];
                s1 += theta[w + i + 1] * in[i + 1];
                s2 += theta[w + i + 2] * in[i + 2];
                s3 += theta[w + i + 3] * in[i + 3];
            }
            for (; i < inputs; i++) {
                s0 += theta[w + i] * in[i];
            }
            out[o] = theta[b0 + o] + (s0 + s2 + (s1 + s3));
        }
    }

    static void denseBackward(
            float[] theta,
            int theta0,
            float[] gradient,
            int w0,
            int b0,
            int inputs,
            int outputs,
            float[] in,
            float[] dout,
            float[] din) {
        if (din != null) {
            java.util.Arrays.fill(din, 0, inputs, 0f);
        }
        for (int o = 0; o < outputs; o++) {
            float d = dout[o];
            if (d != 0f) {
                gradient[b0 + o] += d;
                axpy(d, in, 0, gradient, w0 + o * inputs, inputs);
                if (din != null) {
                    axpy(d, theta, theta0 + o * inputs, din, 0, inputs);
                }
            }
        }
    }

    private static void axpy(float a, float[] x, int x0, float[] y, int y0, int n) {
        for (int i = 0; i < n; i++) {
            y[y0 + i] += a * x[x0 + i];
        }
    }
}
