package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Snapshot;
import dev.understudy.fault.Fault;
import dev.understudy.run.Checkpoints;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A trial that fails after its first ten meta-steps: which failures end the batch, and which are recorded. */
class FailureTest {
    @TempDir
    private Path folder;

    private Trials trials;
    private Experiment experiment;

    @BeforeEach
    void anEmptyFolder() {
        trials = new Trials(folder);
    }

    /** The question whether to stop comes after ten meta-steps, before they are saved. */
    private Status failing(Throwable failure) {
        experiment = new Experiment(
                Trials.config(), folder, () -> FailureTest.<RuntimeException>sneak(failure), new Noted());
        return experiment.run(false, false);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> boolean sneak(Throwable failure) throws E {
        throw (E) failure;
    }

    private void unfinishedAtTen(String message) {
        assertThat(trials.status().state()).isEqualTo(State.INTERRUPTED);
        assertThat(trials.status().metaStep()).isEqualTo(10);
        assertThat(trials.status().message())
                .isEqualTo(message + "; after the cause is removed, the same command goes on from here");
        assertThat(trials.file(RunDirectory.REPORT)).doesNotExist();
        assertThat(trials.run(Trials.NEVER).state()).isEqualTo(State.DONE);
    }

    private void failedAtTen(String message) {
        assertThat(trials.status().state()).isEqualTo(State.FAILED);
        assertThat(trials.status().metaStep()).isEqualTo(10);
        assertThat(trials.status().message()).isEqualTo(message);
    }

    /** The next trial of a batch would meet the same full disk, and a report would have no room. */
    @Test
    void aFullDiskEndsTheBatchAndLeavesTheTrialUnfinished() {
        Fault full = Fault.resources(
                "metrics.jsonl", "has no room", "some", "make it", new IOException("No space left on device"));

        assertThatThrownBy(() -> failing(full)).isSameAs(full);

        unfinishedAtTen("metrics.jsonl has no room; expected some; make it");
    }

    @Test
    void memoryThatIsNotThereEndsTheBatchAsWell() {
        Error full = new OutOfMemoryError("Java heap space");

        assertThatThrownBy(() -> failing(full)).isSameAs(full);

        unfinishedAtTen("Java heap space");
    }

    @Test
    void anErrorOfTheProgramIsRecordedAndEndsTheBatch() {
        Error broken = new LinkageError("no such method");

        assertThatThrownBy(() -> failing(broken)).isSameAs(broken);

        failedAtTen("java.lang.LinkageError: no such method");
        assertThat(trials.file(RunDirectory.REPORT)).doesNotExist();
    }

    @Test
    void badInputIsRecordedWithAReportAndTheBatchGoesOn() {
        assertThat(failing(Fault.badInput("it", "is not so", "another", "mend it"))
                        .state())
                .isEqualTo(State.FAILED);

        failedAtTen("it is not so; expected another; mend it");
        assertThat(experiment.exitCode()).isEqualTo(1);
        assertThat(trials.file(RunDirectory.REPORT)).content().contains("it is not so");
    }

    /** The machine is to blame and may be another one, or mended, at the next call. */
    @Test
    void whatThisMachineLacksLeavesTheTrialUnfinishedAndTheBatchGoesOn() {
        failing(Fault.environment("it", "is not here", "it", "fetch it"));

        assertThat(experiment.exitCode()).isEqualTo(3);
        assertThat(trials.file(RunDirectory.REPORT)).content().contains("It is not here");
        assertThat(trials.status().state()).isEqualTo(State.INTERRUPTED);
        assertThat(trials.status().message())
                .isEqualTo(
                        "it is not here; expected it; fetch it; after the cause is removed, the same command goes on from here");
        assertThat(trials.run(Trials.NEVER).state()).isEqualTo(State.DONE);
    }

    @Test
    void anUnexpectedExceptionIsRecordedWithItsStackTrace() {
        Status status = failing(new IllegalStateException("never"));

        failedAtTen("java.lang.IllegalStateException: never");
        assertThat(status.stackTrace()).contains("FailureTest");
        assertThat(experiment.exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"carry.c, lacks the tensors [carry.c]", "more, has unknown tensors [more]"})
    void aCheckpointWithOtherTensorsThanTheTrainingHasIsRefusedByName(String name, String words) {
        assertThatThrownBy(() -> trials.run(Trials.after(0))).isInstanceOf(Stop.class);
        SortedMap<String, String> identity = Trials.config().identity();
        try (RunDirectory directory = RunDirectory.open(folder, "tiny", "seed-1", false)) {
            Checkpoints checkpoints = directory.checkpoints();
            Snapshot snapshot = checkpoints.load(identity).orElseThrow().snapshot();
            Map<String, Snapshot.Tensor> tensors = new TreeMap<>(snapshot.tensors());
            if (tensors.remove(name) == null) {
                tensors.put(name, tensors.get("phi"));
            }
            checkpoints.save(new Snapshot(snapshot.metaStep(), tensors), identity);
        }

        Status status = trials.run(Trials.NEVER);

        assertThat(status.state()).isEqualTo(State.FAILED);
        assertThat(status.message()).contains(words, "a resume neither adds nor drops state", "--fresh");
    }
}
