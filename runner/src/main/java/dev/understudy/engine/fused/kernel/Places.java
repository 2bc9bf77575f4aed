package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Formulas;

/**
 * The non-zero values of a gradient by the channels of a convolution, as a list. After max-pooling, ReLU and dropout
 * nine of ten values are zero, and the pool knows the places of the others. The order of the list is the order of
 * summation [L3].
 */
final class Places {
    final int[] start; // [channels + 1]; channel c has start[c] .. start[c + 1] − 1
    final int[] at; // within the channel
    final float[] value;

    /** Allocates one more element than fits, since {@link #add} writes before it knows whether the value counts. */
    Places(int channels, int size) {
        start = new int[channels + 1];
        at = new int[size + 1];
        value = new float[size + 1];
    }

    /**
     * Puts a value at n and returns the new length, which grows unless the value is zero. NaN counts. Without a branch,
     * which would be unpredictable.
     */
    int add(int n, int place, float d) {
        at[n] = place;
        value[n] = d;
        int bits = Float.floatToRawIntBits(d) << 1; // without the sign, so that −0 is zero
        return n + ((bits | -bits) >>> 31);
    }

    /** Lists the non-zero values of a whole gradient, in index order. */
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

    /**
     * Multiplies each value by keep[its channel, or its place], and drops those that become zero.
     *
     * @param per values that share an element of keep
     */
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

    /** Keeps the values at places with an output of ReLU above zero. */
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

    /**
     * Multiplies each value by the slope of tanh at its output; at the bounds of tanh the slope is zero and the value
     * is dropped.
     */
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
