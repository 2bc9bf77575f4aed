package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Snapshot;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImitatorFileTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBack() {
        Imitator imitator = new Imitator(List.of(3, 2), Imitator.Features.GRADIENT, Imitator.Head.GATED, true);
        float[] phi = imitator.initialWeights(4);
        ImitatorFile.write(
                folder.resolve("a.safetensors"),
                new ImitatorFile.Saved(imitator, phi, "name: x\n", Map.of("commit", "abc")));
        ImitatorFile.Saved saved = ImitatorFile.read(folder.resolve("a.safetensors"));
        assertThat(saved.imitator()).isEqualTo(imitator);
        assertThat(saved.phi()).containsExactly(phi);
        assertThat(saved.config()).isEqualTo("name: x\n");
        assertThat(saved.origin()).isEqualTo(Map.of("commit", "abc"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindOfImitatorIsReadBack(Imitator imitator) {
        ImitatorFile.write(
                folder.resolve("a.safetensors"),
                new ImitatorFile.Saved(imitator, imitator.initialWeights(4), "name: x\n", Map.of()));
        assertThat(ImitatorFile.read(folder.resolve("a.safetensors")).imitator())
                .isEqualTo(imitator);
    }

    static Stream<Imitator> kinds() {
        Moments all = new Moments(List.of(0.9, 0.5), List.of(0.9, 0.99), true, true, true, 0.9);
        Moments few = new Moments(List.of(), List.of(0.99), false, false, false, 0);
        return Stream.of(
                imitator(List.of(2), Features.GRADIENT, few, Head.GATED),
                imitator(List.of(20), Features.GRADIENT, few, Head.GATED),
                imitator(List.of(5, 3), Features.GRADIENT, few, Head.GATED),
                imitator(List.of(3), Features.GRADIENT, few, Head.ZERO_OUT),
                imitator(List.of(3), Features.LOG_SIGN, few, Head.ZERO_OUT),
                imitator(List.of(3, 4), Features.LOG_SIGN, few, Head.SCALED),
                imitator(List.of(4), Features.MOMENTS, all, Head.ZERO_OUT),
                imitator(List.of(), Features.MOMENTS, all, Head.CONSTANT),
                imitator(List.of(4), Features.MOMENTS, few, Head.GATED),
                imitator(List.of(3), Features.MOMENTS, few, Head.ZERO_OUT),
                imitator(List.of(3), Features.GRADIENT, few, Head.GATED).withTime(true),
                imitator(List.of(4, 3), Features.MOMENTS, all, Head.ZERO_OUT).withTime(true),
                imitator(List.of(3), Features.MOMENTS, few, Head.ZERO_OUT)
                        .withTime(true)
                        .withSchedule(true));
    }

    @Test
    void theExponentsOfTensorsFactorsAreATensorOfTheirOwn() {
        Path file = folder.resolve("a.safetensors");
        Imitator imitator = imitator(List.of(3), Features.LOG_SIGN, Moments.DEFAULTS, Head.ZERO_OUT)
                .withTensorScale(true);
        float[] phi = imitator.initialWeights(4);
        phi[phi.length - 2] = 0.5f;
        phi[phi.length - 1] = -0.25f;
        ImitatorFile.write(file, new ImitatorFile.Saved(imitator, phi, "name: x\n", Map.of()));
        assertThat(ImitatorFile.read(file).imitator()).isEqualTo(imitator);
        assertThat(ImitatorFile.read(file).phi()).isEqualTo(phi);
        Safetensors whole = Safetensors.read(file);
        assertThat(whole.shape("tensor_scale")).containsExactly(2);
        assertThat(whole.shape("weight_ih_l0")).containsExactly(12, 2);
        assertThat(whole.shape("head_bias")).containsExactly(2);
        assertThat(whole.metadata()).containsEntry("tensorScale", "true");
    }

    @Test
    void aFileFromBeforeThereWasTimeOrTensorScaleHasNone() {
        Path file = folder.resolve("a.safetensors");
        Imitator imitator = Imitator.gated(3);
        ImitatorFile.write(file, new ImitatorFile.Saved(imitator, imitator.initialWeights(4), "name: x\n", Map.of()));
        Safetensors whole = Safetensors.read(file);
        Map<String, String> less = new LinkedHashMap<>(whole.metadata());
        assertThat(less.remove("time")).isEqualTo("false");
        assertThat(less.remove("tensorScale")).isEqualTo("false");
        less.remove(Seal.KEY);
        Map<String, Snapshot.Tensor> tensors = new LinkedHashMap<>();
        for (Imitator.Part part : imitator.layout()) {
            tensors.put(part.name(), new Snapshot.Tensor(whole.shape(part.name()), whole.floats(part.name())));
        }
        Safetensors.write(file, tensors, less);
        assertThat(ImitatorFile.read(file).imitator()).isEqualTo(imitator);
    }

    /** Readers in other languages do not parse the config, which was the only place of these values in older files. */
    @Test
    void whatComesWithTheProgramIsWrittenWithItsGainAndItsLearningRate() {
        for (String name : ImitatorFile.PRETRAINED) {
            Path file = folder.resolve(name + ".safetensors");
            ImitatorFile.Saved saved = ImitatorFile.pretrained(name);
            ImitatorFile.write(file, saved);
            assertThat(saved.learningRate()).as(name).isPositive();
            assertThat(Safetensors.read(file).metadata())
                    .as(name)
                    .containsEntry("learningRate", String.valueOf(saved.learningRate()))
                    .containsEntry("gain", String.valueOf(saved.imitator().gain()));
        }
    }

    private static Imitator imitator(List<Integer> hidden, Features features, Moments moments, Head head) {
        return new Imitator(hidden, features, moments, head, head == Head.GATED ? 1 : 0.02, 0, false);
    }

    @Test
    void anotherSafetensorsFileIsRefused() {
        Safetensors.write(folder.resolve("b.safetensors"), Map.of(), Map.of());
        assertThatThrownBy(() -> ImitatorFile.read(folder.resolve("b.safetensors")))
                .hasMessageContaining("b.safetensors")
                .hasMessageContaining("export");
    }

    @Test
    void whatTheMetadataLackIsNamed() {
        Path file = folder.resolve("c.safetensors");
        Imitator imitator = Imitator.gated(2);
        ImitatorFile.write(file, new ImitatorFile.Saved(imitator, imitator.initialWeights(4), "name: x\n", Map.of()));
        Safetensors whole = Safetensors.read(file);
        for (String key : List.of("hidden", "features", "head")) {
            Map<String, String> less = new LinkedHashMap<>(whole.metadata());
            less.remove(key);
            less.remove(Seal.KEY); // or the missing key would be found as damage
            Safetensors.write(file, Map.of(), less);
            assertThatThrownBy(() -> ImitatorFile.read(file))
                    .isInstanceOf(Fault.class)
                    .hasMessage(file + " is not an exported imitator (its metadata have no " + key
                            + "); expected one, as export writes it; export it again");
        }
    }

    @Test
    void theImitatorThatComesWithTheProgramIsKnownByItsName() {
        assertThat(ImitatorFile.pretrained("sgd").imitator().features()).isEqualTo(Features.GRADIENT);
        assertThatThrownBy(() -> ImitatorFile.pretrained("sdg")).hasMessageContaining("sdg is unknown");
    }
}
