package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.engine.Loop;
import dev.understudy.engine.LoopSpec;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImitatorFileTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBack() {
        Imitator imitator = new Imitator(List.of(3, 2), Imitator.Features.GRADIENT, Imitator.Head.GATED, true);
        float[] phi = imitator.initialWeights(4);
        ImitatorFile.write(folder.resolve("a.safetensors"), imitator, phi, "name: x\n");
        ImitatorFile.Saved saved = ImitatorFile.read(folder.resolve("a.safetensors"));
        assertThat(saved.imitator()).isEqualTo(imitator);
        assertThat(saved.phi()).containsExactly(phi);
        assertThat(saved.config()).isEqualTo("name: x\n");
    }

    @Test
    void anotherSafetensorsFileIsRefused() {
        Safetensors.write(folder.resolve("b.safetensors"), Map.of(), Map.of());
        assertThatThrownBy(() -> ImitatorFile.read(folder.resolve("b.safetensors"))).hasMessageContaining("b.safetensors").hasMessageContaining("export");
    }

    @Test
    void theImitatorThatComesWithTheProgramIsKnownByItsName() {
        assertThat(ImitatorFile.pretrained("sgd").imitator()).isEqualTo(Imitator.gated(2));
        assertThatThrownBy(() -> ImitatorFile.pretrained("sdg")).hasMessageContaining("sdg is unknown");
    }

    /** docs/load_imitator.py drives ten steps of a real loop as the engine does. */
    @Test
    void pytorchReproducesTenUpdates() throws Exception {
        assumeTrue(runs("/usr/bin/python3", "-c", "import torch"), "PyTorch is not installed; apt-get install python3-torch");
        for (List<Integer> hidden : List.of(List.of(2), List.of(20), List.of(5, 3))) {
            Imitator imitator = new Imitator(hidden, Imitator.Features.GRADIENT, Imitator.Head.GATED, false);
            float[] phi = imitator.initialWeights(11);
            Path file = folder.resolve("imitator.safetensors");
            ImitatorFile.write(file, imitator, phi, "name: x\n");
            List<float[]> gradients = new ArrayList<>();
            List<float[]> updates = new ArrayList<>();
            record(imitator, phi, gradients, updates);
            ObjectMapper json = new ObjectMapper();
            json.writeValue(folder.resolve("g.json").toFile(), gradients);
            Process python = new ProcessBuilder("/usr/bin/python3", "docs/load_imitator.py", file.toString(), folder.resolve("g.json").toString()).start();
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
            assertThat(Math.sqrt(error / norm)).as("hidden " + hidden).isCloseTo(0, within(1e-5));
        }
    }

    private static void record(Imitator imitator, float[] phi, List<float[]> gradients, List<float[]> updates) {
        Problem problem = new Problem(Optimizee.halfPlane(), new Samples.HalfPlane(0, 1000), 4, new Teacher.Sgd(1), imitator, false);
        try (FusedEngine engine = FusedEngine.onCpu(1); Loop loop = engine.loop(new LoopSpec(problem, 1, LoopSpec.Driver.NOTHING, 0), phi)) {
            for (int t = 0; t < 10; t++) {
                loop.run(1);
                gradients.add(loop.gradient());
                updates.add(loop.predicted());
            }
        }
    }

    private static boolean runs(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
