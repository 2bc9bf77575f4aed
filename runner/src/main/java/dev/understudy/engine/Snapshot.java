package dev.understudy.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All state of a meta-training between two meta-steps. Everything else (episode, step, batches, masks) follows from the
 * seed and {@code metaStep}, because random numbers are counter-based. Engines exchange snapshots: names and shapes are
 * fixed; a rule without state has no tensor. With R replicas, P coordinates, H the sum of hidden sizes:
 * <pre>
 * phi [W], metaOptimizer [states][W]      W weights
 * theta [R][P], teacher [states][R][P]
 * carry.h, carry.c [H][R][P], carry.update [R][P]
 * </pre>
 */
public record Snapshot(long metaStep, Map<String, Tensor> tensors) {
    public Snapshot {
        tensors = Map.copyOf(new LinkedHashMap<>(tensors));
    }

    /** A named array with its shape; row-major. */
    public record Tensor(int[] shape, float[] data) {
        public Tensor {
            long size = 1;
            for (int n : shape) {
                size *= n;
            }
            if (size != data.length) {
                throw new IllegalArgumentException("tensor of shape " + java.util.Arrays.toString(shape) + " has " + data.length + " values");
            }
        }
    }
}
