package dev.understudy.engine;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Shape;
import java.util.Arrays;

/** A data set in the form that an engine copies to its device once; samples become floats when they are read. */
public sealed interface Samples {
    /** Number of samples. */
    int count();

    /** Shape of one sample. */
    Shape shape();

    /** Number of classes; labels are 0 .. classes − 1. Images have at most 256 classes: a label is an unsigned byte. */
    int classes();

    /** Samples from … to − 1. */
    Samples part(int from, int to);

    /**
     * Images of one byte per pixel, [count][channels][height][width]; a pixel is read as [O1] (byte/255 − mean)/std.
     * The arrays are not copied and must not change.
     */
    record Images(Shape shape, int classes, byte[] pixels, byte[] labels, float mean, float std) implements Samples {
        public Images {
            Checks.that(labels.length > 0, "samples", 0, "at least one");
            Checks.that(
                    (long) labels.length * shape.size() == pixels.length,
                    "pixels",
                    pixels.length + " bytes",
                    labels.length + " samples of " + shape);
        }

        @Override
        public int count() {
            return labels.length;
        }

        /** A copy. */
        @Override
        public Images part(int from, int to) {
            return new Images(
                    shape,
                    classes,
                    Arrays.copyOfRange(pixels, from * shape.size(), to * shape.size()),
                    Arrays.copyOfRange(labels, from, to),
                    mean,
                    std);
        }
    }

    /**
     * Points of [0, 5]², with label 1 if x0 + x1 > 5. They are not stored: sample i has coordinates 5·uniform of
     * Philox(seed 0, HALF_PLANE, index 2·(first + i) + axis), so training and test points differ by {@code first}.
     */
    record HalfPlane(int first, int count) implements Samples {
        @Override
        public Shape shape() {
            return new Shape(2, 1, 1);
        }

        @Override
        public HalfPlane part(int from, int to) {
            return new HalfPlane(first + from, to - from);
        }

        @Override
        public int classes() {
            return 2;
        }
    }
}
