package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tune} on seventeen coordinates. */
class TuneCommandTest {
    @TempDir
    private Path folder;

    private Path runs;
    private Path config;

    @BeforeEach
    void aTask() {
        runs = folder.resolve("runs");
        config = TinyConfig.write(folder, "a");
    }

    private Called tune(Object... more) {
        List<Object> all = new ArrayList<>(List.of("tune", config, "--runs", runs));
        all.addAll(List.of(more));
        return Called.with(all.toArray());
    }

    private Path answer() {
        return runs.resolve("a/tuned-sgd-20/tuned.json");
    }

    @Test
    void theBestOfEachScheduleIsShownAndTheWholeGridIsKept() throws IOException {
        Called called = tune("--rates", "0.1,1e-3,1", "--seeds", "2");

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out())
                .startsWith("sgd over 20 steps: 3 rates by 4 schedules on 2 seeds\n")
                .contains("\n  constant     ", "\n  linear       ", "\n  cosine       ", "\n  exponential  ")
                .contains("over the first 10,000 training samples, in evaluation mode.")
                .endsWith("Tuned: " + answer().toAbsolutePath() + "\n");
        assertThat(called.out().lines().filter(line -> line.endsWith(" best"))).hasSize(1);
        JsonNode tuned = new JsonMapper().readTree(Files.readString(answer()));
        assertThat(tuned.path("candidates")).hasSize(12);
        assertThat(tuned.path("rates").toString()).isEqualTo("[0.001,0.1,1.0]");
        assertThat(tuned.path("seeds").toString()).isEqualTo("[2001,2002]");
        assertThat(tuned.path("bestOfSchedule")).hasSize(4);
        assertThat(runs.resolve("a/tuned-sgd-20/evaluations").toFile().list())
                .containsExactlyInAnyOrder("constant", "linear", "cosine", "exponential");
    }

    /** On the half-plane, the highest rate of these grids is the best. */
    @Test
    void aBestOnTheEdgeOfTheGridIsNamed() {
        Called called = tune("--rates", "1e-4,1e-3", "--schedules", "constant,Linear", "--seeds", "1");

        assertThat(called.out())
                .startsWith("sgd over 20 steps: 2 rates by 2 schedules on 1 seed\n")
                .contains("The best of constant lies on the edge of the grid: a rate above 0.001 may be better.")
                .contains("The best of linear lies on the edge of the grid: a rate above 0.001 may be better.");
        assertThat(tune("--rates", "1e-4", "--schedules", "linear", "--seeds", "1")
                        .out())
                .contains("a rate above 1e-4 may be better");
    }

    @Test
    void theSameAgainDoesNothingAndFreshDoesItAnew() throws IOException {
        tune("--rates", "0.1", "--schedules", "constant", "--seeds", "1");
        Path rollouts = runs.resolve("a/tuned-sgd-20/evaluations/constant/tuning.jsonl");
        FileTime before = FileTime.fromMillis(0);
        Files.setLastModifiedTime(rollouts, before);

        Called again = tune("--rates", "0.1", "--schedules", "constant", "--seeds", "1");
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("Tuned: ");
        assertThat(Files.getLastModifiedTime(rollouts)).isEqualTo(before);

        tune("--rates", "0.1", "--schedules", "constant", "--seeds", "1", "--fresh");
        assertThat(Files.getLastModifiedTime(rollouts)).isNotEqualTo(before);
    }

    /** Otherwise an evaluation could find the result of discarded rollouts, after the new ones were stopped. */
    @Test
    void freshTakesTheAnswerBackAtOnce() throws IOException {
        tune("--rates", "0.1", "--schedules", "constant", "--seeds", "1");
        Path linear = runs.resolve("a/tuned-sgd-20/evaluations/linear");
        Files.writeString(linear, "in the way");

        assertThat(tune("--rates", "0.1", "--schedules", "linear", "--seeds", "1", "--fresh")
                        .code())
                .isNotZero();
        assertThat(answer()).doesNotExist();
    }

    /** More jobs than schedules do not start more processes. */
    @Test
    void processesOfTheirOwnComeToTheSame() throws IOException {
        tune("--rates", "0.1,0.3", "--schedules", "constant,cosine", "--seeds", "2");
        String alone = Files.readString(answer());
        Called jobs = Called.with(
                "tune",
                config,
                "--runs",
                folder.resolve("others"),
                "--rates",
                "0.1,0.3",
                "--schedules",
                "constant,cosine",
                "--seeds",
                "2",
                "--jobs",
                "7");

        assertThat(jobs.code()).as(jobs.err()).isZero();
        assertThat(folder.resolve("others/a/tuned-sgd-20/tuned.json")).content().isEqualTo(alone);
    }

    @Test
    void anotherHorizonIsAnotherTuning() {
        assertThat(tune("--rates", "0.1", "--schedules", "constant", "--seeds", "1", "--horizon", "30")
                        .code())
                .isZero();

        assertThat(runs.resolve("a/tuned-sgd-30/tuned.json")).exists();
        assertThat(answer()).doesNotExist();
    }

    /** At a rate of 1e38 the network diverges at once. */
    @Test
    void aRateThatDivergesIsAResultAndNeverTheBest() throws IOException {
        Called called = tune("--rates", "0.1,1e38", "--schedules", "constant", "--seeds", "1");

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out())
                .contains("1 of 2 candidates diverged on at least one seed, and is worse than any other.");
        JsonNode worst = new JsonMapper()
                .readTree(Files.readString(answer()))
                .path("candidates")
                .get(1);
        assertThat(worst.path("diverged").asInt()).isEqualTo(1);
        assertThat(worst.path("trainingLoss").path("mean").isNull()).isTrue();
        Called none = tune("--rates", "1e38", "--schedules", "constant", "--seeds", "1");
        assertThat(none.code()).isZero();
        assertThat(none.out()).contains("Of constant every rate diverged.");
    }

    @Test
    void whatCannotBeTunedIsSaidInOneLine() {
        DoneTrials.oneLine(2, tune("--rates", "0.1,-1"), "--rates names -1.0; expected learning rates above 0");
        DoneTrials.oneLine(2, tune("--seeds", "0"), "--seeds is 0; expected 1 to 1000");
        DoneTrials.oneLine(
                2, tune("--horizon", "0"), "-o evaluation.steps is 0; expected a whole number from 1 to 100000000");
        DoneTrials.oneLine(2, tune("-o", "teacher.sgd.learningRate=1,2"), "a sweep; expected one value");
        assertThat(tune("--schedules", "square").code()).isEqualTo(2);
        assertThat(runs).doesNotExist();
        tune("--rates", "0.1", "--schedules", "constant", "--seeds", "1");
        DoneTrials.oneLine(
                2,
                tune("--rates", "0.1", "--schedules", "constant", "--seeds", "1", "-o", "optimizee.batch=8"),
                "holds the tuning of another task (optimizee.batch is 8 here and 4 there)");
    }

    /** A tuning's folder is not a run to compare or to report on, but it is listed and can be removed. */
    @Test
    void itIsListedAndRemovedButNotCompared() {
        tune("--rates", "0.1,0.2", "--schedules", "constant,linear", "--seeds", "1");

        assertThat(Called.with("compare", runs).code()).isEqualTo(2);
        assertThat(Called.with("list", runs).out().lines().skip(1))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("a/tuned-sgd-20 ").contains("done", "4 rollouts"),
                        line -> assertThat(line).startsWith("  constant ").contains("done", "2 rollouts"),
                        line -> assertThat(line).startsWith("  linear ").contains("done", "2 rollouts"));
        assertThat(Called.with("rm", "--yes", runs.resolve("a/tuned-sgd-20")).code())
                .isZero();
        assertThat(runs.resolve("a")).doesNotExist();
    }
}
