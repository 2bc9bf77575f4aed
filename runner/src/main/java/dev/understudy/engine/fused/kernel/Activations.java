package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Shape;

/**
 * The values between two layers of a network, for one sample.
 *
 * @param values [channels][height][width], and {@link #BEHIND} more, so that a vector may reach over the end
 * @param gradient by the values, of the same length; null if it is not needed or is a list
 * @param places the non-zero values of the gradient as a list, in place of the gradient; null for no list
 */
record Activations(Shape shape, float[] values, float[] gradient, Places places) {
    /** Room for a vector that begins at the last value: the longest vector has sixteen numbers. */
    static final int BEHIND = 16;

    static float[] room(Shape shape) {
        return new float[shape.size() + BEHIND];
    }

    int size() {
        return shape.size();
    }

    /** Number of values of a channel. */
    int area() {
        return shape.height() * shape.width();
    }
}
