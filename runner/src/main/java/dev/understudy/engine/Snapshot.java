package dev.understudy.engine;

import dev.understudy.imitation.Imitator;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * All state of a meta-training between two meta-steps. Everything else (episode, step, batches, masks, coordinate
 * subsamples) follows from the seed and {@code metaStep}, because random numbers are counter-based. Engines exchange
 * snapshots, so names and shapes are fixed; empty tensors are left out. With R replicas, P coordinates, N of them in
 * the coordinate subsample, H the sum of hidden sizes:
 * <pre>
 * phi [W], metaOptimizer [states][W]      W weights
 * theta [R][P], teacher [states][R][P]
 * carry.h, carry.c [H][R][N], carry.update [R][N], carry.moments [S][R][N]
 * driver.h, driver.c [H][R][P], driver.update [R][P], driver.moments [S][R][P]   if the imitator drives some episodes
 * </pre>
 */
public record Snapshot(long metaStep, Map<String, Tensor> tensors) {
    /** The name of φ. */
    static final String PHI = "phi";
    /** The prefix of the tensor names of an evolution's particles; the number of the task follows. */
    static final String PARTICLES = "task.";

    public Snapshot {
        tensors = Map.copyOf(new LinkedHashMap<>(tensors));
    }

    /** Names and shapes of all tensors in the snapshot of a meta-training. */
    public static Map<String, int[]> shapes(TrainingSpec spec) {
        Problem problem = spec.problem();
        int r = spec.replicas();
        int p = problem.optimizee().coordinates();
        int weights = problem.imitator().weights();
        return named(
                new int[] {weights},
                rows(spec.metaOptimizer().states(), weights),
                new int[] {r, p},
                rows(problem.teacher().states(), r, p),
                carry(problem.imitator(), r, spec.lanes()),
                spec.imitatorDrives() ? carry(problem.imitator(), r, p) : null);
    }

    /**
     * Shapes of the tensors of an evolution's particles on one task, without the prefix of their names.
     *
     * @param particles R
     * @param compared true if the teacher's updates are ever computed
     */
    static Map<String, int[]> particles(Problem task, int particles, boolean compared) {
        int p = task.optimizee().coordinates();
        return named(
                null,
                null,
                new int[] {particles, p},
                compared ? rows(task.teacher().states(), particles, p) : null,
                carry(task.imitator(), particles, p),
                null);
    }

    /**
     * True if this tensor may hold infinite values or NaN. The loss of a particle that diverged counts as the cap, and
     * the training goes on without it.
     */
    public static boolean mayBlowUp(String tensor) {
        return tensor.startsWith(PARTICLES);
    }

    private static Carry<int[]> carry(Imitator imitator, int... lanes) {
        int[] hidden = rows(imitator.carried(), lanes);
        return new Carry<>(hidden, hidden, lanes, rows(imitator.states().size(), lanes));
    }

    /** The shape of n rows; null for 0 rows. */
    private static int[] rows(int n, int... row) {
        int[] shape = new int[row.length + 1];
        shape[0] = n;
        System.arraycopy(row, 0, shape, 1, row.length);
        return n == 0 ? null : shape;
    }

    /** The parts of an imitator's carry, one for each tensor. */
    public record Carry<T>(T h, T c, T update, T moments) {}

    /** Maps the name of each tensor to the given value, in the order of the names; null values are left out. */
    public static <T> Map<String, T> named(
            T phi, T metaOptimizer, T theta, T teacher, Carry<T> carry, Carry<T> drivingCarry) {
        Map<String, T> named = new LinkedHashMap<>();
        named.put(PHI, phi);
        named.put("metaOptimizer", metaOptimizer);
        named.put("theta", theta);
        named.put("teacher", teacher);
        putCarry(named, "carry", carry);
        if (drivingCarry != null) {
            putCarry(named, "driver", drivingCarry);
        }
        named.values().removeIf(Objects::isNull);
        return named;
    }

    private static <T> void putCarry(Map<String, T> named, String name, Carry<T> carry) {
        named.put(name + ".h", carry.h);
        named.put(name + ".c", carry.c);
        named.put(name + ".update", carry.update);
        named.put(name + ".moments", carry.moments);
    }

    /** @throws IllegalArgumentException naming a tensor that is missing, unknown or of another shape */
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
