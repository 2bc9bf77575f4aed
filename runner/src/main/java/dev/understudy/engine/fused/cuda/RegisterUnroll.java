package dev.understudy.engine.fused.cuda;

/**
 * The unroll of one layer of 2 to 4 cells, with one thread per coordinate (Lstm.cu).
 *
 * @param form of the tape: {@code long} or {@code short}, in shared memory, or {@code global}. All forms give the
 *     same bits, except with {@link Variant#FAST_CELLS}, so that its bits depend on the device's shared memory
 * @param tiles of {@link #LANES} coordinates that a block goes through
 */
record RegisterUnroll(int cells, String form, int steps, int replicas, int coordinates, int tiles)
        implements UnrollForm {
    private static final int LANES = 64;
    /** Enough to fill any GPU several times over; more blocks would only add partial sums. */
    private static final int BLOCKS = 16384;
    /** Static shared memory of the kernel for φ, rounded up. */
    private static final int OWN_BYTES = 1024;

    static RegisterUnroll of(int sharedBytes, int cells, int steps, int replicas, int coordinates) {
        long all = (long) replicas * ((coordinates + LANES - 1) / LANES);
        long tiles = Math.min((all + BLOCKS - 1) / BLOCKS, (coordinates + LANES - 1) / LANES);
        // Four blocks on a multiprocessor are 8 warps, enough for arithmetic; two are the least that hide a barrier.
        int available = sharedBytes - OWN_BYTES;
        String form = tape("long", cells, steps) <= available / 4
                ? "long"
                : tape("short", cells, steps) <= available / 2 ? "short" : "global";
        return new RegisterUnroll(cells, form, steps, replicas, coordinates, (int) tiles);
    }

    /** Bytes of a block's tape in shared memory. */
    private static long tape(String form, int cells, int steps) {
        return 4L * LANES * steps * cells * (form.equals("long") ? 6 : form.equals("short") ? 2 : 0);
    }

    /** Dynamic shared memory of a block that learns. */
    int sharedBytes() {
        int sums = 4 * cells * (2 + cells) + 1; // φ's distinct weights and the loss; sums reuse the tape's memory
        return (int) Math.max(tape(form, cells, steps), 4L * sums * (LANES + 1));
    }

    @Override
    public int blocks() {
        return (coordinates + LANES * tiles - 1) / (LANES * tiles);
    }

    @Override
    public int slices() {
        return blocks();
    }

    @Override
    public long bytes() {
        return form.equals("global") ? 8L * steps * cells * replicas * coordinates : 0;
    }

    @Override
    public void prepare(Device device, long scratch) {
        // this form needs no setup
    }

    @Override
    public void learn(Device device, long scratch, Operands on, Loss loss, int flags, long partial, long terms) {
        device.launch(
                "lstm" + cells + "_" + form,
                blocks(),
                replicas,
                LANES,
                sharedBytes(),
                on.phi(),
                on.gradient(),
                on.truth(),
                on.h(),
                on.c(),
                on.update(),
                on.predicted(),
                scratch,
                partial,
                terms,
                steps,
                coordinates,
                tiles,
                loss.kind(),
                loss.floor(),
                flags);
    }

    @Override
    public void step(Device device, long scratch, Operands on, int flags) {
        device.launch(
                "lstm" + cells + "_step",
                (coordinates + 127) / 128,
                replicas,
                128,
                0,
                on.phi(),
                on.phiStride(),
                on.gradient(),
                on.truth(),
                on.h(),
                on.c(),
                on.update(),
                on.predicted(),
                coordinates,
                flags);
    }
}
