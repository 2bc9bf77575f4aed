package dev.understudy.engine.nd4j;

import dev.understudy.engine.Loop.Score;
import dev.understudy.engine.Samples;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;

/** Loss and accuracy over the first samples of any data set, in chunks of one size; the last one overlaps nothing. */
final class Scorers implements AutoCloseable {
    private static final int CHUNK = 100;

    private final Function<Samples, DeviceDataSet> data;
    private final RunningOptimizee network;
    private final int coordinates;
    private final Map<Samples, Map<Integer, Scorer>> sized = new IdentityHashMap<>(); // by the size of a chunk

    Scorers(Function<Samples, DeviceDataSet> data, RunningOptimizee network, int coordinates) {
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

    /** Each size with arrays of its own. */
    private Scorer of(Samples samples, int count) {
        return sized.computeIfAbsent(samples, its -> new HashMap<>())
                .computeIfAbsent(count, n -> new Scorer(data.apply(samples), network, coordinates, n));
    }

    @Override
    public void close() {
        sized.values().forEach(scorers -> scorers.values().forEach(Scorer::close));
    }
}
