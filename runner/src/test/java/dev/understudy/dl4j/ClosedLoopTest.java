package dev.understudy.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Distance;
import dev.understudy.engine.Engine;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import dev.understudy.run.ImitatorFile;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** DL4J's training compared with the fused engine's closed loop: they share neither the network nor the LSTM. */
@Tag("nd4j")
class ClosedLoopTest {
    private static final long SEED = 1001;
    private static final int BATCH = 8;

    static Stream<Arguments> imitators() {
        ImitatorFile.Saved sgd = ImitatorFile.pretrained("sgd");
        Imitator layers = Networks.imitator(5, 3);
        Imitator forced = new Imitator(List.of(3, 2), Imitator.Features.GRADIENT, Imitator.Head.GATED, true);
        Imitator constant = new Imitator(
                List.of(), Imitator.Features.MOMENTS, Moments.DEFAULTS, Imitator.Head.CONSTANT, 0.01, 0, false);
        Imitator scaled = new Imitator(
                List.of(3), Imitator.Features.LOG_SIGN, Moments.DEFAULTS, Imitator.Head.SCALED, 0.01, 0, true);
        return Stream.of(
                Arguments.of("pretrained sgd", sgd.imitator(), sgd.phi()),
                Arguments.of("two layers", layers, Networks.small(layers)),
                Arguments.of("trained with teacher forcing", forced, Networks.small(forced)),
                Arguments.of(
                        "moments and a zero-out head", Networks.averaging(), Networks.headed(Networks.averaging())),
                Arguments.of("constants", constant, Networks.headed(constant)),
                Arguments.of("a scaled head", scaled, Networks.headed(scaled)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("imitators")
    void drivesADl4jNetworkWhereTheFusedEngineDrivesItsOwn(String what, Imitator imitator, float[] phi) {
        Optimizee.Layers layers = new Optimizee.Layers(
                Networks.DIGITS.shape(),
                List.of(new Layer.Dense(Networks.UNITS), new Layer.Relu(), new Layer.Dense(10)),
                Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
        Problem problem = new Problem(layers, Networks.DIGITS, BATCH, new Teacher.Sgd(0.01), imitator, false);
        MultiLayerNetwork network = Networks.dense(ImitatorUpdater.of(imitator, phi));
        try (Engine fused = FusedEngine.onCpu(1);
                Rollout rollout = fused.rollout(new RolloutSpec(problem, SEED, WhoDrives.IMITATOR, 0), phi)) {
            float[] start = rollout.theta();
            // DL4J's matrices are [in][out], column by column: the same sequence as the engine's [out][in], row by row.
            network.setParams(Nd4j.createFromArray(start));
            rollout.run(20);
            for (int step = 0; step < 20; step++) {
                network.fit(Networks.batch(SEED, step, BATCH));
            }
            float[] expected = rollout.theta();
            float[] theta = Networks.theta(network);
            assertThat(Distance.between(theta, expected))
                    .isLessThan(1e-3 * Distance.between(expected, new float[expected.length]));
            assertThat(Distance.between(theta, expected))
                    .as("of the distance moved")
                    .isLessThan(1e-3 * Distance.between(expected, start));
        }
    }

    @Test
    void thePretrainedOneTrainsLikeTheRuleThatItImitates() {
        MultiLayerNetwork learned = Networks.dense(ImitatorUpdater.pretrained("sgd"));
        MultiLayerNetwork rule = Networks.dense(new Sgd(0.01));
        assertThat(Networks.theta(learned)).containsExactly(Networks.theta(rule));
        DataSet held = Networks.batch(2, 0, 500);
        double start = rule.score(held);
        Networks.train(learned, 0, 200);
        Networks.train(rule, 0, 200);
        assertThat(rule.score(held)).isLessThan(0.8 * start);
        assertThat(learned.score(held) / rule.score(held)).isBetween(0.9, 1.1);
    }

    /** The LSTM in float32 either way; the network's own arithmetic is finer, its gradients differ by rounding. */
    @Test
    void aNetworkInDoubleIsTrainedTheSame() {
        MultiLayerNetwork single = Networks.dense(Networks.layers());
        MultiLayerNetwork twice = Networks.dense(Networks.layers(), DataType.DOUBLE);
        float[] start = Networks.theta(single);
        twice.setParams(Nd4j.createFromArray(start).castTo(DataType.DOUBLE));
        Networks.train(single, 0, 20);
        for (int step = 0; step < 20; step++) {
            DataSet batch = Networks.batch(1, step, 16);
            twice.fit(
                    batch.getFeatures().castTo(DataType.DOUBLE),
                    batch.getLabels().castTo(DataType.DOUBLE));
        }
        float[] expected = Networks.theta(single);
        assertThat(Distance.between(Networks.theta(twice), expected))
                .isLessThan(1e-3 * Distance.between(expected, start));
    }
}
