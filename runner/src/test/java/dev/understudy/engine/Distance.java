package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;

/** How far two vectors lie apart. */
public final class Distance {
    private Distance() {
    }

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
}
