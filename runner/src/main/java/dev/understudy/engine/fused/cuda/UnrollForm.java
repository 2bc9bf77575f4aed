package dev.understudy.engine.fused.cuda;

import dev.understudy.imitation.Imitator;

/**
 * How the kernels go through the steps of an unroll. Sizes and the order of sums follow from the problem alone, never from
 * the device [L3]; a replica's loss comes in blocks, its gradient in slices, which {@link CudaImitatePass} adds up.
 */
interface UnrollForm {
    /** Arguments of Lstm.cu: the head's Δ_{t−1} is the truth; it is multiplied by gate 0; loss and gradient are wanted. */
    int FORCED = 1;

    int GATE_ZERO = 2;
    int LEARN = 4;

    /**
     * Addresses on the device.
     *
     * @param phi [W], or for a step [R][W]
     * @param phiStride from a replica's φ to the next one's; 0 where all have one
     * @param clock [3][R] as CudaClock has it, and the steps to be added to those that lie there; 0 where the imitator reads no time
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
     * What is learned from.
     *
     * @param kind ordinal of the Kernels.Terms
     */
    record Loss(int kind, float floor) {}

    /** @param coordinates per replica: all, or a sample */
    static UnrollForm of(int sharedBytes, Imitator imitator, int steps, int replicas, int coordinates) {
        boolean fits = imitator.isPlain()
                && imitator.hidden().size() == 1
                && imitator.hidden().get(0) <= 4;
        return fits
                ? RegisterUnroll.of(sharedBytes, imitator.hidden().get(0), steps, replicas, coordinates)
                : TileUnroll.of(imitator, steps, replicas, coordinates);
    }

    /** Sums of the loss's terms, per replica. */
    int blocks();

    /** Sums of the gradient, per replica. */
    int slices();

    /** Of scratch. */
    long bytes();

    /** Once, before the first launch. */
    void prepare(Device device, long scratch);

    /**
     * T steps forward and back.
     *
     * @param partial [R][slices][W], written: gradient of the sum of the loss's terms
     * @param terms [R][blocks], written
     */
    void learn(Device device, long scratch, Operands on, Loss loss, int flags, long partial, long terms);

    /** One step without learning; truth, where FORCED, is what the next step takes for Δ_{t−1}. */
    void step(Device device, long scratch, Operands on, int flags);
}
