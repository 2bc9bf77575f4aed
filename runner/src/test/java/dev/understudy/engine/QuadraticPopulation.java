package dev.understudy.engine;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Particles whose loss is known: what counts of a step is q(φ) = a·φ + ½·Σ h·φ² of this window, and with {@code lasting} of all windows of the episode so
 * far. The offset of the evolution is subtracted, since the logarithm counts.
 */
final class QuadraticPopulation implements Population {
    /** Added to every loss, so that none comes near to 0, of which there is no logarithm. */
    private static final double BASE = 30;

    private final Clock clock;
    private final double[] a;
    private final double[] h;
    private final boolean lasting;
    private final double offset;
    private final int steps;
    private final float[] losses;
    private final float[] sum; // [R], the state of each particle
    final Map<String, Integer> asked = new LinkedHashMap<>();

    QuadraticPopulation(EvolutionSpec spec, int particles, double[] a, double[] h, boolean lasting) {
        clock = new Clock(particles);
        this.a = a;
        this.h = h;
        this.lasting = lasting;
        offset = spec.evolution().offset();
        steps = spec.evolution().window();
        losses = new float[steps * particles];
        sum = new float[particles];
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public void begin(boolean[] mask) {
        asked.merge("begin", 1, Integer::sum);
        for (int r = 0; r < mask.length; r++) {
            sum[r] = mask[r] ? 0 : sum[r];
        }
    }

    @Override
    public void run(float[] phis, int steps, boolean compared) {
        asked.merge(compared ? "compared" : "alone", 1, Integer::sum);
        int n = sum.length;
        for (int r = 0; r < n; r++) {
            double q = 0;
            for (int w = 0; w < a.length; w++) {
                double x = phis[r * a.length + w];
                q += a[w] * x + h[w] * x * x / 2;
            }
            sum[r] = (float) (lasting ? sum[r] + q : q);
            for (int k = 0; k < steps; k++) {
                losses[k * n + r] = (float) (Math.exp(BASE + sum[r]) - offset);
            }
        }
        clock.advance(steps);
    }

    @Override
    public void losses(float[] losses) {
        System.arraycopy(this.losses, 0, losses, 0, losses.length);
    }

    /** Updates twice the teacher's, in its direction. */
    @Override
    public void agreement(float[] sums) {
        for (int i = 0; i < sums.length; i += 6) {
            Arrays.fill(sums, i, i + 6, 0f);
            sums[i + 1] = 1;
            sums[i + 2] = 4;
            sums[i + 3] = 2;
        }
    }

    @Override
    public Set<String> tensors() {
        return Set.of("sum");
    }

    @Override
    public float[] read(String tensor) {
        return sum;
    }

    @Override
    public void write(String tensor, float[] values) {
        System.arraycopy(values, 0, sum, 0, sum.length);
    }

    @Override
    public void close() {
        asked.merge("close", 1, Integer::sum);
    }
}
