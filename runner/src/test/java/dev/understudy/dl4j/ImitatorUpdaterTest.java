package dev.understudy.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.run.ImitatorFile;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

@Tag("nd4j")
class ImitatorUpdaterTest {
    @TempDir
    private Path folder;

    @Test
    void aConfigurationReadBackFromItsJsonHoldsTheSameImitator() {
        readBackIsTheSame(Networks.layers(), Networks.imitator(3, 2));
        readBackIsTheSame(Networks.averages(), Networks.averaging());
        readBackIsTheSame(Networks.timed(), Networks.scheduled());
    }

    private static void readBackIsTheSame(ImitatorUpdater given, Imitator imitator) {
        MultiLayerConfiguration written = Networks.dense(given).getLayerWiseConfigurations();
        MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(written.toJson());
        IUpdater updater = read.getConf(0).getLayer().getUpdaterByParam("W");
        assertThat(updater).isEqualTo(given);
        assertThat(((ImitatorUpdater) updater).phi()).containsExactly(given.phi());
        assertThat(((ImitatorUpdater) updater).imitator()).isEqualTo(imitator);
        assertThat(MultiLayerConfiguration.fromYaml(written.toYaml())).isEqualTo(written);
        assertThat(written.clone()).isEqualTo(written);
    }

    /** As networks were saved when there was only the gradient to read. */
    @Test
    void jsonWithoutMomentsAndGainIsReadWithTheirDefaults() {
        String json =
                Networks.dense(Networks.layers()).getLayerWiseConfigurations().toJson();
        String older = json.replaceAll("(?s)\\s*\"moments\"\\s*:\\s*\\{[^}]*\\},", "")
                .replaceAll("\\s*\"gain\"\\s*:\\s*1\\.0,", "")
                .replaceAll(",\\s*\"time\"\\s*:\\s*false", "");
        assertThat(json).contains("\"moments\"").contains("\"gain\"");
        assertThat(older)
                .doesNotContain("\"moments\"")
                .doesNotContain("\"gain\"")
                .doesNotContain("\"time\"")
                .contains("\"phi\"");
        assertThat(MultiLayerConfiguration.fromJson(older).getConf(0).getLayer().getUpdaterByParam("W"))
                .isEqualTo(Networks.layers());
    }

    @Test
    void equalImitatorsAreEqualUpdaters() {
        ImitatorUpdater updater = Networks.layers();
        assertThat(updater.clone()).isNotSameAs(updater).isEqualTo(updater).hasSameHashCodeAs(updater);
        float[] other = updater.phi();
        other[0] += 1;
        assertThat(ImitatorUpdater.of(updater.imitator(), other)).isNotEqualTo(updater);
        assertThat(ImitatorUpdater.pretrained("sgd")).isNotEqualTo(updater);
        assertThat(updater.phi()).isNotSameAs(updater.phi());
        Imitator forced = new Imitator(List.of(3, 2), Imitator.Features.GRADIENT, Imitator.Head.GATED, true);
        assertThat(ImitatorUpdater.of(forced, updater.phi())).isEqualTo(updater);
        ImitatorUpdater averages = Networks.averages();
        assertThat(averages.clone()).isEqualTo(averages).hasSameHashCodeAs(averages);
        assertThat(ImitatorUpdater.of(averages.imitator().withGain(0.02), averages.phi()))
                .isNotEqualTo(averages);
    }

    /** DL4J gives the iteration; how many there will be, only who trains knows. */
    @Test
    void anImitatorThatReadsTimeWantsTheLengthOfTheTraining() {
        ImitatorUpdater timed = Networks.timed();
        ImitatorUpdater untold = ImitatorUpdater.of(timed.imitator(), timed.phi());
        assertThatThrownBy(() -> untold.instantiate(Nd4j.zeros(untold.stateSize(3)), true))
                .hasMessage(
                        "horizon is null; expected the iterations that the training will have, by horizon(N): this imitator reads its progress");
        assertThat(untold.horizon(9)).isEqualTo(timed).isNotEqualTo(untold.horizon(10));
        assertThat(untold.horizon(9))
                .hasToString("ImitatorUpdater(hidden=[3, 2], features=MOMENTS, head=ZERO_OUT, gain=0.01, horizon=9)");
        assertThat(timed.clone()).isEqualTo(timed);
        assertThatThrownBy(() -> untold.horizon(0))
                .hasMessage("horizon is 0; expected the iterations of the training, 1 or more");
        assertThatThrownBy(() -> Networks.averages().horizon(9))
                .hasMessage("horizon is 9; expected none with an imitator that reads no time");
    }

    /** [I26] Twice the rate, and a linear fall over eight iterations; behind them the last one's. */
    @Test
    void aLearnedScheduleIsAFactorOfItsOwnBehindTheStep() {
        float[] phi = Networks.headed(Networks.scheduled());
        int at = Networks.scheduled().scheduleOffset();
        phi[at] = (float) (Math.log(2) / 4);
        phi[at + 1] = 0;
        phi[at + 2] = 0;
        phi[at + 3] = 0.25f;
        ImitatorUpdater updater =
                ImitatorUpdater.of(Networks.scheduled(), phi, 0.01).horizon(8);
        assertThat(updater.factor(0, 0)).isCloseTo(2, within(1e-6));
        assertThat(updater.factor(6, 0)).isCloseTo(0.5, within(1e-6));
        assertThat(updater.factor(100, 0)).isEqualTo(updater.factor(7, 0));
        assertThat(updater.learningRate(0.03).factor(6, 0)).isCloseTo(1.5, within(1e-6));
    }

    @Test
    void whatExportWroteIsLoaded() {
        Path averaging = folder.resolve("averaging.safetensors");
        ImitatorFile.write(
                averaging,
                new ImitatorFile.Saved(
                        Networks.averaging(), Networks.headed(Networks.averaging()), "name: test", Map.of()));
        assertThat(ImitatorUpdater.load(averaging)).isEqualTo(Networks.averages());
        Imitator imitator = Networks.imitator(3, 2);
        Path file = folder.resolve("imitator.safetensors");
        ImitatorFile.write(file, new ImitatorFile.Saved(imitator, Networks.small(imitator), "name: test", Map.of()));
        assertThat(ImitatorUpdater.load(file)).isEqualTo(Networks.layers());
    }

    @Test
    void aFileThatIsNoImitatorIsRefusedInOneLine() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "no imitator at all");
        assertThatThrownBy(() -> ImitatorUpdater.load(file))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("notes.txt")
                .message()
                .doesNotContain("\n");
        assertThatThrownBy(() -> ImitatorUpdater.load(folder.resolve("missing")))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("missing");
        assertThatThrownBy(() -> ImitatorUpdater.pretrained("sdg"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("sdg");
    }

    @Test
    void weightsThatAreNoneAreRefused() {
        Imitator imitator = Imitator.gated(2);
        assertThatThrownBy(() -> ImitatorUpdater.of(imitator, new float[3]))
                .hasMessageContaining("phi is 3 weights; expected 40");
        float[] phi = new float[imitator.weights()];
        phi[7] = Float.NaN;
        assertThatThrownBy(() -> ImitatorUpdater.of(imitator, phi)).hasMessageContaining("finite");
        assertThatThrownBy(() -> ImitatorUpdater.of(imitator.withGain(0), imitator.initialWeights(1)))
                .hasMessageContaining("gain is 0");
    }

    @Test
    void thereIsNoLearningRate() {
        ImitatorUpdater updater = Networks.layers();
        assertThat(updater.hasLearningRate()).isFalse();
        assertThat(updater.getLearningRate(3, 1)).isNaN();
        assertThatThrownBy(() -> updater.setLrAndSchedule(0.1, null)).isInstanceOf(UnsupportedOperationException.class);
        var network = Networks.dense(updater);
        network.setLearningRate(0.1); // DL4J reads it first, and changes nothing
        assertThat(network.getLearningRate(0)).isNull();
    }

    @Test
    void eachParameterCarriesTwoNumbersPerCellItsLastUpdateAndItsMoments() {
        assertThat(ImitatorUpdater.pretrained("sgd").stateSize(10)).isEqualTo(50);
        assertThat(Networks.layers().stateSize(7)).isEqualTo(7 * 11);
        assertThat(Networks.averages().stateSize(7)).isEqualTo(7 * (11 + 9));
    }

    /** By the interface's promise, which Spark and others take at its word; this project reads no Java objects. */
    @Test
    void itIsSerializableAsDl4jPromises() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(Networks.layers());
        new ObjectOutputStream(bytes).writeObject(Networks.averages());
        assertThat(bytes.size()).isPositive();
    }

    @Test
    void anImitatorThatScalesTensorsIsRefusedInOneLine() {
        Imitator imitator = Networks.averaging().withTensorScale(true);
        assertThatThrownBy(() -> ImitatorUpdater.of(imitator, new float[imitator.weights()]))
                .hasMessage(
                        "imitator.tensorScale is true; expected false: DL4J gives its updaters neither the weights nor the bounds of their tensors");
    }
}
