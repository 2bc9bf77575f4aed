package dev.understudy.data;

import dev.understudy.engine.Samples;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Shape;
import java.math.BigInteger;

/**
 * Mean and standard deviation of byte/255 over all pixels of all channels, for [O1]. The sums are whole numbers and
 * each later operation rounds once, so the result is the same on every machine.
 */
record MeanAndDeviation(float mean, float std) {
    /**
     * @param pixels of the training images
     * @param where the place that a fault names
     * @throws Fault bad input if all pixels are equal, since their deviation is 0
     */
    static MeanAndDeviation of(byte[] pixels, String where) {
        long n = pixels.length;
        long sum = 0;
        long squares = 0;
        for (byte pixel : pixels) {
            int value = pixel & 0xff;
            sum += value;
            squares += value * value;
        }
        // n²·variance = n·Σx² − (Σx)², which may exceed a long.
        BigInteger spread = BigInteger.valueOf(n)
                .multiply(BigInteger.valueOf(squares))
                .subtract(BigInteger.valueOf(sum).pow(2));
        if (spread.signum() == 0) {
            throw Fault.badInput(
                    where,
                    "gives training images whose pixels are all " + sum / n,
                    "pixels that differ",
                    "use other images");
        }
        double all = 255.0 * n;
        return new MeanAndDeviation((float) (sum / all), (float) (Math.sqrt(spread.doubleValue()) / all));
    }

    Samples.Images normalised(Shape shape, int classes, byte[] pixels, byte[] labels) {
        return new Samples.Images(shape, classes, pixels, labels, mean, std);
    }
}
