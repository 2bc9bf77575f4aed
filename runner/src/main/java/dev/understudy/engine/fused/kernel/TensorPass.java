package dev.understudy.engine.fused.kernel;

import dev.understudy.engine.Problem;
import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Imitator;
import java.util.Arrays;

/**
 * [I25] Multiplies every tensor's update by its factor; one task per tensor of a replica. The twin of TensorPass.cu.
 */
final class TensorPass implements WorkerPool.Task {
    /**
     * Sums side by side, each of every LANES-th value. The number determines the order of summation [L3], like the
     * threads of the twin; a power of two.
     */
    private static final int LANES = 128;

    private final int[] bounds; // [tensors + 1]
    private final int exponents; // their offset in φ
    private final int weights; // W
    private final float gain;
    private final int coordinates;
    private final double[][] lanes; // [workers][LANES]
    private float[] phi;
    private int stride; // distance between the φ of two replicas
    private float[] theta;
    private float[] scales;
    private float[] update;

    TensorPass(Problem problem, int workers) {
        Imitator imitator = problem.imitator();
        bounds = problem.layers().tensors();
        exponents = imitator.tensorScaleOffset();
        weights = imitator.weights();
        gain = (float) imitator.gain();
        coordinates = problem.optimizee().coordinates();
        lanes = new double[workers][LANES];
    }

    /**
     * Computes {@link Kernels#scaleTensors}.
     *
     * @param scales null for ones
     */
    void run(WorkerPool pool, float[] phi, float[] theta, float[] scales, float[] update) {
        int replicas = update.length / coordinates;
        this.phi = phi;
        stride = Kernels.phiStride(phi.length, weights, replicas);
        this.theta = theta;
        this.scales = scales;
        this.update = update;
        pool.run(replicas * (bounds.length - 1), this);
    }

    @Override
    public void run(int index, int worker) {
        int r = index / (bounds.length - 1);
        int tensor = index % (bounds.length - 1);
        int from = r * coordinates + bounds[tensor];
        int n = bounds[tensor + 1] - bounds[tensor];
        int at = r * stride + exponents;
        if (phi[at] == 0 && phi[at + 1] == 0) {
            return; // the update stays as it is, even if a size is NaN
        }
        float ofUpdate = rootMeanSquare(update, from, n, lanes[worker]);
        float ofWeights = rootMeanSquare(theta, from, n, lanes[worker]);
        float factor = Formulas.tensorFactor(
                phi[at], phi[at + 1], ofUpdate, gain, scales == null ? ofWeights : ofWeights / scales[r]); // [I25]
        for (int i = from; i < from + n; i++) {
            update[i] *= factor;
        }
    }

    /**
     * [L3] Each lane sums every LANES-th square; then the second half of the lanes is added to the first until one is
     * left; in double.
     */
    private static float rootMeanSquare(float[] values, int from, int n, double[] lanes) {
        Arrays.fill(lanes, 0);
        for (int begin = 0; begin < n; begin += LANES) {
            int count = Math.min(LANES, n - begin);
            for (int k = 0; k < count; k++) {
                double x = values[from + begin + k];
                lanes[k] += x * x;
            }
        }
        for (int half = LANES / 2; half > 0; half /= 2) {
            for (int k = 0; k < half; k++) {
                lanes[k] += lanes[k + half];
            }
        }
        return (float) Math.sqrt(lanes[0] / n);
    }
}
