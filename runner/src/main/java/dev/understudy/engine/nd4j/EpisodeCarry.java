package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Imitator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The carry of R replicas with L lanes each; it is cleared at the start of an episode. */
final class EpisodeCarry implements AutoCloseable {
    final Carry carry;
    private final Program program = new Program();
    private final Program[] begin; // [R], clears a replica's carry

    /** @param all as in {@link Carry} */
    EpisodeCarry(Imitator imitator, int replicas, int lanes, INDArray all) {
        carry = new Carry(imitator, all);
        begin = new Program[replicas];
        INDArray zero = program.scalar(0);
        for (int r = 0; r < replicas; r++) {
            long from = (long) r * lanes;
            begin[r] = new Program().copy(zero, Views.columns(carry.all, from, from + lanes));
        }
    }

    /** The array that {@code all} needs. */
    static INDArray kept(ArrayMaker make, Imitator imitator, int replicas, int lanes) {
        return make.zeros(Carry.rows(imitator), (long) replicas * lanes);
    }

    /** Clears the carry of one replica. */
    void begin(int r) {
        begin[r].run();
    }

    @Override
    public void close() {
        program.close();
        for (Program each : begin) {
            each.close();
        }
    }
}
