package dev.understudy.engine.fused.cuda;

import dev.understudy.imitation.Imitator;

/**
 * Any imitator, a block of threads per tile of coordinates (LstmTiles.cu, LstmWeights.cu). Replicas go through the scratch in groups: it
 * would grow with their number otherwise, and a tape that is soon read again is still in the cache.
 *
 * @param group replicas at a time
 * @param slice coordinates, per slice
 */
record TileUnroll(Imitator imitator, int steps, int replicas, int coordinates, int group, int slice) implements Unroll {
    private static final int TILE = 64;
    private static final int ROW = 16;      // threads along the coordinates
    private static final int OUT = 4;       // a thread of lstm_weights sums OUT x OUT weights
    private static final int LANE_RUN = 32; // a slice is a multiple of it
    private static final int THREADS = 256;
    /** For the gradient; and what its partial sums may take. */
    private static final int BLOCKS = 2048;
    private static final long PARTIAL_FLOATS = 1L << 24;
    private static final long GROUP_BYTES = 1L << 30;

    static TileUnroll of(Imitator imitator, int steps, int replicas, int coordinates) {
        TileUnroll one = new TileUnroll(imitator, steps, replicas, coordinates, 1, coordinates);
        long group = Math.max(1, Math.min(replicas, GROUP_BYTES / one.bytes()));
        long outputs = 1;
        for (int l = 0; l < imitator.hidden().size(); l++) {
            outputs = Math.max(outputs, one.outputs(l).blocks());
        }
        group = (replicas + (replicas + group - 1) / group - 1) / ((replicas + group - 1) / group); // of about one size
        // A launch holds one group; the partial sums of all of them lie side by side.
        long slices = Math.min(Math.min((coordinates + 63) / 64, BLOCKS / (outputs * group)), PARTIAL_FLOATS / ((long) replicas * imitator.weights()));
        int slice = (int) ((coordinates + Math.max(1, slices) - 1) / Math.max(1, slices));
        return new TileUnroll(imitator, steps, replicas, coordinates, (int) group, (slice + LANE_RUN - 1) / LANE_RUN * LANE_RUN);
    }

    /** The threads of lstm_weights over a layer's matrix [4S][inputs + S + 1]: as square as fits, without idle rows. */
    private record Outputs(int tilesX, int tilesY, int acrossX, int acrossY) {
        int blocks() {
            return tilesX * tilesY;
        }
    }

    private Outputs outputs(int l) {
        int columns = inputs(l) + imitator.hidden().get(l) + 1;
        int rows = 4 * imitator.hidden().get(l);
        int tilesX = over(columns, 16 * OUT);
        int acrossX = over(columns, tilesX * OUT);
        int tilesY = over(rows, Math.min(32, THREADS / acrossX) * OUT);
        return new Outputs(tilesX, tilesY, acrossX, over(rows, tilesY * OUT));
    }

    private int inputs(int l) {
        return l == 0 ? imitator.features().count() : imitator.hidden().get(l - 1);
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

    /** One float per cell and coordinate of the group. */
    private long row() {
        return (long) group * coordinates * imitator.carried();
    }

    @Override
    public long bytes() {
        return 16L * imitator.hidden().size() + 4 * row() * (4L * steps + 2L * (steps + 1) + 2);
    }

    @Override
    public void prepare(Device device, long scratch) {
        int[] layers = new int[4 * imitator.hidden().size()];
        int below = 0;
        for (int l = 0; l < layers.length / 4; l++) {
            layers[4 * l] = imitator.hidden().get(l);
            layers[4 * l + 1] = inputs(l);
            layers[4 * l + 2] = imitator.layout().get(4 * l).offset();
            layers[4 * l + 3] = below;
            below += layers[4 * l];
        }
        device.write(scratch, layers);
    }

    @Override
    public void learn(Device device, long scratch, Operands on, int loss, float floor, int flags, long partial, long terms) {
        int layers = imitator.hidden().size();
        long gates = scratch + 16L * layers;
        long hs = gates + 16 * row() * steps;
        for (int first = 0; first < replicas; first += group) {
            int some = Math.min(group, replicas - first);
            tiles(device, scratch, on, steps, first, some, loss, floor, flags | LEARN, terms);
            for (int l = 0; l < layers; l++) {
                Outputs across = outputs(l);
                device.launch("lstm_weights", slices() * across.blocks(), some, across.acrossX() * across.acrossY(), 0, scratch, layers, l, on.gradient(),
                        gates, hs, partial, steps, coordinates, replicas, first, slices(), slice, across.tilesX(), across.acrossX(), imitator.weights());
            }
        }
    }

    @Override
    public void step(Device device, long scratch, Operands on, int flags) {
        for (int first = 0; first < replicas; first += group) {
            tiles(device, scratch, on, 1, first, Math.min(group, replicas - first), 0, 0f, flags, 0L);
        }
    }

    private void tiles(Device device, long scratch, Operands on, int steps, int first, int some, int loss, float floor, int flags, long terms) {
        int most = imitator.hidden().stream().mapToInt(Integer::intValue).max().orElseThrow();
        int cells = over(most, over(most, THREADS / ROW)); // at a time, without idle rows
        long gates = scratch + 16L * imitator.hidden().size();
        long hs = gates + 16 * row() * this.steps;
        long cs = hs + 4 * row() * (this.steps + 1);
        long dh = cs + 4 * row() * (this.steps + 1);
        device.launch("lstm_tiles", blocks(), some, ROW * cells, 0, on.phi(), scratch, imitator.hidden().size(), on.gradient(), on.truth(), on.h(), on.c(),
                on.update(), on.predicted(), gates, hs, cs, dh, dh + 4 * row(), terms, steps, coordinates, replicas, first, loss, floor, flags);
    }
}
