package dev.understudy.engine.nd4j;

import dev.understudy.engine.nd4j.backend.HostTransfer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Losses and rights of a θ over some samples of a data set, always as many of them. */
final class Scorer implements AutoCloseable {
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

    /** @param count how many samples */
    Scorer(DeviceDataSet stored, RunningOptimizee network, int coordinates, int count) {
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

    /** Of the samples from {@code first} on. */
    Sums score(float[] values, int first) {
        theta.data().setData(values);
        for (int i = 0; i < count; i++) {
            stored.give(first + i, host, i * stored.given());
        }
        given.data().setData(host);
        program.run();
        network.evaluate(theta, input, labels, losses, right);
        return new Sums(sum(losses), sum(right));
    }

    /** Over the samples: of their losses, and how many are classified rightly. */
    record Sums(double loss, double right) {}

    private static double sum(INDArray a) {
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
