package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.Needs;
import dev.understudy.Root;
import dev.understudy.engine.Loop;
import dev.understudy.engine.LoopSpec;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Teacher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImitatorFileTest {
    /** Of the loop that PyTorch is held against, which is longer. */
    private static final int HORIZON = 7;

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

    private static Imitator imitator(List<Integer> hidden, Features features, Moments moments, Head head) {
        return new Imitator(hidden, features, moments, head, head == Head.GATED ? 1 : 0.02, 0, false);
    }

    /** φ with a head that does something. */
    private static float[] weights(Imitator imitator) {
        float[] phi = imitator.initialWeights(11);
        int[] words = new int[phi.length];
        Philox.words(5, Philox.PHI, 0, 0, 0, words.length, words);
        for (int i = imitator.headOffset(); i < phi.length; i++) {
            phi[i] = Philox.uniform(words[i]) - 0.5f;
        }
        return phi;
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
                    .hasMessage(file + " is no exported imitator (its metadata have no " + key
                            + "); expected one, as export writes it; export it again");
        }
    }

    @Test
    void theImitatorThatComesWithTheProgramIsKnownByItsName() {
        assertThat(ImitatorFile.pretrained("sgd").imitator().features()).isEqualTo(Features.GRADIENT);
        assertThatThrownBy(() -> ImitatorFile.pretrained("sdg")).hasMessageContaining("sdg is unknown");
    }

    /** docs/load_imitator.py drives ten steps of a real loop as the engine does. */
    @Tag("process")
    @Test
    void pytorchReproducesTenUpdates() throws Exception {
        Needs.TORCH.orSkip();
        for (Imitator imitator : kinds().toList()) {
            float[] phi = weights(imitator);
            Path file = folder.resolve("imitator.safetensors");
            ImitatorFile.write(file, new ImitatorFile.Saved(imitator, phi, "name: x\n", Map.of()));
            List<float[]> gradients = new ArrayList<>();
            List<float[]> updates = new ArrayList<>();
            record(imitator, phi, gradients, updates);
            ObjectMapper json = new ObjectMapper();
            json.writeValue(folder.resolve("g.json").toFile(), gradients);
            Process python = new ProcessBuilder(
                            "/usr/bin/python3",
                            Root.path("docs/load_imitator.py").toString(),
                            file.toString(),
                            folder.resolve("g.json").toString(),
                            String.valueOf(HORIZON))
                    .start();
            JsonNode answer = json.readTree(python.getInputStream());
            assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(answer).hasSize(10);
            double error = 0;
            double norm = 0;
            for (int t = 0; t < 10; t++) {
                for (int p = 0; p < gradients.get(0).length; p++) {
                    error += Math.pow(answer.get(t).get(p).asDouble() - updates.get(t)[p], 2);
                    norm += Math.pow(updates.get(t)[p], 2);
                }
            }
            assertThat(Math.sqrt(error / norm)).as(imitator.toString()).isCloseTo(0, within(1e-5));
        }
    }

    @Tag("process")
    @Test
    void pytorchIsToldWhatItCannotDo() throws Exception {
        Needs.TORCH.orSkip();
        Imitator imitator = imitator(List.of(3), Features.LOG_SIGN, Moments.DEFAULTS, Head.ZERO_OUT)
                .withTensorScale(true);
        Path file = folder.resolve("imitator.safetensors");
        ImitatorFile.write(file, new ImitatorFile.Saved(imitator, weights(imitator), "name: x\n", Map.of()));
        Process python = new ProcessBuilder(
                        "/usr/bin/python3", Root.path("docs/load_imitator.py").toString(), file.toString())
                .start();
        assertThat(new String(python.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip())
                .endsWith(
                        "tensorScale is true: this imitator scales updates by the size of the weights, which gradients alone do not tell");
        assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(python.exitValue()).isEqualTo(1);
    }

    private static void record(Imitator imitator, float[] phi, List<float[]> gradients, List<float[]> updates) {
        Problem problem = new Problem(
                Optimizee.halfPlane(), new Samples.HalfPlane(0, 1000), 4, new Teacher.Sgd(1), imitator, false);
        try (FusedEngine engine = FusedEngine.onCpu(1);
                Loop loop = engine.loop(
                        new LoopSpec(
                                problem,
                                1,
                                dev.understudy.engine.WhoDrives.NOTHING,
                                0,
                                HORIZON,
                                dev.understudy.imitation.RateSchedule.CONSTANT),
                        phi)) {
            for (int t = 0; t < 10; t++) {
                loop.run(1);
                gradients.add(loop.gradient());
                updates.add(loop.predicted());
            }
        }
    }
}
