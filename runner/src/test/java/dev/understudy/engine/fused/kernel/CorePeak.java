package dev.understudy.engine.fused.kernel;

import java.util.Arrays;
import java.util.Locale;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A program, for a JVM that has the Vector API: that measures the peak of one core of this machine, in the two operations that a meta-step
 * consists of. {@code docs/results/scripts/speed-cpu.sh} divides the operations of a work by this peak, and calls the result the floor of the work's time.
 */
public final class CorePeak {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int TIMES = 200_000;

    private CorePeak() {}

    public static void main(String[] arguments) {
        float[] some = new float[1024];
        for (int i = 0; i < some.length; i++) {
            some[i] = i / 256f - 2f;
        }
        double products = best(12L * SPECIES.length() * TIMES, () -> products(some));
        double activations = best((long) some.length * (TIMES / 50), () -> activations(some));
        System.out.println(String.format(
                Locale.ROOT,
                "peak of one core by vectors of %d bits: %.1f G multiply-adds/s, %.2f G activations/s",
                SPECIES.vectorBitSize(),
                products,
                activations));
    }

    /** The fastest of many, in G/s: other work of the machine can only slow it down. */
    private static double best(long done, Runnable task) {
        double[] rates = new double[60];
        for (int i = 0; i < rates.length; i++) {
            long began = System.nanoTime();
            task.run();
            rates[i] = (double) done / (System.nanoTime() - began);
        }
        return Arrays.stream(rates).max().orElseThrow();
    }

    /** Twelve chains of a multiplication and an addition, apart as in the kernels: enough to hide how long each takes. */
    private static void products(float[] to) {
        FloatVector c = FloatVector.broadcast(SPECIES, to[0] * 0.25f);
        FloatVector d = FloatVector.broadcast(SPECIES, 0.5f);
        FloatVector s0 = d;
        FloatVector s1 = d;
        FloatVector s2 = d;
        FloatVector s3 = d;
        FloatVector s4 = d;
        FloatVector s5 = d;
        FloatVector s6 = d;
        FloatVector s7 = d;
        FloatVector s8 = d;
        FloatVector s9 = d;
        FloatVector s10 = d;
        FloatVector s11 = d;
        for (int i = 0; i < TIMES; i++) {
            s0 = s0.mul(c).add(d);
            s1 = s1.mul(c).add(d);
            s2 = s2.mul(c).add(d);
            s3 = s3.mul(c).add(d);
            s4 = s4.mul(c).add(d);
            s5 = s5.mul(c).add(d);
            s6 = s6.mul(c).add(d);
            s7 = s7.mul(c).add(d);
            s8 = s8.mul(c).add(d);
            s9 = s9.mul(c).add(d);
            s10 = s10.mul(c).add(d);
            s11 = s11.mul(c).add(d);
        }
        s0 = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
        s6 = s6.add(s7).add(s8).add(s9).add(s10).add(s11);
        s0.add(s6).intoArray(to, to.length - SPECIES.length());
    }

    /** [I3] Over numbers in the first-level cache. */
    private static void activations(float[] z) {
        for (int k = 0; k < TIMES / 50; k++) {
            for (int p = 0; p < z.length; p += SPECIES.length()) {
                FloatVector v = FloatVector.fromArray(SPECIES, z, p);
                FloatVector low = v.blend(7.9053111f, v.compare(VectorOperators.GT, 7.9053111f));
                FloatVector x = low.blend(-7.9053111f, low.compare(VectorOperators.LT, -7.9053111f));
                FloatVector s = x.mul(x);
                FloatVector a = s.mul(-2.76076847742355e-16f).add(2.00018790482477e-13f);
                a = a.mul(s).add(-8.60467152213735e-11f);
                a = a.mul(s).add(5.12229709037114e-08f);
                a = a.mul(s).add(1.48572235717979e-05f);
                a = a.mul(s).add(6.37261928875436e-04f);
                a = a.mul(s).add(4.89352455891786e-03f);
                FloatVector b = s.mul(1.19825839466702e-06f).add(1.18534705686654e-04f);
                b = b.mul(s).add(2.26843463243900e-03f);
                b = b.mul(s).add(4.89352518554385e-03f);
                x.mul(a).div(b).intoArray(z, p);
            }
        }
    }
}
