package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Formulas;

/**
 * A gradient by the channels of a convolution as a list of what is not zero: behind max-pooling, ReLU and dropout nine of ten are, and
 * the pool knows where the others lie. The order of the list is the order of summation [L3].
 */
final class Places {
    final int[] start; // [channels + 1]; channel c has start[c] .. start[c + 1] − 1
    final int[] at; // within the channel
    final float[] value;

    /** One more than fits, since {@link #add} writes before it knows whether that counts. */
    Places(int channels, int size) {
        start = new int[channels + 1];
        at = new int[size + 1];
        value = new float[size + 1];
    }

    /** Puts one more at n; returns how many there are then. NaN counts. Without a branch, which could not be foreseen. */
    int add(int n, int place, float d) {
        at[n] = place;
        value[n] = d;
        int bits = Float.floatToRawIntBits(d) << 1; // without the sign, so that −0 is zero
        return n + ((bits | -bits) >>> 31);
    }

    /** All of a gradient that lies there whole, in index order. */
    void scan(float[] gradient, int channels, int area) {
        int n = 0;
        for (int c = 0; c < channels; c++) {
            start[c] = n;
            for (int i = 0; i < area; i++) {
                n = add(n, i, gradient[c * area + i]);
            }
        }
        start[channels] = n;
    }

    /** Each times keep[its channel, or its place]; what becomes zero is dropped. @param per values that share one of keep */
    void dropout(float[] keep, int per, int channels, int area) {
        int n = 0;
        int j = 0;
        for (int c = 0; c < channels; c++) {
            int end = start[c + 1];
            start[c] = n;
            for (; j < end; j++) {
                n = add(n, at[j], Formulas.dropped(value[j], keep[(c * area + at[j]) / per])); // [O4]
            }
        }
        start[channels] = n;
    }

    /** Leaves those where ReLU let something through. */
    void relu(float[] out, int channels, int area) {
        int n = 0;
        int j = 0;
        for (int c = 0; c < channels; c++) {
            int end = start[c + 1];
            start[c] = n;
            for (; j < end; j++) {
                n = add(n, at[j], out[c * area + at[j]] > 0f ? value[j] : 0f);
            }
        }
        start[channels] = n;
    }

    /** Each times the slope of what tanh gave; where that is at its bound, nothing is left. */
    void tanh(float[] out, int channels, int area) {
        int n = 0;
        int j = 0;
        for (int c = 0; c < channels; c++) {
            int end = start[c + 1];
            start[c] = n;
            for (; j < end; j++) {
                n = add(n, at[j], value[j] * Formulas.tanhSlope(out[c * area + at[j]])); // [O7]
            }
        }
        start[channels] = n;
    }
}
