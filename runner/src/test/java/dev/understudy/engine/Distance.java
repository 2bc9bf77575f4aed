package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;

/** The distance of two vectors. */
public final class Distance {
    private Distance() {}

    /** Norm of the difference, summed in double precision. */
    public static double between(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double d = (double) a[i] - b[i];
            sum += d * d;
        }
        return Math.sqrt(sum);
    }

    /** The same over the norm of the expected values; 0 if both are equal. */
    public static double relative(float[] found, float[] expected) {
        double distance = between(found, expected);
        return distance == 0 ? 0 : distance / between(expected, new float[expected.length]);
    }
}
