package dev.understudy.loops;

import dev.understudy.engine.Samples;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.run.TypedArray;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Samples and dropout masks, one after the other. Images are kept as the largest byte of each window if the network begins
 * with max-pooling: whole, they would be sixteen times as large, and since [O1] keeps the order, it may be applied after.
 */
final class Batches {
    private final Samples samples;
    private final Optimizee.Layers network;
    private final int pool;
    private final ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    private final List<Float> points = new ArrayList<>();
    private final ByteArrayOutputStream labels = new ByteArrayOutputStream();
    private final ByteArrayOutputStream masks = new ByteArrayOutputStream();

    Batches(Samples samples, Optimizee.Layers network) {
        this.samples = samples;
        this.network = network;
        pool = network.list().get(0) instanceof Layer.MaxPool first ? first.size() : 1;
    }

    void add(int row) {
        if (samples instanceof Samples.HalfPlane plane) {
            float sum = 0;
            for (int axis = 0; axis < 2; axis++) {
                int index = 2 * (plane.first() + row) + axis;
                float x = 5f * Philox.uniform(Philox.word(0, Philox.HALF_PLANE, 0, 0, index));
                points.add(x);
                sum += x;
            }
            labels.write(sum > 5f ? 1 : 0);
            return;
        }
        Samples.Images images = (Samples.Images) samples;
        int side = images.shape().width();
        for (int y = 0; y < side; y += pool) {
            for (int x = 0; x < side; x += pool) {
                int largest = 0;
                for (int i = 0; i < pool * pool; i++) {
                    int at = row * side * side + (y + i / pool) * side + x + i % pool;
                    largest = Math.max(largest, images.pixels()[at] & 0xFF);
                }
                pixels.write(largest);
            }
        }
        labels.write(images.labels()[row]);
    }

    /** [O4] 1 for a unit that is kept. */
    void mask(long seed, int episode, int step, int place) {
        for (int l = 0; l < network.list().size(); l++) {
            if (network.list().get(l) instanceof Layer.Dropout dropout) {
                int units = dropout.draws(network.placed().get(l).input());
                for (int i = 0; i < units; i++) {
                    int word = Philox.word(seed, Philox.DROPOUT + l, episode, step, place * units + i);
                    masks.write(Philox.uniform(word) >= (float) dropout.rate() ? 1 : 0);
                }
            }
        }
    }

    /** Under {@code name}: input [n][size], label [n] and, with dropout, keep [n][units]. */
    void put(String name, Map<String, TypedArray> tensors) {
        int n = labels.size();
        if (samples instanceof Samples.Images images) {
            tensors.put(name + ".input", bytes(n, pixels));
            tensors.put(
                    name + ".normalisation", TypedArray.of(new int[] {2}, new float[] {images.mean(), images.std()}));
        } else {
            float[] values = new float[points.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = points.get(i);
            }
            tensors.put(name + ".input", TypedArray.of(new int[] {n, values.length / n}, values));
        }
        tensors.put(name + ".label", TypedArray.of(new int[] {n}, labels.toByteArray()));
        if (masks.size() > 0) {
            tensors.put(name + ".keep", bytes(n, masks));
        }
    }

    private static TypedArray bytes(int rows, ByteArrayOutputStream values) {
        return TypedArray.of(new int[] {rows, values.size() / rows}, values.toByteArray());
    }
}
