package dev.understudy.engine.nd4j;

import dev.understudy.engine.Rollout.Score;
import dev.understudy.engine.Samples;
import dev.understudy.engine.nd4j.backend.HostTransfer;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes loss and accuracy over the first samples of any data set, in chunks of one size; the last chunk may be
 * smaller.
 */
final class Scorers implements AutoCloseable {
    private static final int CHUNK = 100;

    private final Function<Samples, DeviceDataSet> data;
    private final Blueprint.RunningOptimizee network;
    private final int coordinates;
    private final Map<Samples, Map<Integer, Scorer>> sized = new IdentityHashMap<>(); // by chunk size

    Scorers(Function<Samples, DeviceDataSet> data, Blueprint.RunningOptimizee network, int coordinates) {
        this.data = data;
        this.network = network;
        this.coordinates = coordinates;
    }

    /** Mean loss and accuracy of θ [P] over {@code count} samples. */
    Score score(Samples samples, int count, float[] theta) {
        double loss = 0;
        double right = 0;
        for (int at = 0; at < count; at += CHUNK) {
            Scorer.Sums sums = of(samples, Math.min(CHUNK, count - at)).score(theta, at);
            loss += sums.loss();
            right += sums.right();
        }
        return new Score(loss / count, right / count);
    }

    /** Each chunk size has its own arrays. */
    private Scorer of(Samples samples, int count) {
        return sized.computeIfAbsent(samples, its -> new HashMap<>())
                .computeIfAbsent(count, n -> new Scorer(data.apply(samples), network, coordinates, n));
    }

    @Override
    public void close() {
        sized.values().forEach(scorers -> scorers.values().forEach(Scorer::close));
    }

    /** Scores θ over a fixed number of a data set's samples. */
    private static final class Scorer implements AutoCloseable {
        private final DeviceDataSet stored;
        private final Blueprint.RunningOptimizee network;
        private final int count;
        private final INDArray theta; // [P]
        private final Program program = new Program();
        private final float[] host;
        private final INDArray given; // [n·given]
        private final INDArray input; // [n][size]
        private final INDArray labels; // [n][classes]
        private final INDArray losses; // [n]
        private final INDArray right; // [n]

        /** @param count number of samples */
        Scorer(DeviceDataSet stored, Blueprint.RunningOptimizee network, int coordinates, int count) {
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

        /** Scores the samples from {@code first} on. */
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

        /** Sum of the losses, and number of samples classified correctly. */
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
}
