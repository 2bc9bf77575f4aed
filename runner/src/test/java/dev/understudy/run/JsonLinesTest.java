package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.engine.Statistics;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("metrics.jsonl");
    }

    private static List<Long> steps(Path file) {
        return JsonLines.read(file).stream()
                .map(line -> line.path("metaStep").longValue())
                .toList();
    }

    private static void append(JsonLines lines, long... metaSteps) {
        for (long metaStep : metaSteps) {
            lines.append(Map.of("metaStep", metaStep));
        }
    }

    @Test
    void aLineCanBeReadAsSoonAsItIsAppended() {
        assertThat(JsonLines.read(file)).isEmpty();
        try (JsonLines lines = JsonLines.open(file)) {
            append(lines, 1);
            assertThat(steps(file)).containsExactly(1L);
            append(lines, 2);
            lines.sync();
            assertThat(steps(file)).containsExactly(1L, 2L);
        }
        try (JsonLines lines = JsonLines.open(file)) {
            append(lines, 3);
        }
        assertThat(file).hasContent("{\"metaStep\":1}\n{\"metaStep\":2}\n{\"metaStep\":3}\n");
    }

    // Row 8.
    @Test
    void numbersThatAreNotFiniteAreWrittenAsNull() {
        record Line(float loss, double[] losses, Map<String, Float> nested) {}
        JsonNode tree = Json.MAPPER.createObjectNode().put("x", Double.NaN);
        try (JsonLines lines = JsonLines.open(file)) {
            lines.append(new Line(
                    Float.NaN, new double[] {1, Double.POSITIVE_INFINITY}, Map.of("x", Float.NEGATIVE_INFINITY)));
            lines.append(tree);
        }
        assertThat(file).hasContent("{\"loss\":null,\"losses\":[1.0,null],\"nested\":{\"x\":null}}\n{\"x\":null}\n");
        assertThat(tree.get("x").isDouble())
                .as("the caller's tree is left alone")
                .isTrue();
    }

    @Test
    void statisticsOfTheEngineMakeAnObject() {
        try (JsonLines lines = JsonLines.open(file)) {
            lines.append(Map.of("theta", new Statistics(-1, 2, 0.5, 1, 0, Double.NaN)));
        }
        assertThat(JsonLines.read(file).get(0).get("theta").get("max").doubleValue())
                .isEqualTo(2);
    }

    // Row 25.
    @Test
    void numbersDoNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try (JsonLines lines = JsonLines.open(file)) {
            lines.append(Map.of("x", 1234567.5));
            Locale.setDefault(Locale.GERMANY);
            lines.append(Map.of("x", 0.25f));
        } finally {
            Locale.setDefault(before);
        }
        assertThat(file).hasContent("{\"x\":1234567.5}\n{\"x\":0.25}\n");
    }

    @Test
    void aLineBreakInAValueDoesNotMakeALine() {
        try (JsonLines lines = JsonLines.open(file)) {
            lines.append(Map.of("message", "a\n{\"metaStep\":1}"));
        }
        assertThat(JsonLines.read(file)).hasSize(1);
    }

    // Row 1.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"metaStep\":3",
                "{\"metaStep\":3}x",
                "\u0000\u0000\u0000",
                "\u0000\n",
                "{\"metaStep\":\n",
                "[3]",
                "3"
            })
    void aLineThatACrashHasCutIsLeftOutAndThenCutOff(String torn) throws IOException {
        Files.writeString(file, "{\"metaStep\":1}\n{\"metaStep\":2}\n" + torn);
        assertThat(steps(file)).containsExactly(1L, 2L);
        try (JsonLines lines = JsonLines.open(file)) {
            append(lines, 4);
        }
        assertThat(file).hasContent("{\"metaStep\":1}\n{\"metaStep\":2}\n{\"metaStep\":4}\n");
    }

    @Test
    void aWholeLastLineWithoutItsLineBreakIsKept() throws IOException {
        Files.writeString(file, "{\"metaStep\":1}\n{\"metaStep\":2}");
        assertThat(steps(file)).containsExactly(1L, 2L);
        try (JsonLines lines = JsonLines.open(file)) {
            append(lines, 3);
        }
        assertThat(steps(file)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aDamagedLineInTheMiddleIsNamed() throws IOException {
        Files.writeString(file, "{\"metaStep\":1}\nhello\n{\"metaStep\":2}\n");
        assertThatThrownBy(() -> JsonLines.read(file))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith(file + ":2 is not a JSON object");
    }

    @Test
    void onAResumeTheLinesAfterTheCheckpointAreDropped() {
        try (JsonLines lines = JsonLines.open(file)) {
            append(lines, 100, 200, 300);
            lines.append(Map.of("kind", "no meta-step"));
            lines.truncateAfter("metaStep", 200);
            append(lines, 300);
        }
        assertThat(file)
                .hasContent(
                        "{\"metaStep\":100}\n{\"metaStep\":200}\n{\"kind\":\"no meta-step\"}\n{\"metaStep\":300}\n");
    }

    @Test
    void linesThatAreNotWantedAreDropped() {
        try (JsonLines lines = JsonLines.open(file)) {
            append(lines, 1, 2, 3);
            lines.keepOnly(line -> line.path("metaStep").longValue() == 2);
            assertThat(steps(file)).containsExactly(2L);
        }
    }

    // Row 25.
    @Test
    void aLogThatIsDeletedOrMovedAwayWhileRunningIsMadeAgain() throws IOException {
        try (JsonLines lines = JsonLines.open(file)) {
            append(lines, 1);
            Files.delete(file);
            append(lines, 2, 3);
            assertThat(steps(file)).containsExactly(2L, 3L);
            Files.move(file, directory.resolve("old"));
            append(lines, 4);
            assertThat(steps(file)).containsExactly(4L);
            assertThat(steps(directory.resolve("old"))).containsExactly(2L, 3L);
        }
    }

    // Row 2.
    @Test
    void aDiskThatIsFullLeavesOnlyWholeLines() {
        int step = 1;
        for (; ; step++) {
            FaultyDisk disk = FaultyDisk.fullAt(step);
            Throwable thrown = catchThrowable(() -> {
                try (JsonLines lines = JsonLines.open(file, disk)) {
                    append(lines, 1, 2, 3);
                    lines.truncateAfter("metaStep", 1);
                }
            });
            if (!disk.hasFailed()) {
                break;
            }
            assertThat(thrown).isInstanceOf(Fault.class).hasMessageContaining(file + ": ");
            assertThat(((Fault) thrown).exitCode()).isEqualTo(4);
            assertThat(!Files.exists(file) || contentEndsWithALine()).isTrue();
        }
        assertThat(step).isGreaterThan(8);
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path kept = Files.writeString(directory.resolve("kept"), "");
        Files.createSymbolicLink(file, kept);
        assertThatThrownBy(() -> JsonLines.open(file)).isInstanceOf(Fault.class).hasMessageContaining(file + ": ");
        assertThat(kept).isEmptyFile();
    }

    @Test
    void onlyObjectsMakeALine() {
        try (JsonLines lines = JsonLines.open(file)) {
            assertThatThrownBy(() -> lines.append(List.of(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected an object");
        }
    }

    private boolean contentEndsWithALine() {
        try {
            String content = Files.readString(file);
            return content.isEmpty() || content.endsWith("}\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
