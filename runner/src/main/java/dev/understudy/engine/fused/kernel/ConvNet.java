package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Formulas;

/** Forward and backward of the layers without weights, for one sample. Activations are [channels][height][width]. */
final class ConvNet {
    private ConvNet() {}

    /**
     * Maximum of each size×size window, the first in row order among equal ones; at[] receives its place in the
     * channel.
     */
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
                    at[i] = best - c * height * width;
                    out[i++] = in[best];
                }
            }
        }
    }

    /** The usual size, without inner loops and with few branches, which would be unpredictable. */
    private static void maxPool2(int channels, int height, int width, float[] in, float[] out, int[] at) {
        int i = 0;
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y + 2 <= height; y += 2) {
                int row = (c * height + y) * width;
                for (int x = 0; x + 2 <= width; x += 2, i++) {
                    int j = row + x;
                    int p = y * width + x;
                    float a = in[j];
                    float b = in[j + 1];
                    float d = in[j + width];
                    float e = in[j + width + 1];
                    float upper = Math.max(a, b);
                    float lower = Math.max(d, e);
                    int up = b > a ? p + 1 : p;
                    int low = e > d ? p + width + 1 : p + width;
                    at[i] = lower > upper ? low : up;
                    out[i] = Math.max(upper, lower);
                }
            }
        }
    }

    static void maxPoolBackward(float[] dout, int[] at, int channels, int area, float[] din, int inputs) {
        java.util.Arrays.fill(din, 0f);
        for (int c = 0; c < channels; c++) {
            for (int i = c * area; i < (c + 1) * area; i++) {
                din[c * inputs + at[i]] = dout[i];
            }
        }
    }

    /** The same with the gradient as a list. */
    static void maxPoolBackward(float[] dout, int[] at, int channels, int area, Places places) {
        int n = 0;
        for (int c = 0; c < channels; c++) {
            places.start[c] = n;
            for (int i = c * area; i < (c + 1) * area; i++) {
                n = places.add(n, at[i], dout[i]);
            }
        }
        places.start[channels] = n;
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

    static void tanh(float[] in, float[] out, int n) {
        for (int i = 0; i < n; i++) {
            out[i] = Formulas.tanh(in[i]); // [O7]
        }
    }

    static void tanhBackward(float[] out, float[] dout, float[] din, int n) {
        for (int i = 0; i < n; i++) {
            din[i] = dout[i] * Formulas.tanhSlope(out[i]); // [O7]
        }
    }

    /** Forward and backward: x·keep of the unit's draw; {@code per} units share a draw. */
    static void dropout(float[] in, float[] keep, int draws, int per, float[] out) {
        for (int d = 0; d < draws; d++) {
            for (int i = d * per; i < (d + 1) * per; i++) {
                out[i] = Formulas.dropped(in[i], keep[d]); // [O4]
            }
        }
    }
}
