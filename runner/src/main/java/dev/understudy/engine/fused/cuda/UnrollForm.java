package dev.understudy.engine.fused.cuda;

import dev.understudy.imitation.Imitator;

/**
 * How the kernels execute the steps of an unroll. Sizes and the order of sums follow from the problem alone, never from
 * the device [L3]. A replica's loss is summed in blocks and its gradient in slices, which {@link CudaImitatePass} adds
 * up.
 */
interface UnrollForm {
    /**
     * Flags of Lstm.cu: teacher forcing, so that the truth becomes Δ_{t−1}; multiply it by gate 0; compute loss and
     * gradient.
     */
    int FORCED = 1;

    int GATE_ZERO = 2;
    int LEARN = 4;

    /**
     * Addresses on the device.
     *
     * @param phi [W], or for a step [R][W]
     * @param phiStride distance of the replicas' φ; 0 if they share one
     * @param clock [3][R] as in CudaClock; 0 if the imitator does not read time
     * @param stepsAhead added to the steps in the clock
     * @param gradient, truth, predicted [T][R][P]
     * @param h, c [H][R][P]
     * @param update [R][P]
     * @param moments [S][R][P]
     */
    record Operands(
            long phi,
            int phiStride,
            long clock,
            int stepsAhead,
            long gradient,
            long truth,
            long h,
            long c,
            long update,
            long moments,
            long predicted) {}

    /**
     * The loss to learn from.
     *
     * @param kind ordinal of the Kernels.Terms
     */
    record Loss(int kind, float floor) {}

    /** @param coordinates per replica: all, or the size of a coordinate subsample */
    static UnrollForm of(int sharedBytes, Imitator imitator, int steps, int replicas, int coordinates) {
        boolean fits = imitator.isPlain()
                && imitator.hidden().size() == 1
                && imitator.hidden().get(0) <= 4;
        return fits
                ? RegisterUnroll.of(sharedBytes, imitator.hidden().get(0), steps, replicas, coordinates)
                : TileUnroll.of(imitator, steps, replicas, coordinates);
    }

    /** Partial sums of the loss, per replica. */
    int blocks();

    /** Partial sums of the gradient, per replica. */
    int slices();

    /** Bytes of scratch. */
    long bytes();

    /** Writes tables to the scratch; called once, before the first launch. */
    void prepare(Device device, long scratch);

    /**
     * Runs T steps forward and backward.
     *
     * @param partial [R][slices][W], written: gradient of the sum of the loss's terms
     * @param terms [R][blocks], written
     */
    void learn(Device device, long scratch, Operands on, Loss loss, int flags, long partial, long terms);

    /** One step without learning; with FORCED, {@code truth} becomes Δ_{t−1} of the next step. */
    void step(Device device, long scratch, Operands on, int flags);
}
