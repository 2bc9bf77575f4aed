package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Philox;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The carry of R replicas with L lanes each, and how it is at the start of an episode: empty, or h and c random. */
final class EpisodeCarry implements AutoCloseable {
    final Carry carry;
    private final Program program = new Program();
    private final Program[] begin; // [R], a replica's carry before its first step
    private final int lanes;
    private final float noise;
    private final INDArray fresh; // [2H][L], where ND4J computes; null without noise
    private final float[] host; // [2H·L]
    private final int[] words; // [L]

    /**
     * What it keeps.
     *
     * @param all as {@link Carry} has it
     * @param fresh [2H][L]; null without noise
     */
    record Kept(INDArray all, INDArray fresh) {
        static Kept of(ArrayMaker make, Imitator imitator, int replicas, int lanes, double noise) {
            return new Kept(
                    make.zeros(Carry.rows(imitator), (long) replicas * lanes),
                    noise == 0 || imitator.carried() == 0 ? null : make.zeros(2L * imitator.carried(), lanes));
        }
    }

    /** @param noise h and c begin uniform in ± this; 0 for none */
    EpisodeCarry(Imitator imitator, int replicas, int lanes, double noise, Kept kept) {
        this.lanes = lanes;
        this.noise = (float) noise;
        carry = new Carry(imitator, kept.all);
        fresh = kept.fresh;
        int rows = fresh == null ? 0 : 2 * imitator.carried();
        host = new float[Math.multiplyExact(rows, lanes)];
        words = new int[rows == 0 ? 0 : lanes];
        begin = new Program[replicas];
        INDArray zero = program.scalar(0);
        for (int r = 0; r < replicas; r++) {
            long from = (long) r * lanes;
            begin[r] = new Program().copy(zero, Views.columns(carry.all, from, from + lanes));
            if (fresh != null) {
                begin[r].copy(fresh, Views.columns(Views.rows(carry.all, 0, rows), from, from + lanes));
            }
        }
    }

    /** The imitator remembers nothing of the replica's episode before. */
    void begin(long seed, int r, int episode) {
        if (fresh != null) {
            for (int row = 0; row < host.length / lanes; row++) {
                Philox.words(seed, Philox.START_NOISE, episode, row, 0, lanes, words);
                for (int l = 0; l < lanes; l++) {
                    host[row * lanes + l] = Formulas.initialWeight(Philox.uniform(words[l]), noise);
                }
            }
            fresh.data().setData(host);
        }
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
