package dev.understudy.train;

import static dev.understudy.train.Trials.NEVER;
import static dev.understudy.train.Trials.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class ExperimentTest {
    @TempDir
    private static Path aside;

    private static Trials whole;

    @TempDir
    private Path folder;

    private Trials trials;

    @BeforeAll
    static void anUninterruptedTrial() {
        whole = new Trials(aside);
        Status status = whole.run(NEVER);
        assertThat(status.state()).as(status.stackTrace()).isEqualTo(State.DONE);
        assertThat(whole.metrics())
                .extracting(line -> line.path("metaStep").asInt())
                .containsExactly(10, 20, 30);
    }

    @BeforeEach
    void anEmptyFolder() {
        trials = new Trials(folder);
    }

    /**
     * The question whether to stop comes after meta-steps 10, 20 and 30, and then twice in each of the evaluation's
     * three rollouts.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 7})
    void anInterruptedTrialGoesOnAsIfNothingHadHappened(int questions) {
        assertThatThrownBy(() -> trials.run(after(questions))).isInstanceOf(Stop.class);
        assertThat(trials.status().state()).isEqualTo(State.INTERRUPTED);
        assertThat(trials.status().metaStep()).isEqualTo(Math.min(questions + 1, 3) * 10);

        assertThat(trials.run(NEVER).state()).isEqualTo(State.DONE);

        sameAsUninterrupted();
    }

    /** A power cut after the end may destroy the last writes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 8})
    void aFinishedTrialThatLacksResultsMakesThemAgain(int linesKept) throws IOException {
        trials.run(NEVER);
        Path file = trials.file(RunDirectory.EVALUATION);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(10);
        Files.write(file, lines.subList(0, linesKept));

        assertThat(trials.run(NEVER).state()).isEqualTo(State.DONE);

        sameAsUninterrupted();
    }

    @Test
    void aFinishedTrialWithoutItsImitatorOrItsReportMakesThemAgain() throws IOException {
        trials.run(NEVER);
        Files.delete(trials.file(RunDirectory.REPORT));
        assertThat(trials.run(NEVER).state()).isEqualTo(State.DONE);
        assertThat(trials.file(RunDirectory.REPORT)).isNotEmptyFile();

        Files.delete(trials.file(RunDirectory.PHI));
        assertThat(trials.run(NEVER).state()).isEqualTo(State.DONE);
        sameAsUninterrupted();
    }

    @Test
    void aTrialThatIsInterruptedAgainAndAgainArrivesAtTheSame() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> trials.run(after(0))).isInstanceOf(Stop.class);
        }
        assertThat(trials.run(NEVER).state()).isEqualTo(State.DONE);

        sameAsUninterrupted();
    }

    @Test
    void whatAKilledProcessWroteAfterItsLastCheckpointIsWrittenAgain() throws IOException {
        assertThatThrownBy(() -> trials.run(after(0))).isInstanceOf(Stop.class);
        Files.writeString(
                trials.file(RunDirectory.METRICS),
                Files.readString(whole.file(RunDirectory.METRICS)).replace("\"metaStep\":20", "\"metaStep\":19")
                        + "{\"metaSt");

        assertThat(trials.run(NEVER).state()).isEqualTo(State.DONE);

        sameAsUninterrupted();
    }

    @Test
    void aTruncatedCheckpointIsReplacedByTheOneBefore() throws IOException {
        assertThatThrownBy(() -> trials.run(after(1))).isInstanceOf(Stop.class);
        Path checkpoint = trials.file(RunDirectory.CHECKPOINT);
        byte[] bytes = Files.readAllBytes(checkpoint);
        Files.write(checkpoint, Arrays.copyOf(bytes, bytes.length - 100));

        Noted noted = new Noted();
        assertThat(trials.run(NEVER, noted).state()).isEqualTo(State.DONE);

        assertThat(noted.said)
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                checkpoint.toString(),
                                "continuing from checkpoint.previous.safetensors at meta-step 10"));
        assertThat(noted.said).contains("tiny/seed-1: going on from meta-step 10", "begin training at 10 of 30");
        sameAsUninterrupted();
    }

    @Test
    void withBothCheckpointsDamagedTheTrialFailsAndSaysWhatToDo() throws IOException {
        assertThatThrownBy(() -> trials.run(after(1))).isInstanceOf(Stop.class);
        Files.write(trials.file(RunDirectory.CHECKPOINT), new byte[0]);
        byte[] previous = Files.readAllBytes(trials.file(RunDirectory.PREVIOUS_CHECKPOINT));
        previous[previous.length - 1] ^= 1;
        Files.write(trials.file(RunDirectory.PREVIOUS_CHECKPOINT), previous);

        Status status = trials.run(NEVER);

        assertThat(status.state()).isEqualTo(State.FAILED);
        assertThat(status.message())
                .contains("checkpoint.safetensors", "checkpoint.previous.safetensors", "--fresh")
                .doesNotContain("\n");
        assertThat(trials.file(RunDirectory.PHI)).doesNotExist();
    }

    @Test
    void aCheckpointOfAnotherConfigIsRefusedWithEveryFieldThatDiffers() throws IOException {
        assertThatThrownBy(() -> trials.run(after(0))).isInstanceOf(Stop.class);
        byte[] checkpoint = Files.readAllBytes(trials.file(RunDirectory.CHECKPOINT));

        Status status = trials.run(NEVER, "teacher.adam.learningRate=0.004", "training.unroll=10", "threads=2");

        assertThat(status.state()).isEqualTo(State.FAILED);
        assertThat(status.message())
                .contains(
                        "belongs to another experiment",
                        "teacher.adam.learningRate was 0.003 and is now 0.004",
                        "training.unroll was 5 and is now 10",
                        "--fresh")
                .doesNotContain("threads", "\n");
        assertThat(trials.file(RunDirectory.CHECKPOINT)).hasBinaryContent(checkpoint);
    }

    @Test
    void theNumberOfThreadsAndTheDistanceOfCheckpointsMayChangeOnTheWay() {
        assertThatThrownBy(() -> trials.run(after(0))).isInstanceOf(Stop.class);

        assertThat(trials.run(NEVER, "threads=2", "training.checkpointEvery=7").state())
                .isEqualTo(State.DONE);

        assertThat(trials.phi()).isEqualTo(whole.phi());
        assertThat(trials.evaluation()).isEqualTo(whole.evaluation());
    }

    /** Half of it on one engine, half on the other: the checkpoint's content is the same on both. */
    @ParameterizedTest
    @ValueSource(strings = {"fused", "nd4j"})
    void aTrialMayGoOnWithAnotherEngine(String first) throws IOException {
        String then = first.equals("fused") ? "nd4j" : "fused";
        assertThatThrownBy(() -> trials.run(after(0), "engine=" + first, "device=cpu"))
                .isInstanceOf(Stop.class);

        assertThat(trials.run(NEVER, "engine=" + then, "device=cpu").state()).isEqualTo(State.DONE);

        float[] mixed = ImitatorFile.read(trials.file(RunDirectory.PHI)).phi();
        float[] alone = ImitatorFile.read(whole.file(RunDirectory.PHI)).phi();
        for (int i = 0; i < alone.length; i++) {
            assertThat(mixed[i]).isCloseTo(alone[i], Offset.offset(1e-4f));
        }
        JsonNode sessions = new ObjectMapper()
                .readTree(trials.file(RunDirectory.PROVENANCE).toFile())
                .path("runs");
        assertThat(sessions)
                .extracting(session -> session.path("computed").path("engine").asText())
                .containsExactly(first, then);
        assertThat(trials.evaluation()).hasSameSizeAs(whole.evaluation());
    }

    @Test
    void provenanceSaysWhatComputedAndOfEverySession() throws IOException {
        assertThatThrownBy(() -> trials.run(after(0))).isInstanceOf(Stop.class);
        trials.run(NEVER);

        JsonNode sessions = new ObjectMapper()
                .readTree(trials.file(RunDirectory.PROVENANCE).toFile())
                .path("runs");
        assertThat(sessions).hasSize(2).allSatisfy(session -> {
            assertThat(session.path("computed").path("engine").asText()).isEqualTo("fused");
            assertThat(session.path("computed").path("device").asText()).startsWith("cpu");
            assertThat(session.path("computed").path("reason").asText()).isNotBlank();
            assertThat(session.path("version").asText()).isEqualTo(Experiment.VERSION);
            assertThat(session.path("seeds").path("seed").asLong()).isEqualTo(1);
        });
    }

    private void sameAsUninterrupted() {
        assertThat(trials.phi()).isEqualTo(whole.phi());
        assertThat(trials.metrics()).isEqualTo(whole.metrics());
        assertThat(trials.evaluation()).containsExactlyElementsOf(whole.evaluation());
    }
}
