package dev.understudy.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Distance;
import dev.understudy.engine.Engine;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.imitation.Teacher;
import dev.understudy.run.ImitatorFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The updater's step is equal to the fused engine's on the CPU, and close to that of ND4J's operations, which are for a
 * GPU.
 */
@Tag("nd4j")
class SameStepTest {
    private static final List<String> PRETRAINED = ImitatorFile.PRETRAINED;
    private static final int HORIZON = 6; // steps that are planned, for an imitator that reads time

    private static float[] gradient(int step, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = Philox.uniform(Philox.word(5, 1, 0, step, i)) - 0.5f;
        }
        return values;
    }

    private static ImitatorGradientUpdater updater(ImitatorUpdater config, boolean onHost, INDArray view) {
        ImitatorGradientUpdater updater = new ImitatorGradientUpdater(config, onHost);
        updater.setStateViewArray(view, null, 'c', false);
        return updater;
    }

    private static INDArray fresh(ImitatorUpdater config, int n) {
        return Nd4j.zeros(DataType.FLOAT, config.stateSize(n));
    }

    /** The updater's update for this gradient. */
    private static float[] stepped(ImitatorGradientUpdater updater, float[] gradient, int step) {
        INDArray g = Nd4j.createFromArray(gradient);
        updater.applyUpdater(g, step, 0);
        return g.data().asFloat();
    }

    /** The engine drives a network of its own; the updater is shown the same gradients. */
    @ParameterizedTest
    @FieldSource("PRETRAINED")
    void everyBitOfAnUpdateIsThatOfTheFusedEngine(String name) {
        ImitatorFile.Saved saved = ImitatorFile.pretrained(name);
        Optimizee.Layers layers = new Optimizee.Layers(
                Networks.DIGITS.shape(),
                List.of(new Layer.Dense(Networks.UNITS), new Layer.Relu(), new Layer.Dense(10)),
                Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
        Problem problem = new Problem(layers, Networks.DIGITS, 8, new Teacher.Sgd(0.01), saved.imitator(), false);
        int n = layers.coordinates();
        int horizon = saved.imitator().time() ? HORIZON : 0;
        ImitatorUpdater plain = ImitatorUpdater.pretrained(name);
        ImitatorUpdater config = horizon == 0 ? plain : plain.horizon(horizon);
        // A part of a larger array, as DL4J hands an updater its state.
        INDArray larger = Nd4j.ones(DataType.FLOAT, config.stateSize(n) + 9);
        INDArray view = larger.get(NDArrayIndex.interval(5, 5 + config.stateSize(n)));
        view.assign(0);
        ImitatorGradientUpdater updater = updater(config, true, view);
        try (Engine fused = FusedEngine.onCpu(2);
                Rollout rollout = fused.rollout(
                        new RolloutSpec(problem, 1001, WhoDrives.IMITATOR, 0, horizon, RateSchedule.CONSTANT),
                        saved.phi())) {
            for (int step = 0; step < 4; step++) {
                rollout.run(1);
                float[] expected = rollout.predicted();
                for (int p = 0; p < n; p++) {
                    expected[p] = -expected[p];
                }
                assertThat(stepped(updater, rollout.gradient(), step)).containsExactly(expected);
            }
        }
        assertThat(larger.get(NDArrayIndex.interval(0, 5)).sumNumber().intValue())
                .isEqualTo(5);
        assertThat(larger.getFloat(larger.length() - 1)).isEqualTo(1);
    }

    /** As earlier versions trained all networks: training continues between the two forms in both directions. */
    @Test
    void onNd4jsOperationsItComesToTheSameAndEitherGoesOnFromTheOthersState() {
        int n = 700;
        for (ImitatorUpdater config :
                List.of(ImitatorUpdater.pretrained("sgd"), Networks.layers(), Networks.averages(), Networks.timed())) {
            INDArray here = fresh(config, n);
            INDArray there = fresh(config, n);
            ImitatorGradientUpdater onHost = updater(config, true, here);
            ImitatorGradientUpdater byNd4j = updater(config, false, there);
            for (int step = 0; step < 12; step++) {
                if (step == 6) { // they change places
                    onHost = updater(config, true, there);
                    byNd4j = updater(config, false, here);
                }
                float[] found = stepped(onHost, gradient(step, n), step);
                float[] expected = stepped(byNd4j, gradient(step, n), step);
                assertThat(Distance.between(found, expected))
                        .isPositive() // two ways to compute, not one
                        .isLessThan(1e-5 * Distance.between(expected, new float[n]));
            }
            assertThat(here.distance2(there))
                    .isLessThan(1e-5 * there.norm2Number().doubleValue());
        }
    }

    @Test
    void inANetworkOfHalfPrecisionTheMemoryIsRoundedToHalfAtEveryStep() {
        int n = 50;
        ImitatorUpdater config = Networks.averages();
        INDArray half = Nd4j.zeros(DataType.HALF, config.stateSize(n));
        INDArray single = fresh(config, n);
        ImitatorGradientUpdater found = updater(config, true, half);
        ImitatorGradientUpdater expected = updater(config, true, single);
        for (int step = 0; step < 4; step++) {
            INDArray g = Nd4j.createFromArray(gradient(step, n)).castTo(DataType.HALF);
            INDArray same = g.castTo(DataType.FLOAT);
            found.applyUpdater(g, step, 0);
            expected.applyUpdater(same, step, 0);
            single.assign(single.castTo(DataType.HALF).castTo(DataType.FLOAT));
            assertThat(g).isEqualTo(same.castTo(DataType.HALF));
            assertThat(half.castTo(DataType.FLOAT)).isEqualTo(single);
        }
        assertThat(single.amaxNumber().doubleValue()).isPositive();
    }

    /** As a wrapper does that trains copies of a network side by side: of one configuration, each in a thread. */
    @Test
    void updatersInSeveralThreadsDoNotDisturbEachOther() throws Exception {
        int threads = 4;
        int n = 3_000;
        ImitatorUpdater config = Networks.averages();
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<float[]>> found = new ArrayList<>();
            for (int k = 0; k < threads; k++) {
                int first = 100 * k; // each has gradients of its own
                ImitatorGradientUpdater updater = updater(config, true, fresh(config, n));
                found.add(executor.submit(() -> {
                    together.await();
                    return last(updater, first, n);
                }));
            }
            for (int k = 0; k < threads; k++) {
                assertThat(found.get(k).get())
                        .containsExactly(last(updater(config, true, fresh(config, n)), 100 * k, n));
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static float[] last(ImitatorGradientUpdater updater, int first, int n) {
        float[] left = null;
        for (int step = first; step < first + 60; step++) {
            left = stepped(updater, gradient(step, n), step - first);
        }
        return left;
    }
}
