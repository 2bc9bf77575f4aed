package dev.understudy.loops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cli.Called;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three trials from their configs to their reports, by the command that a user calls: every figure is PyTorch's, and every text. */
@Tag("slow")
class ClosedLoopsTest {
    @TempDir
    private static Path runs;

    private static Called batch;

    @BeforeAll
    static void aBatch() {
        batch = Called.run(
                runs, ClosedLoops.TRIALS.stream().map(ClosedLoops::configFile).toArray());
        assertThat(batch.code()).as(batch.err()).isZero();
    }

    private static Path directory(String trial) {
        return runs.resolve(trial).resolve(ClosedLoops.config(trial).trial());
    }

    @ParameterizedTest
    @ValueSource(strings = {"half-plane-sgd", "half-plane-adam", "digits-momentum"})
    void theLossOfEveryStepIsPyTorchs(String trial) {
        assertThat(Expected.of(trial).lossDifferences(directory(trial))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"half-plane-sgd", "half-plane-adam", "digits-momentum"})
    void everyFigureOfTheTrainingAndOfTheEvaluationIsPyTorchs(String trial) {
        assertThat(Expected.of(trial).differences(directory(trial))).isEmpty();
    }

    /** By the other command, which judges the same imitator again: the same rollouts, and the mean of θ over steps 500 to 1,000. */
    @ParameterizedTest
    @ValueSource(strings = {"half-plane-sgd", "half-plane-adam"})
    void everyFigureAtStepOneThousandIsPyTorchs(String trial) {
        Called evaluated = Called.with(
                "evaluate",
                directory(trial),
                "--name",
                "at-1000",
                "-o",
                "evaluation.steps=1000",
                "-o",
                "evaluation.horizons=[100]");

        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        assertThat(Expected.of(trial + "-1000")
                        .differencesOfTheEnds(directory(trial).resolve("evaluations/at-1000")))
                .isEmpty();
    }

    @Test
    void theConsoleSaysWhatPyTorchsFiguresSay() {
        List<String> all = Expected.timeless(batch.out().lines().toList());
        assertThat(all).hasSize((int) batch.out().lines().count() - ClosedLoops.TRIALS.size());
        List<String> said = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (String trial : ClosedLoops.TRIALS) {
            List<String> block = Expected.of(trial).texts("console");
            said.addAll(Expected.of(trial).settled("console", all.subList(said.size(), said.size() + block.size())));
            expected.addAll(block);
            said.add(all.get(said.size()));
            expected.add("");
        }
        expected.set(expected.size() - 1, "Report: " + runs.resolve("report.html"));

        assertThat(said).isEqualTo(expected).hasSameSizeAs(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"half-plane-sgd", "half-plane-adam", "digits-momentum"})
    void thePageSaysWhatPyTorchsFiguresSay(String trial) throws IOException {
        List<String> said = PageTexts.of(Files.readString(directory(trial).resolve("report.html")));

        assertThat(Expected.of(trial).settled("page", said))
                .isEqualTo(Expected.of(trial).texts("page"));
    }

    @Test
    void thePageOfTheBatchHasARowForEachTrial() throws IOException {
        List<List<String>> table =
                PageTexts.tables(Files.readString(runs.resolve("report.html"))).get(0);

        assertThat(table).hasSize(1 + ClosedLoops.TRIALS.size());
        for (int i = 0; i < ClosedLoops.TRIALS.size(); i++) {
            Expected expected = Expected.of(ClosedLoops.TRIALS.get(i));
            assertThat(expected.settled("row", table.get(i + 1))).isEqualTo(expected.texts("row"));
        }
    }
}
