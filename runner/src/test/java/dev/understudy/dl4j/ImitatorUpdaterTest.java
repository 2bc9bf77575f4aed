package dev.understudy.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.IUpdater;

class ImitatorUpdaterTest {
    @TempDir
    private Path folder;

    @Test
    void aConfigurationReadBackFromItsJsonHoldsTheSameImitator() {
        MultiLayerConfiguration written = Networks.dense(Networks.layers()).getLayerWiseConfigurations();
        MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(written.toJson());
        IUpdater updater = read.getConf(0).getLayer().getUpdaterByParam("W");
        assertThat(updater).isEqualTo(Networks.layers());
        assertThat(((ImitatorUpdater) updater).phi()).containsExactly(Networks.layers().phi());
        assertThat(((ImitatorUpdater) updater).imitator()).isEqualTo(Networks.imitator(3, 2));
        assertThat(MultiLayerConfiguration.fromYaml(written.toYaml())).isEqualTo(written);
        assertThat(written.clone()).isEqualTo(written);
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
    }

    @Test
    void whatExportWroteIsLoaded() {
        Imitator imitator = Networks.imitator(3, 2);
        Path file = folder.resolve("imitator.safetensors");
        ImitatorFile.write(file, new ImitatorFile.Saved(imitator, Networks.small(imitator), "name: test", Map.of()));
        assertThat(ImitatorUpdater.load(file)).isEqualTo(Networks.layers());
    }

    @Test
    void aFileThatIsNoImitatorIsRefusedInOneLine() throws Exception {
        Path file = Files.writeString(folder.resolve("notes.txt"), "no imitator at all");
        assertThatThrownBy(() -> ImitatorUpdater.load(file)).isInstanceOf(Fault.class).hasMessageContaining("notes.txt").message().doesNotContain("\n");
        assertThatThrownBy(() -> ImitatorUpdater.load(folder.resolve("missing"))).isInstanceOf(Fault.class).hasMessageContaining("missing");
        assertThatThrownBy(() -> ImitatorUpdater.pretrained("sdg")).isInstanceOf(Fault.class).hasMessageContaining("sdg");
    }

    @Test
    void weightsThatAreNoneAreRefused() {
        Imitator imitator = Imitator.gated(2);
        assertThatThrownBy(() -> ImitatorUpdater.of(imitator, new float[3])).hasMessageContaining("phi is 3 weights; expected 40");
        float[] phi = new float[imitator.weights()];
        phi[7] = Float.NaN;
        assertThatThrownBy(() -> ImitatorUpdater.of(imitator, phi)).hasMessageContaining("finite");
    }

    @Test
    void thereIsNoLearningRate() {
        ImitatorUpdater updater = Networks.layers();
        assertThat(updater.hasLearningRate()).isFalse();
        assertThat(updater.getLearningRate(3, 1)).isNaN();
        assertThatThrownBy(() -> updater.setLrAndSchedule(0.1, null)).isInstanceOf(UnsupportedOperationException.class);
        var network = Networks.dense(updater);
        network.setLearningRate(0.1); // DL4J asks first, and changes nothing
        assertThat(network.getLearningRate(0)).isNull();
    }

    @Test
    void eachParameterCarriesTwoNumbersPerCellAndItsLastUpdate() {
        assertThat(ImitatorUpdater.pretrained("sgd").stateSize(10)).isEqualTo(50);
        assertThat(Networks.layers().stateSize(7)).isEqualTo(7 * 11);
    }

    /** By the interface's promise, which Spark and others take at its word; this project reads no Java objects. */
    @Test
    void itIsSerializableAsDl4jPromises() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(Networks.layers());
        assertThat(bytes.size()).isPositive();
    }
}
