package dev.understudy.engine.fused.kernel;

import dev.understudy.engine.Samples;
import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Philox;

/** Reads samples as inputs of the network; bytes are normalised by a table of 256. */
final class Gather {
    private final Samples samples;
    private final float[] byByte = new float[256];
    private final int size;

    Gather(Samples samples) {
        this.samples = samples;
        size = samples.shape().size();
        if (samples instanceof Samples.Images images) {
            for (int b = 0; b < 256; b++) {
                byByte[b] = Formulas.normalised(b, images.mean(), images.std()); // [O1]
            }
        }
    }

    /** Draws the sample for each of n places in the batch, from place {@code first} on. */
    void rows(long seed, int episode, int step, int first, int n, int[] rows) {
        Philox.words(seed, Philox.BATCH, episode, step, first, n, rows);
        for (int b = 0; b < n; b++) {
            rows[b] = Philox.below(samples.count(), rows[b]);
        }
    }

    /** Reads sample {@code row} to {@code to}; returns its label. */
    int read(int row, float[] to) {
        if (samples instanceof Samples.Images images) {
            byte[] pixels = images.pixels();
            int at = row * size;
            for (int i = 0; i < size; i++) {
                to[i] = byByte[pixels[at + i] & 0xFF];
            }
            return images.labels()[row] & 0xFF;
        }
        int index = 2 * (((Samples.HalfPlane) samples).first() + row);
        to[0] = 5f * Philox.uniform(Philox.word(0, Philox.HALF_PLANE, 0, 0, index));
        to[1] = 5f * Philox.uniform(Philox.word(0, Philox.HALF_PLANE, 0, 0, index + 1));
        return to[0] + to[1] > 5f ? 1 : 0;
    }
}
