package dev.understudy.engine.nd4j;

import dev.understudy.engine.Loop.Score;
import dev.understudy.engine.nd4j.backend.HostTransfer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Loss and accuracy of a θ over the first samples of a data set, in chunks of one size; the last one overlaps nothing. */
final class Scorer implements AutoCloseable {
    private static final int CHUNK = 100;

    private final DeviceDataSet stored;
    private final RunningOptimizee network;
    private final int count;
    private final INDArray theta; // [P]
    private final Program program = new Program();
    private final float[] host;
    private final INDArray given; // [n·given]
    private final INDArray input; // [n][size]
    private final INDArray labels; // [n][classes]
    private final INDArray losses; // [n]
    private final INDArray right; // [n]

    /** @param count how many samples; must be a multiple of the chunk's size or below it, which {@link #sized} sees to */
    private Scorer(DeviceDataSet stored, RunningOptimizee network, int coordinates, int count) {
        this.stored = stored;
        this.network = network;
        this.count = count;
        theta = program.zeros(coordinates);
        host = new float[count * stored.given()];
        given = program.zeros(host.length);
        input = program.zeros(count, stored.samples().shape().size());
        labels = program.zeros(count, stored.samples().classes());
        losses = program.zeros(count);
        right = program.zeros(count);
        stored.batch(program, given, input, labels);
    }

    /** For chunks, and what is left over; each with arrays of its own. */
    static Scorer[] sized(DeviceDataSet stored, RunningOptimizee network, int coordinates, int count) {
        int left = count % CHUNK;
        Scorer whole = count < CHUNK ? null : new Scorer(stored, network, coordinates, CHUNK);
        return new Scorer[] {whole, left == 0 ? null : new Scorer(stored, network, coordinates, left)};
    }

    /** Mean loss and accuracy over {@code count} samples. */
    static Score score(Scorer[] sized, float[] theta, int count) {
        double loss = 0;
        double right = 0;
        int at = 0;
        for (int i = 0; i < 2; i++) {
            Scorer scorer = sized[i];
            if (scorer != null) {
                scorer.theta.data().setData(theta);
                int end = i == 0 ? count / CHUNK * CHUNK : count;
                for (; at < end; at += scorer.count) {
                    scorer.run(at);
                    loss += scorer.sum(scorer.losses);
                    right += scorer.sum(scorer.right);
                }
            }
        }
        return new Score(loss / count, right / count);
    }

    private void run(int first) {
        for (int i = 0; i < count; i++) {
            stored.give(first + i, host, i * stored.given());
        }
        given.data().setData(host);
        program.run();
        network.evaluate(theta, input, labels, losses, right);
    }

    private double sum(INDArray a) {
        double sum = 0;
        for (float value : HostTransfer.read(a)) {
            sum += value;
        }
        return sum;
    }

    @Override
    public void close() {
        program.close();
    }
}
