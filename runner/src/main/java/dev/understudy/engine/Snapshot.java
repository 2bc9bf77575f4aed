package dev.understudy.engine;

import java.util.Arrays;
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

    /** Names and shapes of all tensors that a meta-training's snapshot has. */
    public static Map<String, int[]> shapes(TrainingSpec spec) {
        Problem problem = spec.problem();
        int r = spec.replicas();
        int p = problem.optimizee().coordinates();
        int weights = problem.imitator().weights();
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put("phi", new int[] {weights});
        if (spec.metaOptimizer().states() > 0) {
            shapes.put("metaOptimizer", new int[] {spec.metaOptimizer().states(), weights});
        }
        shapes.put("theta", new int[] {r, p});
        if (problem.teacher().states() > 0) {
            shapes.put("teacher", new int[] {problem.teacher().states(), r, p});
        }
        shapes.put("carry.h", new int[] {problem.imitator().carried(), r, p});
        shapes.put("carry.c", new int[] {problem.imitator().carried(), r, p});
        shapes.put("carry.update", new int[] {r, p});
        return shapes;
    }

    /** @throws IllegalArgumentException naming the tensor that is missing, unknown or of another shape */
    public void check(Map<String, int[]> shapes) {
        for (String name : tensors.keySet()) {
            if (!shapes.containsKey(name)) {
                throw new IllegalArgumentException("unknown tensor " + name + "; expected " + shapes.keySet());
            }
        }
        shapes.forEach((name, shape) -> {
            Tensor tensor = tensors.get(name);
            if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
                throw new IllegalArgumentException("tensor " + name + " is " + (tensor == null ? "missing" : Arrays.toString(tensor.shape()))
                        + "; expected shape " + Arrays.toString(shape));
            }
        });
    }

    /** A named array with its shape; row-major. */
    public record Tensor(int[] shape, float[] data) {
        public Tensor {
            long size = 1;
            for (int n : shape) {
                size *= n;
            }
            if (size != data.length) {
                throw new IllegalArgumentException("tensor of shape " + Arrays.toString(shape) + " has " + data.length + " values");
            }
        }
    }
}
