package dev.understudy.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Philox;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** The learning rate of the updater, fixed or by one of DL4J's schedules, and DL4J's weight decay, which is scaled by it. */
@Tag("nd4j")
class UpdaterLearningRateTest {
    /** 1e-3 through three steps, from then on twice as much; its epochs are as its iterations. */
    private static final ISchedule TWICE = new MapSchedule.Builder(ScheduleType.ITERATION)
            .add(0, 1e-3)
            .add(3, 2e-3)
            .build();

    private static final ISchedule BY_EPOCH = new MapSchedule.Builder(ScheduleType.EPOCH)
            .add(0, 1e-3)
            .add(1, 4e-3)
            .build();

    @TempDir
    private Path folder;

    private static ImitatorUpdater adam() {
        return ImitatorUpdater.pretrained("adam");
    }

    private static IUpdater updater(MultiLayerNetwork network) {
        return network.getLayerWiseConfigurations().getConf(0).getLayer().getUpdaterByParam("W");
    }

    // ---- which rate ----

    @Test
    void itIsTheTeachersUntilAnotherIsGiven() {
        assertThat(adam().hasLearningRate()).isTrue();
        assertThat(adam().getLearningRate(5, 1)).isEqualTo(1e-3);
        assertThat(ImitatorUpdater.pretrained("sgd").getLearningRate(5, 1)).isEqualTo(0.01);
        assertThat(adam().learningRate(3e-4).getLearningRate(5, 1)).isEqualTo(3e-4);
        assertThat(adam().learningRate(TWICE).getLearningRate(2, 9)).isEqualTo(1e-3);
        assertThat(adam().learningRate(TWICE).getLearningRate(3, 9)).isEqualTo(2e-3);
        assertThat(adam().learningRate(BY_EPOCH).getLearningRate(9, 1)).isEqualTo(4e-3);
        assertThat(adam().learningRate(TWICE).learningRate(3e-4).getLearningRate(3, 9))
                .isEqualTo(3e-4);
        assertThat(adam().learningRate(3e-4).learningRate(TWICE).getLearningRate(3, 9))
                .isEqualTo(2e-3);
    }

    @Test
    void aRateOfItsOwnMakesAnotherUpdaterAndLeavesTheFirst() {
        ImitatorUpdater adam = adam();
        assertThat(adam.learningRate(3e-4)).isNotEqualTo(adam).isEqualTo(adam().learningRate(3e-4));
        assertThat(adam.learningRate(TWICE))
                .isNotEqualTo(adam)
                .isNotEqualTo(adam.learningRate(BY_EPOCH))
                .isEqualTo(adam.learningRate(TWICE).clone());
        assertThat(adam).isEqualTo(adam());
        assertThat(adam.learningRate(3e-4))
                .hasToString(
                        "ImitatorUpdater(hidden=[8], features=MOMENTS, head=ZERO_OUT, gain=0.001, learningRate=3.0E-4)");
    }

    @Test
    void whatIsNoRateIsRefused() {
        for (double none : new double[] {-1e-3, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> adam().learningRate(none))
                    .hasMessage("learningRate is " + none + "; expected a finite number, 0 or more");
            assertThatThrownBy(
                            () -> adam().learningRate(new FixedSchedule(none)).getLearningRate(0, 0))
                    .hasMessageContaining("learningRate is " + none);
        }
    }

    @Test
    void aGatedHeadAndAnImitatorOfAnUnknownRateHaveNone() {
        Imitator averaging = Networks.averaging();
        ImitatorUpdater gated =
                ImitatorUpdater.of(Networks.imitator(3, 2), Networks.layers().phi(), 0.01);
        assertThat(gated.hasLearningRate()).isFalse();
        assertThat(gated.getLearningRate(0, 0)).isNaN();
        assertThatThrownBy(() -> gated.learningRate(0.1)).hasMessageContaining("none with head gated");
        assertThatThrownBy(() -> gated.setLrAndSchedule(0.1, null)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(Networks.averages().hasLearningRate()).isFalse();
        assertThatThrownBy(() -> Networks.averages().learningRate(TWICE))
                .hasMessageContaining("whose learning rate in training is unknown");
        ImitatorUpdater told = ImitatorUpdater.of(averaging, Networks.averages().phi(), 0.02);
        assertThat(told.getLearningRate(0, 0)).isEqualTo(0.02);
        assertThatThrownBy(
                        () -> ImitatorUpdater.of(averaging, Networks.averages().phi(), -1))
                .hasMessageContaining("trainedAt");
    }

    // ---- its effect ----

    /** The updates of this many steps, one after the other. */
    private static float[] stepped(ImitatorUpdater config, int steps) {
        int n = 40;
        ImitatorGradientUpdater updater = new ImitatorGradientUpdater(config, true);
        updater.setStateViewArray(Nd4j.zeros(DataType.FLOAT, config.stateSize(n)), null, 'c', true);
        float[] all = new float[steps * n];
        for (int step = 0; step < steps; step++) {
            float[] g = new float[n];
            for (int i = 0; i < n; i++) {
                g[i] = Philox.uniform(Philox.word(5, 1, 0, step, i)) - 0.5f;
            }
            INDArray gradient = Nd4j.createFromArray(g);
            updater.applyUpdater(gradient, step, step / 2);
            System.arraycopy(gradient.data().asFloat(), 0, all, step * n, n);
        }
        return all;
    }

    /** As a teacher's: its memory knows nothing of the rate, so a schedule scales each update and no later one. */
    @Test
    void everyUpdateHasTheRateOfItsOwnStep() {
        float[] trained = stepped(adam(), 6);
        float[] scheduled = stepped(adam().learningRate(TWICE), 6);
        float[] byEpoch = stepped(adam().learningRate(BY_EPOCH), 6);
        assertThat(stepped(adam().learningRate(1e-3), 6)).containsExactly(trained);
        for (int i = 0; i < trained.length; i++) {
            assertThat(scheduled[i]).isEqualTo(i < 3 * 40 ? trained[i] : 2 * trained[i]);
            if (i < 4 * 40) {
                assertThat(byEpoch[i]).isEqualTo(i < 2 * 40 ? trained[i] : 4 * trained[i]);
            }
        }
        assertThat(stepped(adam().learningRate(0), 2)).containsOnly(0f, -0f);
    }

    /** Two ways to the same: the engines change the gain, the updater multiplies behind the step. */
    @Test
    void itIsWhatTheEnginesHaveAtAnotherGain() {
        for (String name : new String[] {"adam", "adadelta", "momentum", "rmsprop-lstm"}) {
            ImitatorUpdater updater = ImitatorUpdater.pretrained(name);
            double trained = updater.getLearningRate(0, 0);
            float[] found = stepped(updater.learningRate(0.3 * trained), 8);
            float[] expected =
                    stepped(ImitatorUpdater.of(updater.imitator().at(0.3 * trained, trained), updater.phi()), 8);
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).as(name).isCloseTo(expected[i], within(1e-5f * Math.abs(expected[i]) + 1e-12f));
            }
        }
    }

    @Test
    void anImitatorTrainsANetworkAsItsTeacherDoesAtThatRate() {
        var held = Networks.batch(2, 0, 500);
        for (double rate : new double[] {3e-4, 3e-3}) {
            MultiLayerNetwork learned = Networks.dense(adam().learningRate(rate));
            MultiLayerNetwork rule = Networks.dense(new Adam(rate));
            Networks.train(learned, 0, 40);
            Networks.train(rule, 0, 40);
            assertThat(learned.score(held) / rule.score(held)).as("at " + rate).isBetween(0.99, 1.01);
        }
    }

    // ---- in a network ----

    @Test
    void aNetworkIsAskedForItAndSetsIt() {
        MultiLayerNetwork network = Networks.dense(adam());
        assertThat(network.getLearningRate(0)).isEqualTo(1e-3);
        Networks.train(network, 0, 3);
        network.setLearningRate(2e-3);
        assertThat(network.getLearningRate(1)).isEqualTo(2e-3);
        MultiLayerNetwork scheduled = Networks.dense(adam().learningRate(TWICE));
        Networks.train(network, 3, 8);
        Networks.train(scheduled, 0, 8);
        assertThat(Networks.theta(network)).as("the memory stays").containsExactly(Networks.theta(scheduled));
        network.setLearningRate(BY_EPOCH);
        assertThat(updater(network)).isEqualTo(adam().learningRate(BY_EPOCH));
    }

    /** A layer of a rate of its own is a block of its own; its memory goes along when DL4J cuts the blocks anew. */
    @Test
    void oneLayerMayHaveAnotherRateInTheMiddleOfATraining() {
        MultiLayerNetwork half = Networks.dense(adam());
        Networks.train(half, 0, 4);
        half.setLearningRate(0, 0.0);
        INDArray before = half.getLayer(0).params().dup();
        INDArray other = half.getLayer(1).params().dup();
        MultiLayerNetwork whole = Networks.dense(adam());
        Networks.train(whole, 0, 5);
        Networks.train(half, 4, 5);
        assertThat(half.getLayer(0).params()).isEqualTo(before);
        assertThat(half.getLayer(1).params())
                .isNotEqualTo(other)
                .isEqualTo(whole.getLayer(1).params());
    }

    @Test
    void jsonAndJavaObjectsKeepIt() throws Exception {
        for (ImitatorUpdater given : new ImitatorUpdater[] {
            adam(),
            adam().learningRate(3e-4),
            adam().learningRate(TWICE),
            adam().learningRate(new ExponentialSchedule(ScheduleType.EPOCH, 0.1, 0.5)),
            adam().learningRate(new StepSchedule(ScheduleType.ITERATION, 0.1, 0.5, 10))
        }) {
            MultiLayerConfiguration written = Networks.dense(given).getLayerWiseConfigurations();
            MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(written.toJson());
            assertThat(read.getConf(0).getLayer().getUpdaterByParam("W")).isEqualTo(given);
            assertThat(written.clone()).isEqualTo(written);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ObjectOutputStream(bytes).writeObject(given);
            assertThat(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject())
                    .isEqualTo(given);
        }
    }

    /** As networks were saved when an updater had no learning rate: they continue unchanged, with a decay by rate 1. */
    @Test
    void jsonOfBeforeHasNoLearningRate() {
        String json = Networks.dense(adam()).getLayerWiseConfigurations().toJson();
        String older = json.replaceAll(",\\s*\"(trainedAt|learningRate|learningRateSchedule)\" : (null|[0-9.e-]+)", "");
        assertThat(json).contains("\"trainedAt\" : 0.001");
        assertThat(older).doesNotContain("trainedAt", "\"learningRate").contains("\"phi\"");
        ImitatorUpdater read = (ImitatorUpdater)
                MultiLayerConfiguration.fromJson(older).getConf(0).getLayer().getUpdaterByParam("W");
        assertThat(read).isEqualTo(ImitatorUpdater.of(adam().imitator(), adam().phi()));
        assertThat(read.hasLearningRate()).isFalse();
    }

    @Test
    void aNetworkSavedUnderAScheduleGoesOnBitForBit() throws Exception {
        MultiLayerNetwork whole = Networks.dense(adam().learningRate(TWICE));
        Networks.train(whole, 0, 8);
        MultiLayerNetwork half = Networks.dense(adam().learningRate(TWICE));
        Networks.train(half, 0, 2);
        Path file = folder.resolve("network.zip");
        ModelSerializer.writeModel(half, file.toFile(), true);
        MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
        Networks.train(restored, 2, 8);
        assertThat(Networks.theta(restored)).containsExactly(Networks.theta(whole));
    }

    // ---- weight decay ----

    /** Given for each layer: DL4J 1.0.0-M2.1 takes one that is given for the whole network twice, whichever updater there is. */
    private static MultiLayerNetwork decaying(IUpdater updater, double decay) {
        return Networks.network(new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(updater)
                .list(
                        new DenseLayer.Builder()
                                .nIn(Networks.DIGITS.shape().size())
                                .nOut(Networks.UNITS)
                                .activation(Activation.RELU)
                                .weightDecay(decay)
                                .build(),
                        Networks.output())
                .build());
    }

    /**
     * θ ← θ + Δ̂ − rate·λ·θ, with the θ before the step; biases do not decay, and the imitator does not read the decay.
     */
    @Test
    void weightDecayIsDecoupledAndScaledByTheRateOfItsStep() {
        double decay = 0.5;
        ISchedule schedule = new MapSchedule.Builder(ScheduleType.ITERATION)
                .add(0, 1e-3)
                .add(1, 8e-3)
                .build();
        MultiLayerNetwork network = decaying(adam().learningRate(schedule), decay);
        for (int step = 0; step < 2; step++) {
            MultiLayerNetwork without = Networks.dense(adam().learningRate(schedule));
            without.setParams(network.params().dup());
            without.getUpdater()
                    .setStateViewArray(without, network.updaterState().dup(), false);
            without.setIterationCount(step);
            INDArray before = network.getParam("0_W").dup();
            Networks.train(without, step, step + 1);
            Networks.train(network, step, step + 1);
            INDArray decayed = without.getParam("0_W").sub(before.mul(schedule.valueAt(step, 0) * decay));
            assertThat(network.getParam("0_W").distance2(decayed))
                    .isLessThan(1e-6 * decayed.norm2Number().doubleValue());
            assertThat(network.getParam("0_W").distance2(without.getParam("0_W")))
                    .isGreaterThan(1e-4 * decayed.norm2Number().doubleValue());
            assertThat(network.getParam("0_b")).isEqualTo(without.getParam("0_b"));
            assertThat(network.updaterState()).as("what the imitator remembers").isEqualTo(without.updaterState());
        }
    }

    @Test
    void withWeightDecayItTrainsAsItsTeacherDoes() {
        MultiLayerNetwork learned = decaying(adam().learningRate(3e-3), 1);
        MultiLayerNetwork rule = decaying(new Adam(3e-3), 1);
        MultiLayerNetwork without = Networks.dense(new Adam(3e-3));
        for (MultiLayerNetwork each : List.of(learned, rule, without)) {
            Networks.train(each, 0, 25);
        }
        double size = size(rule);
        assertThat(size(learned)).isCloseTo(size, within(0.01 * size));
        assertThat(size(without)).as("without decay").isGreaterThan(1.05 * size);
    }

    private static double size(MultiLayerNetwork network) {
        return network.getParam("0_W").norm2Number().doubleValue();
    }
}
