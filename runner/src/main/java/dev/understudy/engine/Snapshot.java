package dev.understudy.engine;

import dev.understudy.imitation.Imitator;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All state of a meta-training between two meta-steps. Everything else (episode, step, batches, masks, samples) follows from the
 * seed and {@code metaStep}, because random numbers are counter-based. Engines exchange snapshots: names and shapes are
 * fixed; what has no rows has no tensor. With R replicas, P coordinates, N of them in the sample, H the sum of hidden sizes:
 * <pre>
 * phi [W], metaOptimizer [states][W]      W weights
 * theta [R][P], teacher [states][R][P]
 * carry.h, carry.c [H][R][N], carry.update [R][N], carry.moments [S][R][N]
 * driver.h, driver.c [H][R][P], driver.update [R][P], driver.moments [S][R][P]   where the imitator drives some episodes
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
        carry(shapes, "carry", problem.imitator(), r, spec.lanes());
        if (spec.practice().onPolicy() > 0) {
            carry(shapes, "driver", problem.imitator(), r, p);
        }
        return shapes;
    }

    private static void carry(Map<String, int[]> shapes, String name, Imitator imitator, int replicas, int lanes) {
        if (imitator.carried() > 0) {
            shapes.put(name + ".h", new int[] {imitator.carried(), replicas, lanes});
            shapes.put(name + ".c", new int[] {imitator.carried(), replicas, lanes});
        }
        shapes.put(name + ".update", new int[] {replicas, lanes});
        if (!imitator.states().isEmpty()) {
            shapes.put(name + ".moments", new int[] {imitator.states().size(), replicas, lanes});
        }
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
                throw new IllegalArgumentException(
                        "tensor " + name + " is " + (tensor == null ? "missing" : Arrays.toString(tensor.shape()))
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
                throw new IllegalArgumentException(
                        "tensor of shape " + Arrays.toString(shape) + " has " + data.length + " values");
            }
        }
    }
}
