package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.fault.Fault;
import dev.understudy.report.Report;
import dev.understudy.report.ResultTable;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RawLines;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run and a φ that commit f2140ac wrote, when files carried no format: they are read, shown and continued. */
class EarlierRunTest {
    @TempDir
    Path runs;

    private Path run;
    private Config config;

    @BeforeEach
    void copy() throws IOException {
        run = KeptRun.copy("run-format-1", runs);
        config = Configs.loadWritten(run.resolve(RunDirectory.CONFIG), List.of());
    }

    private Experiment experiment() {
        return new Experiment(config, runs, Trials.NEVER, new Noted());
    }

    /** As that commit printed them. */
    @Test
    void itsFiguresAreShownAsItsOwnVersionShowedThem() {
        assertThat(ResultTable.lines(List.of(run), false, 100))
                .contains(
                        "  rollout   loss, mean theta    loss, end           test accuracy    training loss       bad step",
                        "  imitator  0.729 +- 0.015      0.728 +- 0.015      47.95 +- 0.85 %  0.716 +- 0.032      none",
                        "  teacher   0.5669 +- 0.0023    0.5068 +- 0.0043    72.9 +- 2.9 %    0.562 +- 0.013      none",
                        "  no update 0.731 +- 0.015      0.731 +- 0.015      45.1 +- 3.8 %    0.718 +- 0.033      none",
                        "  open loop: teacher drives  0.99444 +- 0.00040   0.1545 +- 0.0018   0.104 +- 0.097       0.271",
                        "  closed loop: it drives     0.99396 +- 0.00057   0.155 +- 0.014     0.17 +- 0.24         0.263");
    }

    @Test
    void nothingOfItIsUnreadable() throws IOException {
        Report.write(List.of(run), runs.resolve("report.html"));
        assertThat(Files.readString(runs.resolve("report.html")))
                .contains("After 40 steps", "Diagnostics, first and last", "status.started")
                .doesNotContain("Left out because unreadable");
    }

    @Test
    void aFinishedOneIsNotRunAgain() {
        experiment().check(false);
        assertThat(experiment().run(false, false).state()).isEqualTo(Status.State.DONE);
        assertThat(run.resolve(RunDirectory.PROVENANCE)).content().doesNotContain("format");
        assertThat(run.resolve(RunDirectory.REPORT))
                .as("the report that was missing")
                .exists();
    }

    /** The last two rollouts are repeated; the lines of the others stay unchanged. */
    @Test
    void anInterruptedEvaluationIsGoneOnWith() throws IOException {
        Path file = run.resolve(RunDirectory.EVALUATION);
        List<String> before = Files.readAllLines(file);
        Files.write(file, before.subList(0, before.size() - 8));
        interrupted();

        experiment().check(false);
        assertThat(experiment().run(false, false).state()).isEqualTo(Status.State.DONE);

        List<String> after = Files.readAllLines(file);
        assertThat(after.subList(0, before.size() - 10)).isEqualTo(before.subList(0, before.size() - 10));
        assertThat(after).hasSize(before.size() + 1);
        assertThat(after.get(after.size() - 2)).startsWith("{\"format\":3,\"kind\":\"result\"");
        JsonNode old = tree(before.get(before.size() - 1));
        JsonNode now = tree(after.get(after.size() - 2));
        assertThat(old.path("driver").asText()).isEqualTo("nothing");
        assertThat(now.path("rollout").asText()).isEqualTo("noUpdate");
        for (String figure : List.of("trainingLoss", "testLoss", "meanLoss", "meanTheta")) {
            assertThat(now.path(figure).doubleValue())
                    .as(figure)
                    .isCloseTo(old.path(figure).doubleValue(), offset(1e-4));
        }
    }

    @Test
    void aTrainingIsGoneOnWithFromItsCheckpoint() throws IOException {
        ImitatorFile.Saved old = ImitatorFile.read(run.resolve(RunDirectory.PHI));
        for (String file : List.of(RunDirectory.CHECKPOINT, RunDirectory.PHI, RunDirectory.EVALUATION)) {
            Files.delete(run.resolve(file));
        }
        Files.move(run.resolve(RunDirectory.PREVIOUS_CHECKPOINT), run.resolve(RunDirectory.CHECKPOINT));
        interrupted();

        Noted noted = new Noted();
        Experiment experiment = new Experiment(config, runs, Trials.NEVER, noted);
        assertThat(experiment.run(false, false).state()).isEqualTo(Status.State.DONE);

        assertThat(noted.said).contains("before/seed-1: going on from meta-step 50");
        float[] phi = ImitatorFile.read(run.resolve(RunDirectory.PHI)).phi();
        for (int i = 0; i < phi.length; i++) {
            assertThat(phi[i]).as("φ[" + i + "]").isCloseTo(old.phi()[i], offset(1e-4f));
        }
        assertThat(RawLines.read(run.resolve(RunDirectory.METRICS)))
                .extracting(line -> line.path("metaStep").asInt() + " in format "
                        + line.path("format").asInt(1))
                .containsExactly("25 in format 1", "50 in format 1", "75 in format 3", "100 in format 3");
    }

    @Test
    void aRunOfALaterVersionIsRefusedInOneLineByAllWhoReadIt() throws IOException {
        String later = " has format 4; expected at most 3; a later version wrote it; use that one";
        for (String name : List.of(RunDirectory.STATUS, RunDirectory.PROVENANCE)) {
            Path file = run.resolve(name);
            String text = Files.readString(file);
            Files.writeString(file, text.replaceFirst("\\{", "{\"format\":4,"));
            assertRefused(file + later);
            Files.writeString(file, text);
        }
        for (String name : List.of(RunDirectory.METRICS, RunDirectory.EVALUATION)) {
            Path file = run.resolve(name);
            String text = Files.readString(file);
            Files.writeString(file, text + "{\"format\":4}\n");
            assertRefused(file + ":" + (text.lines().count() + 1) + later);
            Files.writeString(file, text);
        }
        Path file = run.resolve(RunDirectory.CONFIG);
        Files.writeString(file, "# format 4\n" + Files.readString(file));
        assertRefused(file + later);
        assertThatThrownBy(() -> experiment().check(false))
                .isInstanceOf(Fault.class)
                .hasMessage(file + later);
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> ResultTable.lines(List.of(run), false, 100))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessage(message);
    }

    private void interrupted() throws IOException {
        Path file = run.resolve(RunDirectory.STATUS);
        Files.writeString(file, Files.readString(file).replace("DONE", "INTERRUPTED"));
    }

    private static JsonNode tree(String line) throws IOException {
        return new com.fasterxml.jackson.databind.ObjectMapper().readTree(line);
    }
}
