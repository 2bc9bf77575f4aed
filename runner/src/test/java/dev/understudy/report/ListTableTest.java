package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.Tags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListTableTest {
    @TempDir
    Path folder;

    private ComparedRuns runs;

    @BeforeEach
    void none() {
        runs = new ComparedRuns(folder);
    }

    private static List<String> lines(Path run, int width) {
        return ListTable.lines(List.of(RunOverview.of(run)), width, Instant.now());
    }

    private static List<String> words(String line) {
        return Stream.of(line.strip().split(" {2,}")).toList();
    }

    @ParameterizedTest
    @CsvSource({"DONE,done", "DIVERGED,diverged", "FAILED,failed", "INTERRUPTED,unfinished", "RUNNING,running"})
    void aLineSaysStateProgressAndKeyFigures(String state, String shown) {
        Path run = runs.add("a1", 1, state, "training: {metaSteps: 30}", 2, 1.25);

        List<String> lines = lines(run, 120);

        assertThat(words(lines.get(0)))
                .containsExactly("run", "state", "progress", "loss ratio", "imitation loss", "age", "tags");
        assertThat(words(lines.get(1)).subList(0, 5)).containsExactly("sweep/a1", shown, "9/30", "1.250", "0.250");
    }

    /** It last wrote that it runs. */
    @Test
    void aRunWhoseProcessIsGoneIsUnfinished() throws IOException {
        Path run = runs.add("a1", 1, "DONE", "");
        Path status = run.resolve("status.json");
        Files.writeString(status, Files.readString(status).replace("DONE", "RUNNING"));

        assertThat(RunOverview.of(run).state()).isEqualTo("unfinished");
    }

    @Test
    void evaluationsStandIndentedBelowTheirTraining() throws IOException {
        Path run = runs.add("a1", 1, "DONE", "", 2, 1.25);
        Path evaluation = Files.createDirectories(run.resolve("evaluations/steps-40"));
        Files.writeString(
                evaluation.resolve("config.yaml"),
                "name: a\nevaluation: {seeds: [1, 2], noUpdate: true, noiseFloor: false}\n");
        Files.writeString(evaluation.resolve("evaluation.json"), Files.readString(run.resolve("status.json")));
        Files.copy(run.resolve("evaluation.jsonl"), evaluation.resolve("evaluation.jsonl"));

        List<String> lines = lines(run, 80);

        assertThat(lines).hasSize(3);
        assertThat(lines.get(2)).startsWith("  steps-40 ");
        assertThat(words(lines.get(2)).subList(0, 4)).containsExactly("steps-40", "done", "2/6 rollouts", "1.250");
        assertThat(words(lines(evaluation, 80).get(1))).first().isEqualTo("sweep/a1: steps-40");
    }

    @Test
    void aDamagedRunIsALineThatSaysSo() throws IOException {
        Path run = runs.add("a1", 1, "DONE", "", 2, 1.25);
        Files.writeString(run.resolve("status.json"), "{\"state\":");
        assertThat(lines(run, 80).get(1)).isEqualTo("sweep/a1  damaged: status.json is damaged or was edited");

        Path later = runs.add("b1", 1, "DONE", "");
        Files.writeString(later.resolve("config.yaml"), "# format 99\n");
        assertThat(lines(later, 1000).get(1)).startsWith("sweep/b1  damaged: ").contains("has format 99");
        assertThat(lines(later, 80).get(1)).hasSize(80).endsWith("..");

        Path tagged = runs.add("c1", 1, "DONE", "");
        Files.writeString(tagged.resolve("tags.json"), "[]");
        assertThat(lines(tagged, 1000).get(1)).contains("tags.json is damaged");

        Path torn = runs.add("d1", 1, "DONE", "", 2, 1);
        Files.writeString(torn.resolve("metrics.jsonl"), "{\"metaStep\":1\n{}\n");
        assertThat(lines(torn, 1000).get(1)).endsWith("damaged: 2 files or lines cannot be read");
    }

    /** A line that is being written at this moment is not damage. */
    @Test
    void aTornLineOfARunThatIsGoingOnIsNoDamage() throws IOException {
        Path run = runs.add("a1", 1, "RUNNING", "", 2, 1.25);
        Path metrics = run.resolve("metrics.jsonl");
        Files.writeString(metrics, Files.readString(metrics) + "{\"metaSt");

        assertThat(RunOverview.of(run).state()).isEqualTo("running");
    }

    @Test
    void linesFitEightyColumnsHoweverLongTheNamesAre() {
        String name = "learningRate=3e-4,hidden=20,unroll=20,replicas=128,seed-12";
        Path run = runs.add(name, 1, "DONE", "training: {metaSteps: 1000000}", 2, 1.25);
        new Tags(List.of("best", "for-the-paper", "and-one-more-word")).write(run);

        List<String> lines = lines(run, 80);

        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(lines.get(1))
                .contains("seed-12  done   9/1000000  1.250  0.250  0 s  and-one")
                .endsWith("..");
        assertThat(lines(run, Integer.MAX_VALUE).get(1)).contains(name, "and-one-more-word best for-the-paper");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 s",
        "59,59 s",
        "60,1 min",
        "3599,59 min",
        "3600,1 h",
        "86399,23 h",
        "86400,1 d",
        "200000,2 d",
        "-9,0 s"
    })
    void anAgeIsInTheLargestUnit(long seconds, String shown) {
        assertThat(ListTable.age(Duration.ofSeconds(seconds))).isEqualTo(shown);
    }

    @Test
    void aTagOrAReportMakesARunNoYounger() throws IOException {
        Path run = runs.add("a1", 1, "DONE", "", 2, 1.25);
        Instant then = Instant.now().minus(Duration.ofDays(2)).minusSeconds(60);
        for (String name : run.toFile().list()) {
            Files.setLastModifiedTime(run.resolve(name), FileTime.from(then));
        }
        new Tags(List.of("best")).write(run);
        Files.writeString(run.resolve("report.html"), "");

        assertThat(words(lines(run, 120).get(1)).subList(5, 7)).containsExactly("2 d", "best");
        Files.setLastModifiedTime(
                run.resolve("metrics.jsonl"), FileTime.from(Instant.now().minusSeconds(200)));
        assertThat(lines(run, 120).get(1)).contains("  3 min  ");
    }
}
