package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Shape;

/**
 * What lies between two layers of a network, for one sample.
 *
 * @param values [channels][height][width], and {@link #BEHIND} more, so that a vector may reach over the end
 * @param gradient by the values, as long; null where nobody wants it, or it is a list
 * @param places where the gradient is not zero, in place of the gradient; null for none
 */
record Activations(Shape shape, float[] values, float[] gradient, Places places) {
    /** Room for a vector that begins at the last value: the longest has sixteen numbers. */
    static final int BEHIND = 16;

    static float[] room(Shape shape) {
        return new float[shape.size() + BEHIND];
    }

    int size() {
        return shape.size();
    }

    /** Values of a channel. */
    int area() {
        return shape.height() * shape.width();
    }
}
