package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Philox;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The coordinate subsample of each of R episodes. Its indices are uploaded when an episode begins, and the values are
 * gathered in ND4J's memory.
 */
final class Sample implements AutoCloseable {
    private final Program program = new Program();
    private final long seed;
    private final int lanes;
    private final int coordinates;
    private final int[] host; // [R·N], indices into a row of [R·P]
    private final INDArray places; // [R·N], the same in ND4J's memory
    private final int[] episodes; // [R], the episodes that host is for

    /**
     * The arrays of a coordinate subsample.
     *
     * @param gradient, truth [T][R][N]
     * @param places [R·N]
     */
    record Kept(INDArray gradient, INDArray truth, INDArray places) {
        static Kept of(ArrayMaker make, int steps, int replicas, int lanes) {
            return new Kept(
                    make.zeros(steps, replicas, lanes),
                    make.zeros(steps, replicas, lanes),
                    make.zeros(DataType.INT32, (long) replicas * lanes));
        }
    }

    Sample(long seed, int replicas, int lanes, int coordinates, Kept kept) {
        this.seed = seed;
        this.lanes = lanes;
        this.coordinates = coordinates;
        Checks.within("training.replicas times coordinates", (long) replicas * coordinates, 1, Integer.MAX_VALUE);
        host = new int[Math.multiplyExact(replicas, lanes)];
        places = kept.places;
        episodes = new int[replicas];
        Arrays.fill(episodes, -1);
    }

    /**
     * Adds the copy of the subsample's values.
     *
     * @param from [T][R][P]
     * @param to [T][R][N]
     */
    void gather(INDArray from, INDArray to) {
        // Over all steps at once: row by row, ND4J's gather takes a slow path, value by value.
        long steps = from.size(0);
        program.op(
                "gather",
                List.of(from.reshape(steps, from.length() / steps), places),
                List.of(to.reshape(steps, host.length)),
                1);
    }

    /**
     * Runs all copies added by {@link #gather}, for the coordinates of these episodes.
     *
     * @param now [R]
     */
    void run(int[] now) {
        boolean changed = false;
        for (int r = 0; r < now.length; r++) {
            if (episodes[r] != now[r]) {
                episodes[r] = now[r];
                changed = true;
                for (int k = 0; k < lanes; k++) {
                    host[r * lanes + k] = r * coordinates + Philox.sampled(seed, now[r], k, lanes, coordinates);
                }
            }
        }
        if (changed) {
            places.data().setData(host);
        }
        program.run();
    }

    @Override
    public void close() {
        program.close();
    }
}
