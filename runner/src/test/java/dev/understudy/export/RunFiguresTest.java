package dev.understudy.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.understudy.run.JsonLines;
import dev.understudy.run.RolloutKind;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Tags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of a line of the logs, with their step and time. */
class RunFiguresTest {
    @TempDir
    Path folder;

    private final RunFigures figures = new RunFigures(Instant.ofEpochSecond(1000));

    @Test
    void aLineOfTheTrainingHasItsNumbersAndNoneThatIsNone() {
        StepFigures one = figures.of(LoggedRun.metrics(10, 0.5)).get(0);

        assertThat(one.rollout()).isEmpty();
        assertThat(one.step()).isEqualTo(10);
        assertThat(one.values())
                .containsExactly(
                        entry("training/imitationLoss", 0.5),
                        entry("training/modelLossFirst", 2.0),
                        entry("training/modelLossLast", 1.0),
                        entry("training/learningRate", 0.001),
                        entry("training/seconds", 2.5));
    }

    @Test
    void aValidationHasAStepOfItsOwnAndDiagnosticsAreSixNumbersEach() {
        List<StepFigures> both = figures.of(LoggedRun.metrics(20, 0.5));

        assertThat(both).hasSize(2);
        assertThat(both.get(0).step()).isEqualTo(15);
        assertThat(both.get(0).values()).containsExactly(entry("validation/loss", 0.75));
        assertThat(both.get(1).values())
                .hasSize(5 + 4 * 6)
                .contains(
                        entry("diagnostics/relativeError.min", 1.0),
                        entry("diagnostics/gradients.max", 2.0),
                        entry("diagnostics/teacherUpdates.variance", 4.0),
                        entry("diagnostics/predictedUpdates.kurtosis", 6.0));
    }

    @Test
    void aTimeIsTheStartAndTheSecondsOfTheTrainingSince() {
        assertThat(figures.of(LoggedRun.metrics(10, 1)).get(0).epochSeconds()).isEqualTo(1002.5);
        assertThat(figures.of(LoggedRun.metrics(20, 1)).get(1).epochSeconds()).isEqualTo(1005);
        assertThat(figures.of(LoggedRun.point(RolloutKind.TEACHER, 1)).get(0).epochSeconds())
                .as("the evaluation has the training's end")
                .isEqualTo(1005);
    }

    @Test
    void aPointOfALoopIsNamedByWhoDrivesAndTheSeed() {
        StepFigures one = figures.of(LoggedRun.point(RolloutKind.IMITATOR, 0.9)).get(0);

        assertThat(one.rollout()).isEqualTo("imitator-7");
        assertThat(one.step()).isEqualTo(5);
        assertThat(one.values())
                .hasSize(5 + 3 * 6)
                .contains(
                        entry("evaluation/trainingLoss", 3.0), // the mean of 1, 2 and 6
                        entry("evaluation/testLoss", 0.9),
                        entry("evaluation/testAccuracy", 0.5),
                        entry("evaluation/relativeDifference", 0.25),
                        entry("evaluation/bias", -0.125),
                        entry("state/theta.mean", 3.0),
                        entry("state/cell.max", 2.0),
                        entry("state/relativeError.skewness", 5.0));
    }

    @Test
    void aResultHasTheFiguresOfItsStep() {
        StepFigures one = figures.of(LoggedRun.result(RolloutKind.TEACHER, 0.6)).get(0);

        assertThat(one.rollout()).isEqualTo("teacher-7");
        assertThat(one.step()).isEqualTo(9);
        assertThat(one.values())
                .containsExactly(
                        entry("result/trainingLoss", 1.0),
                        entry("result/testLoss", 2.0),
                        entry("result/testAccuracy", 0.5),
                        entry("result/meanLoss", 0.6),
                        entry("result/meanAccuracy", 0.75),
                        entry("result/relativeError", 0.1),
                        entry("result/cosine", 0.2),
                        entry("result/bias", 0.3),
                        entry("result/maxCell", 4.0),
                        entry("result/meanTheta", 5.0),
                        entry("result/seconds", 6.0),
                        entry("result/stepMillis", 7.0));
    }

    @Test
    void aRecordOfAnotherSortIsRefused() {
        assertThatThrownBy(() -> figures.of(new Tags(List.of()))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMetaStepThatWasWrittenTwiceCountsOnceAndTheLastHolds() {
        Path run = LoggedRun.of(folder, "a", "seed-1");
        try (JsonLines log = JsonLines.open(run.resolve(RunDirectory.METRICS))) {
            log.append(LoggedRun.metrics(20, 0.125));
            log.append(LoggedRun.metrics(30, 0.0625));
        }

        assertThat(RunFigures.lines(run).subList(0, 3))
                .extracting(line -> figures.of(line).stream()
                        .reduce((first, last) -> last)
                        .orElseThrow()
                        .values()
                        .get("training/imitationLoss"))
                .containsExactly(0.5, 0.125, 0.0625);
    }

    @Test
    void theStartIsThatOfTheFirstSessionAndWithoutOneOfTheStatus() throws IOException {
        Path run = LoggedRun.of(folder, "a", "seed-1");
        assertThat(RunFigures.start(run)).isEqualTo(Instant.parse("2025-01-01T00:00:00Z"));

        Files.writeString(
                run.resolve(RunDirectory.PROVENANCE),
                "{\"runs\":[{\"started\":\"2024-12-31T00:00:00.5Z\"},{\"started\":\"2025-01-01T00:00:00Z\"}]}");
        assertThat(RunFigures.start(run)).isEqualTo(Instant.parse("2024-12-31T00:00:00.5Z"));

        assertThat(RunFigures.start(folder)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aRunIsCalledByItsFoldersAndAnEvaluationByThatOfItsTraining() throws IOException {
        Path run = LoggedRun.of(folder, "a", "seed-1");
        assertThat(RunLabel.of(run)).isEqualTo("a/seed-1");
        assertThat(RunLabel.of(run.resolve("evaluations/long"))).isEqualTo("a/seed-1/evaluations/long");
        Path shipped = Files.createDirectories(folder.resolve("pretrained-adam/evaluations/usual"));
        assertThat(RunLabel.of(shipped)).isEqualTo("pretrained-adam/evaluations/usual");
    }
}
