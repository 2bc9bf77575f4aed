package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.annotation.JsonProperty;
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
        return RawLines.read(file).stream()
                .map(line -> line.path("metaStep").longValue())
                .toList();
    }

    private static void append(JsonLines lines, long... metaSteps) {
        for (long metaStep : metaSteps) {
            lines.append(new Step(metaStep));
        }
    }

    private record Step(@JsonProperty(required = true) long metaStep) {}

    private record Text(String message) {}

    private static String line(String members) {
        return "{\"format\":" + RunFormat.NUMBER + "," + members + "}\n";
    }

    @Test
    void aLineCanBeReadAsSoonAsItIsAppended() {
        assertThat(RawLines.read(file)).isEmpty();
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
        assertThat(file).hasContent(line("\"metaStep\":1") + line("\"metaStep\":2") + line("\"metaStep\":3"));
    }

    @Test
    void numbersThatAreNotFiniteAreWrittenAsNull() {
        record Line(float loss, double[] losses, Map<String, Float> nested) {}
        try (JsonLines lines = JsonLines.open(file)) {
            lines.append(new Line(
                    Float.NaN, new double[] {1, Double.POSITIVE_INFINITY}, Map.of("x", Float.NEGATIVE_INFINITY)));
        }
        assertThat(file).hasContent(line("\"loss\":null,\"losses\":[1.0,null],\"nested\":{\"x\":null}"));
    }

    @Test
    void statisticsOfTheEngineMakeAnObject() {
        record Line(Statistics theta) {}
        try (JsonLines lines = JsonLines.open(file)) {
            lines.append(new Line(new Statistics(-1, 2, 0.5, 1, 0, Double.NaN)));
        }
        assertThat(RawLines.read(file).get(0).get("theta").get("max").doubleValue())
                .isEqualTo(2);
    }

    @Test
    void numbersDoNotDependOnTheLocale() {
        record Line(double x) {}
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try (JsonLines lines = JsonLines.open(file)) {
            lines.append(new Line(1234567.5));
            Locale.setDefault(Locale.GERMANY);
            lines.append(new Line(0.25f));
        } finally {
            Locale.setDefault(before);
        }
        assertThat(file).hasContent(line("\"x\":1234567.5") + line("\"x\":0.25"));
    }

    @Test
    void aLineBreakInAValueDoesNotMakeALine() {
        try (JsonLines lines = JsonLines.open(file)) {
            lines.append(new Text("a\n{\"metaStep\":1}"));
        }
        assertThat(RawLines.read(file)).hasSize(1);
    }

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
        assertThat(file).hasContent("{\"metaStep\":1}\n{\"metaStep\":2}\n" + line("\"metaStep\":4"));
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
        assertThatThrownBy(() -> RawLines.read(file))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith(
                        file + ":2 is damaged or was edited; expected one JSON object; remove the line");
    }

    @Test
    void onAResumeTheLinesAfterTheCheckpointAreDropped() {
        try (JsonLines lines = JsonLines.open(file)) {
            append(lines, 100, 200, 300);
            lines.keepOnly(Step.class, line -> line.metaStep() <= 200);
            append(lines, 300);
        }
        assertThat(steps(file)).containsExactly(100L, 200L, 300L);
    }

    @Test
    void linesThatAreNotWantedAreDropped() {
        try (JsonLines lines = JsonLines.open(file)) {
            append(lines, 1, 2, 3);
            lines.keepOnly(Step.class, line -> line.metaStep() == 2);
            assertThat(steps(file)).containsExactly(2L);
        }
    }

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

    @Test
    void aDiskThatIsFullLeavesOnlyWholeLines() {
        int step = 1;
        for (; ; step++) {
            FaultyDisk disk = FaultyDisk.fullAt(step);
            Throwable thrown = catchThrowable(() -> {
                try (JsonLines lines = JsonLines.open(file, disk)) {
                    append(lines, 1, 2, 3);
                    lines.keepOnly(Step.class, line -> line.metaStep() <= 1);
                }
            });
            if (!disk.hasFailed()) {
                break;
            }
            assertThat(thrown).isInstanceOf(Fault.class).hasMessageContaining(file + " ");
            assertThat(((Fault) thrown).exitCode()).isEqualTo(4);
            assertThat(!Files.exists(file) || contentEndsWithALine()).isTrue();
        }
        assertThat(step).isGreaterThan(8);
    }

    /** The system may have brought a later block of the file to the disk than one that is lost. */
    @Test
    void zerosThatAPowerCutLeftEndTheLog() throws IOException {
        String first = "{\"metaStep\":1}\n";
        Files.writeString(file, first + "{\"meta" + "\0".repeat(40) + "Step\":3}\n{\"metaStep\":4}\n");
        JsonLines.open(file).close();
        assertThat(file).hasContent(first);
    }

    /** A file lasts only when its name does; later ones cost no more than the lines. */
    @Test
    void theNameOfANewLogIsForcedWithItsFirstLines() {
        FaultyDisk disk = FaultyDisk.watching();
        try (JsonLines lines = JsonLines.open(file, disk)) {
            lines.sync();
            lines.sync();
        }
        assertThat(disk.operations)
                .containsExactly(
                        "append metrics.jsonl",
                        "force directory " + directory.getFileName(),
                        "force metrics.jsonl",
                        "force metrics.jsonl");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path kept = Files.writeString(directory.resolve("kept"), "");
        Files.createSymbolicLink(file, kept);
        assertThatThrownBy(() -> JsonLines.open(file)).isInstanceOf(Fault.class).hasMessageContaining(file + " ");
        assertThat(kept).isEmptyFile();
    }

    @Test
    void linesThatStayAreNotRewrittenInTheFormatOfToday() throws IOException {
        Files.writeString(file, "{\"metaStep\":1,\"old\":5}\n{\"metaStep\":2}\n");
        try (JsonLines lines = JsonLines.open(file)) {
            lines.keepOnly(Step.class, line -> line.metaStep() == 1);
        }
        assertThat(file).hasContent("{\"metaStep\":1,\"old\":5}\n");
    }

    @Test
    void aLineThatIsNoSuchRecordIsNamed() throws IOException {
        Files.writeString(file, "{\"metaStep\":1}\n{\"metaStep\":\"x\"}\n");
        assertThatThrownBy(() -> JsonLines.read(file, Step.class))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith(file + ":2 is damaged or was edited (")
                .hasMessageEndingWith("remove the line");
        Files.writeString(file, "{\"other\":1}\n");
        assertThatThrownBy(() -> JsonLines.read(file, Step.class)).hasMessageContaining("metaStep");
    }

    @Test
    void aLineOfALaterVersionIsRefused() throws IOException {
        Files.writeString(file, line("\"metaStep\":1") + "{\"format\":4,\"metaStep\":2}\n");
        assertThatThrownBy(() -> JsonLines.read(file, Step.class))
                .isInstanceOf(Fault.class)
                .hasMessage(file + ":2 has format 4; expected at most 3; a later version wrote it; use that one");
    }

    private boolean contentEndsWithALine() {
        try {
            String content = Files.readString(file);
            return content.isEmpty() || content.endsWith("}\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void blankLinesAreNoFaultAndAreKept() throws IOException {
        String two = line("\"metaStep\":1") + "\t\n" + line("\"metaStep\":2") + " \r\n";
        Files.writeString(file, two);
        assertThat(JsonLines.read(file, Step.class)).containsExactly(new Step(1), new Step(2));
        try (JsonLines lines = JsonLines.open(file)) {
            append(lines, 3);
        }
        assertThat(Files.readString(file)).isEqualTo(two + line("\"metaStep\":3"));
        assertThat(JsonLines.read(file, Step.class)).hasSize(3);
    }

    /** None of its content can be a line. */
    @Test
    void aLogOfDamageAloneIsBegunAgain() throws IOException {
        Files.writeString(file, "\0\0\0\n{\"a\n]");
        try (JsonLines lines = JsonLines.open(file)) {
            append(lines, 3);
        }
        assertThat(Files.readString(file)).isEqualTo(line("\"metaStep\":3"));
    }
}
