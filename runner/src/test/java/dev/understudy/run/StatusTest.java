package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTest {
    private static final Status RUNNING = Status.running(0, Instant.parse("2030-01-02T03:04:05.678Z"));

    @TempDir
    Path root;

    @ParameterizedTest
    @EnumSource(Status.State.class)
    void aStatusOfEveryStateIsReadBackAsItWas(Status.State state) {
        Status status = RUNNING.now(state, 1234, "one line with \"quotes\"");
        try (RunDirectory run = RunDirectory.open(root, "a", "seed-1", false)) {
            run.writeStatus(status);
            assertThat(run.status()).contains(status);
        }
    }

    @Test
    void aFailedTrialKeepsItsReasonAndItsStackTrace() {
        Status failed = RUNNING.failed(7, new IllegalStateException("out of luck"));
        failed.write(root.resolve("status.json"));
        Status read = Status.read(root.resolve("status.json")).orElseThrow();
        assertThat(read).isEqualTo(failed);
        assertThat(read.message()).isEqualTo("java.lang.IllegalStateException: out of luck");
        assertThat(read.stackTrace()).contains("aFailedTrialKeepsItsReasonAndItsStackTrace");
        assertThat(RUNNING.failed(7, Fault.badInput("a.yaml:3", "is wrong", "what is right", "mend it"))
                        .message())
                .isEqualTo("a.yaml:3 is wrong; expected what is right; mend it");
    }

    @Test
    void aBatchThatIsStartedAgainSkipsWhatIsFinishedAndRetriesWhatFailedOnlyOnRequest() {
        Status.State[] left = {
            Status.State.DONE,
            Status.State.DIVERGED,
            Status.State.FAILED,
            Status.State.RUNNING,
            Status.State.INTERRUPTED,
            null
        };
        for (int i = 0; i < left.length; i++) {
            try (RunDirectory run = RunDirectory.open(root, "a", "seed-" + i, false)) {
                if (left[i] != null) {
                    run.writeStatus(RUNNING.now(left[i], 10, ""));
                }
            }
        }
        assertThat(due(left.length, false)).containsExactly(3, 4, 5);
        assertThat(due(left.length, true)).containsExactly(2, 3, 4, 5);
    }

    private List<Integer> due(int trials, boolean retryFailed) {
        List<Integer> due = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            Path file = RunDirectory.locate(root, "a", "seed-" + i).resolve(RunDirectory.STATUS);
            if (Status.read(file).map(status -> status.due(retryFailed)).orElse(true)) {
                due.add(i);
            }
        }
        return due;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"state\":\"ASLEEP\",\"metaStep\":1}",
                "{\"state\":\"DONE\",\"metaStep\":\"x\"}",
                "{\"state\":\"DONE\",\"metaStep\":1,\"started\":\"noon\",\"updated\":\"\"}",
                "{\"state\":\"DONE\",\"metaStep\":-1,\"started\":\"2030-01-02T03:04:05Z\",\"updated\":\"2030-01-02T03:04:05Z\"}"
            })
    void aStatusThatWasEditedBadlyIsRefusedByName(String content) throws IOException {
        Path file = Files.writeString(root.resolve("status.json"), content);
        assertThatThrownBy(() -> Status.read(file))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith(file + " ")
                .hasMessageContaining("--fresh");
    }

    @Test
    void onlyOneThatWasStoppedAtARungWaitsThere() {
        assertThat(RUNNING.now(Status.State.INTERRUPTED, 20, Status.atRung(20)).waitsAtRung())
                .isTrue();
        assertThat(RUNNING.now(Status.State.INTERRUPTED, 20, "interrupted").waitsAtRung())
                .isFalse();
        assertThat(RUNNING.now(Status.State.RUNNING, 20, Status.atRung(20)).waitsAtRung())
                .isFalse();
        assertThat(Status.atRung(20))
                .isEqualTo("stopped at meta-step 20, a rung at which the trials of its sweep are compared");
    }
}
