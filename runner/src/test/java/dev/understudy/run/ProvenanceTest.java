package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {
    private static final Provenance FACTS = Provenance.here(
            "0.1.0",
            "name: a\n",
            Map.of("seed", 1L, "evaluation.0", 1001L),
            new Provenance.Data("digits", "ab".repeat(32)),
            null,
            null,
            null,
            new Provenance.Computed("fused", "cpu", "no NVIDIA driver", null));

    @TempDir
    Path root;

    @Test
    void aSessionRecordsWhatItWasComputedFromWithAndOn() {
        try (RunDirectory run = RunDirectory.open(root, "a", "seed-1", false)) {
            Provenance.Open session = run.begin(FACTS);
            JsonNode begun = Json.read(run.path().resolve("provenance.json"))
                    .orElseThrow()
                    .get("runs")
                    .get(0);
            assertThat(begun.get("ended").isNull()).isTrue();
            assertThat(Instant.parse(begun.get("started").textValue()))
                    .isBefore(Instant.now().plusSeconds(1));
            assertThat(begun.at("/version").textValue()).isEqualTo("0.1.0");
            assertThat(begun.at("/data/name").textValue()).isEqualTo("digits");
            assertThat(begun.at("/data/sha256").textValue()).hasSize(64);
            assertThat(begun.at("/computed/engine").textValue()).isEqualTo("fused");
            assertThat(begun.at("/computed/device").textValue()).isEqualTo("cpu");
            assertThat(begun.at("/computed/reason").textValue()).isEqualTo("no NVIDIA driver");
            assertThat(begun.at("/seeds/evaluation.0").longValue()).isEqualTo(1001);
            assertThat(begun.at("/machine/cores").intValue()).isPositive();
            assertThat(begun.at("/machine/maxHeapBytes").longValue())
                    .isEqualTo(Runtime.getRuntime().maxMemory());
            assertThat(begun.at("/machine/host").textValue()).isNotBlank();
            assertThat(begun.at("/machine/jvm").textValue()).contains(System.getProperty("java.vm.version"));
            session.close();
            JsonNode ended = Json.read(run.path().resolve("provenance.json"))
                    .orElseThrow()
                    .get("runs")
                    .get(0);
            assertThat(Instant.parse(ended.get("ended").textValue())).isNotNull();
            assertThat(ended.get("seconds").doubleValue()).isNotNegative();
        }
    }

    @Test
    void onlyFilesThatAConfigNamesHaveAHash() {
        assertThat(Json.tree(FACTS).has("optimizeeSha256")).isFalse();
        assertThat(Json.tree(FACTS).has("pretrainedSha256")).isFalse();
        Provenance files = Provenance.here(
                "0.1.0", "name: a\n", Map.of(), FACTS.data(), "cd".repeat(32), "ef".repeat(32), null, FACTS.computed());
        assertThat(Json.tree(files).path("optimizeeSha256").asText()).isEqualTo("cd".repeat(32));
        assertThat(Json.tree(files).path("pretrainedSha256").asText()).isEqualTo("ef".repeat(32));
    }

    /** Sessions from before they were kept, and other engines, have none. */
    @Test
    void whichKernelsComputedIsKeptAndNotAskedOfOlderSessions() {
        Path file = root.resolve("provenance.json");
        FACTS.begin(file).close();
        assertThat(Json.read(file).orElseThrow().at("/runs/0/computed").has("kernels"))
                .isFalse();
        assertThat(Provenance.lastSession(file).orElseThrow().computed().kernels())
                .isNull();

        Provenance.here(
                        "1",
                        "name: a",
                        Map.of(),
                        FACTS.data(),
                        null,
                        null,
                        null,
                        new Provenance.Computed("fused", "cpu", "why", "vector, 8 floats"))
                .begin(file)
                .close();
        assertThat(Provenance.lastSession(file).orElseThrow().computed().kernels())
                .isEqualTo("vector, 8 floats");
    }

    @Test
    void aResumeAddsASessionAndLeavesThoseOfBefore() throws IOException {
        Path file = root.resolve("provenance.json");
        Files.writeString(file, "{\"runs\":[{\"version\":\"0.0.9\",\"fieldOfAnotherVersion\":1}]}");
        FACTS.begin(file).close();
        FACTS.begin(file).close();
        JsonNode runs = Json.read(file).orElseThrow().get("runs");
        assertThat(runs).hasSize(3);
        assertThat(runs.get(0).toString()).isEqualTo("{\"version\":\"0.0.9\",\"fieldOfAnotherVersion\":1}");
        assertThat(runs.get(1).get("ended").isNull()).isFalse();
    }

    @Test
    void aFileThatIsNoProvenanceIsRefused() throws IOException {
        Path file = Files.writeString(root.resolve("provenance.json"), "{\"runs\":1}");
        assertThatThrownBy(() -> FACTS.begin(file))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith(file + " was edited (");
    }

    @Test
    void theHashOfAConfigIsItsSha256() {
        // printf abc | sha256sum
        assertThat(Provenance.sha256("abc"))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void aSessionTakesAsLongAsTheClockSays() throws Exception {
        Path file = root.resolve("provenance.json");
        Provenance provenance = Provenance.here(
                "1",
                "name: a",
                Map.of(),
                new Provenance.Data("d", "0"),
                null,
                null,
                null,
                new Provenance.Computed("fused", "cpu", "why", null));
        try (Provenance.Open session = provenance.begin(file)) {
            Thread.sleep(20);
        }
        JsonNode session = Json.read(file).orElseThrow().get("runs").get(0);
        assertThat(session.get("seconds").doubleValue()).isBetween(0.02, 600.0);
        assertThat(session.get("machine").get("cpu").asText()).isNotBlank();
    }
}
