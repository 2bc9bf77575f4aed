package dev.understudy.engine.fused.cuda;

import dev.understudy.imitation.Imitator;

/**
 * The unroll of any imitator, with a block of threads per tile of coordinates (LstmBlock.cu, LstmWeights.cu). Replicas
 * go through the scratch in groups: this bounds its size, and keeps a tape in the cache until it is read again.
 *
 * @param coordinates per replica: all, or the size of a coordinate subsample
 * @param group replicas at a time
 * @param slice coordinates per slice
 */
record TileUnroll(Imitator imitator, int steps, int replicas, int coordinates, int group, int slice)
        implements UnrollForm {
    private static final int TILE = 64;
    private static final int ROW = 16; // threads along the coordinates
    private static final int OUT = 4; // a thread of lstm_weights sums OUT x OUT weights
    private static final int LANE_RUN = 32; // slices are multiples of it
    private static final int THREADS = 256;
    private static final int CELLS = 8; // least number at a time if features and head need threads too
    private static final int LOADERS = 64; // least number of threads of head_weights, which has few rows
    /**
     * Most blocks of a gradient, and most floats of its partial sums: 256 MB, so that at 512 replicas there are still
     * blocks for every multiprocessor.
     */
    private static final int BLOCKS = 2048;

    private static final long PARTIAL_FLOATS = 1L << 26;
    private static final long GROUP_BYTES = 1L << 30;

    static TileUnroll of(Imitator imitator, int steps, int replicas, int coordinates) {
        TileUnroll one = new TileUnroll(imitator, steps, replicas, coordinates, 1, coordinates);
        long group = Math.max(1, Math.min(replicas, GROUP_BYTES / one.bytes()));
        long outputs = one.headOutputs().blocks();
        for (int l = 0; l < one.layers(); l++) {
            outputs = Math.max(outputs, one.outputs(l).blocks());
        }
        group = (replicas + (replicas + group - 1) / group - 1) / ((replicas + group - 1) / group); // of about one size
        // A launch works on one group; the partial sums of all groups are kept.
        long slices = Math.min(
                Math.min((coordinates + 63) / 64, BLOCKS / (outputs * group)),
                PARTIAL_FLOATS / ((long) replicas * imitator.weights()));
        int slice = (int) ((coordinates + Math.max(1, slices) - 1) / Math.max(1, slices));
        return new TileUnroll(
                imitator, steps, replicas, coordinates, (int) group, (slice + LANE_RUN - 1) / LANE_RUN * LANE_RUN);
    }

    /** The threads of lstm_weights over a matrix: as square as possible, without idle rows. */
    private record Outputs(int tilesX, int tilesY, int acrossX, int acrossY) {
        static Outputs of(int rows, int columns) {
            int tilesX = over(columns, 16 * OUT);
            int acrossX = over(columns, tilesX * OUT);
            int tilesY = over(rows, Math.min(32, THREADS / acrossX) * OUT);
            return new Outputs(tilesX, tilesY, acrossX, over(rows, tilesY * OUT));
        }

        int blocks() {
            return tilesX * tilesY;
        }
    }

    /** For a layer's matrix [4S][inputs + S + 1]. */
    private Outputs outputs(int l) {
        return Outputs.of(
                4 * imitator.hidden().get(l), inputs(l) + imitator.hidden().get(l) + 1);
    }

    /** For the head's matrix [G][H + 1]. */
    private Outputs headOutputs() {
        return Outputs.of(Math.max(1, imitator.gates()), imitator.top() + 1);
    }

    private int layers() {
        return imitator.hidden().size();
    }

    private int inputs(int l) {
        return l == 0 ? imitator.inputs() : imitator.hidden().get(l - 1);
    }

    /** Rows of features on the tape; 0 if the gradients themselves are used. */
    private int read() {
        return TileForm.rows(imitator);
    }

    private static int over(int a, int b) {
        return (a + b - 1) / b;
    }

    @Override
    public int blocks() {
        return over(coordinates, TILE);
    }

    @Override
    public int slices() {
        return over(coordinates, slice);
    }

    /** Floats per row of the tape: one per coordinate of the group. */
    private long lanes() {
        return (long) group * coordinates;
    }

    /** Addresses in the scratch; h after c, dh and so on as in LstmTiles.cu. */
    private record Places(long gates, long hs, long cs, long dh, long dc, long inputs, long heads, long end) {}

    private Places places(long scratch) {
        long row = 4 * lanes() * imitator.carried();
        long gates = scratch + tableBytes();
        long hs = gates + 4 * row * steps;
        long cs = hs + row * (steps + 1);
        long dh = cs + row * (steps + 1);
        long inputs = dh + 2 * row;
        long heads = inputs + 4 * lanes() * steps * read();
        return new Places(gates, hs, cs, dh, dh + row, inputs, heads, heads + 4 * lanes() * steps * imitator.gates());
    }

    private long tableBytes() {
        return 4L * (4 * layers() + (imitator.isPlain() ? 0 : TileForm.words(imitator).length));
    }

    @Override
    public long bytes() {
        return places(0).end();
    }

    @Override
    public void prepare(Device device, long scratch) {
        int[] words = new int[4 * layers()];
        int below = 0;
        for (int l = 0; l < layers(); l++) {
            words[4 * l] = imitator.hidden().get(l);
            words[4 * l + 1] = inputs(l);
            words[4 * l + 2] = imitator.layer(l).get(0).offset();
            words[4 * l + 3] = below;
            below += words[4 * l];
        }
        if (layers() > 0) {
            device.write(scratch, words);
        }
        if (!imitator.isPlain()) {
            device.write(scratch + 4L * words.length, TileForm.words(imitator));
        }
    }

    @Override
    public void learn(Device device, long scratch, Operands on, Loss loss, int flags, long partial, long terms) {
        Places at = places(scratch);
        for (int first = 0; first < replicas; first += group) {
            int some = Math.min(group, replicas - first);
            tiles(device, scratch, at, on, steps, first, some, loss, flags | LEARN, terms);
            int lanes = some * coordinates;
            boolean raw = read() == 0;
            for (int l = 0; l < layers(); l++) {
                Outputs across = outputs(l);
                device.launch(
                        "lstm_weights",
                        slices() * across.blocks(),
                        some,
                        across.acrossX() * across.acrossY(),
                        0,
                        scratch,
                        layers(),
                        l,
                        raw ? on.gradient() + 4L * first * coordinates : at.inputs(),
                        raw ? replicas * coordinates : read() * lanes,
                        raw ? 0 : lanes,
                        at.gates(),
                        at.hs(),
                        partial,
                        steps,
                        coordinates,
                        first,
                        slices(),
                        slice,
                        across.tilesX(),
                        across.acrossX(),
                        imitator.weights());
            }
            if (imitator.gates() > 0) {
                Outputs across = headOutputs();
                device.launch(
                        "head_weights",
                        slices() * across.blocks(),
                        some,
                        Math.max(LOADERS, across.acrossX() * across.acrossY()),
                        0,
                        scratch,
                        layers(),
                        at.heads(),
                        at.hs(),
                        partial,
                        steps,
                        coordinates,
                        first,
                        slices(),
                        slice,
                        across.tilesX(),
                        across.acrossX(),
                        across.acrossY(),
                        imitator.weights());
            }
        }
    }

    @Override
    public void step(Device device, long scratch, Operands on, int flags) {
        Loss none = new Loss(0, 0);
        for (int first = 0; first < replicas; first += group) {
            tiles(device, scratch, places(scratch), on, 1, first, Math.min(group, replicas - first), none, flags, 0L);
        }
    }

    private String kernel() {
        if (imitator.isPlain()) {
            return "lstm_tiles";
        }
        return imitator.head() == Imitator.Head.EXPONENTIAL ? "lstm_tiles_exponential" : "lstm_tiles_headed";
    }

    private void tiles(
            Device device,
            long scratch,
            Places at,
            Operands on,
            int steps,
            int first,
            int some,
            Loss loss,
            int flags,
            long terms) {
        int most = imitator.hidden().stream().mapToInt(Integer::intValue).max().orElse(1);
        int cells = over(most, over(most, THREADS / ROW)); // at a time, without idle rows
        device.launch(
                kernel(),
                blocks(),
                some,
                ROW * (imitator.isPlain() ? cells : Math.max(CELLS, cells)),
                0,
                on.phi(),
                on.phiStride(),
                scratch,
                layers(),
                on.clock(),
                on.stepsAhead(),
                on.gradient(),
                on.truth(),
                on.h(),
                on.c(),
                on.update(),
                on.moments(),
                on.predicted(),
                at.gates(),
                at.hs(),
                at.cs(),
                at.dh(),
                at.dc(),
                at.inputs(),
                at.heads(),
                terms,
                steps,
                coordinates,
                replicas,
                first,
                loss.kind(),
                loss.floor(),
                flags);
    }
}
