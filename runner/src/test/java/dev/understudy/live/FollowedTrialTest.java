package dev.understudy.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.live.Standing.State;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedTrialTest {
    @TempDir
    private Path runs;

    private LiveRun run;
    private FollowedTrial trial;

    @BeforeEach
    void aTrial() {
        run = new LiveRun(runs, "a", "seed-1");
        trial = new FollowedTrial(run.path());
    }

    private Standing look() {
        return look(0);
    }

    private Standing look(double later) {
        return trial.look(LiveRun.THEN.plusMillis(Math.round(1000 * later)));
    }

    @Test
    void whatWasNotBegunIsToCome() {
        assertThat(look().state()).isEqualTo(State.WAITING);
        assertThat(look().label()).isEqualTo("a/seed-1");
        assertThat(look().changed()).isNull();
    }

    @Test
    void aDirectoryThatSomebodyHoldsIsAtWorkBeforeItHasAStatus() {
        run.held();
        assertThat(look().state()).isEqualTo(State.RUNNING);
        assertThat(look().phase()).isEmpty();
    }

    @Test
    void aTrainingIsAsFarAsItsLastLineAndTakesAsLongAsItsLinesTook() {
        run.config().status("RUNNING", 0, "").held().trained(100, 1000);

        Standing standing = look(0.5);
        assertThat(standing.state()).isEqualTo(State.RUNNING);
        assertThat(standing.phase()).isEqualTo("training");
        assertThat(standing.done()).isEqualTo(1000);
        assertThat(standing.all()).isEqualTo(4000);
        assertThat(standing.percent()).isEqualTo(25);
        assertThat(standing.loss()).isEqualTo(1000);
        // 3,000 meta-steps at 2 s a hundred, half a second of which is over.
        assertThat(standing.secondsLeft()).isCloseTo(59.5, within(1e-9));
        assertThat(standing.changed()).isEqualTo(LiveRun.THEN);

        run.trained(1100, 1100);
        assertThat(look().done()).isEqualTo(1100);
        assertThat(look().loss()).isEqualTo(1100);
    }

    @Test
    void ofOneLineTheTimeIsThatSinceTheBeginning() {
        run.config().status("RUNNING", 0, "").held().trained(400, 400);
        assertThat(look().secondsLeft()).isCloseTo(3600 * 2.0 / 400, within(1e-9));
    }

    @Test
    void aTrainingByTheTasksLossHasThatLoss() {
        run.config()
                .status("RUNNING", 0, "")
                .held()
                .more("metrics.jsonl", "{\"metaStep\":100,\"imitationLoss\":null,\"taskLoss\":2.5,\"seconds\":1.0}\n");
        assertThat(look().loss()).isEqualTo(2.5);
    }

    @Test
    void anEvaluationCountsTheStepsOfAllItsLoops() {
        run.config().status("RUNNING", 0, "").held().trained(100, 4000);
        assertThat(look().phase()).as("its first line is not written yet").isEqualTo("evaluation");
        assertThat(look().done()).isZero();

        run.point("imitator", 7, 50)
                .point("imitator", 7, 100)
                .result("imitator", 7)
                .point("teacher", 7, 50);
        Standing standing = look(2);
        assertThat(standing.done()).isEqualTo(150);
        assertThat(standing.all()).isEqualTo(400);
        run.point("teacher", 7, 100);
        assertThat(look(4).done()).isEqualTo(200);
        assertThat(look(5).secondsLeft())
                .as("200 steps at the last 25 a second")
                .isCloseTo(7, within(1e-9));
    }

    @Test
    void aLoopThatDivergedCountsAsAWholeOne() {
        run.config().status("RUNNING", 4000, "").held().point("imitator", 7, 50).result("imitator", 7);
        assertThat(look().done()).isEqualTo(100);
    }

    @Test
    void whatIsDoneHasItsRatioAndIsNotReadAgain() {
        run.config()
                .trained(100, 4000)
                .result("imitator", 7)
                .verdict(Math.log(1.25))
                .status("DONE", 4000, "");
        Standing standing = look();
        assertThat(standing.state()).isEqualTo(State.DONE);
        assertThat(standing.ratio()).isCloseTo(1.25, within(1e-9));
        assertThat(standing.done()).isEqualTo(4000);
        assertThat(standing.secondsLeft()).isNaN();

        run.unseen("status.json", run.text("status.json").replace("DONE", "FAIL"));
        assertThat(look().state()).isEqualTo(State.DONE);
    }

    @Test
    void theLinesOfALogAreReadOnce() {
        run.config().status("RUNNING", 0, "").held().trained(100, 900);
        look();
        run.unseen("metrics.jsonl", run.text("metrics.jsonl").replace("900", "800"))
                .trained(950, 950);
        // 50 meta-steps since line 900 took 2 s. The changed line would have made it 150.
        assertThat(look().secondsLeft()).isCloseTo(3050 * 14.0 / 650, within(1e-9));
    }

    @Test
    void aRunningTrialThatNobodyHoldsWasKilled() {
        run.config().status("RUNNING", 0, "").trained(100, 1000);
        assertThat(look().state()).isEqualTo(State.KILLED);
        assertThat(look().message()).contains("its process ended without a result");
        assertThat(look().done()).isEqualTo(1000);
    }

    @Test
    void linesWithoutAStatusWereKilledToo() {
        run.config().trained(100, 100);
        assertThat(look().state()).isEqualTo(State.KILLED);
        assertThat(look().message()).isEmpty();
    }

    @Test
    void aTrialThatWaitsAtARungIsNotOneThatWasInterrupted() {
        run.config().status("INTERRUPTED", 1000, "interrupted; the same command goes on from here");
        assertThat(look().state()).isEqualTo(State.INTERRUPTED);
        run.status("INTERRUPTED", 1000, dev.understudy.run.Status.atRung(1000));
        assertThat(look().state()).isEqualTo(State.AT_RUNG);
        run.held();
        assertThat(look().state()).isEqualTo(State.RUNNING);
    }

    @Test
    void aFailedTrialHasItsMessageAndOneThatDivergedToo() {
        run.config().status("FAILED", 10, "out of luck");
        assertThat(look().state()).isEqualTo(State.FAILED);
        assertThat(look().message()).isEqualTo("out of luck");
        run.status("DIVERGED", 11, "far away");
        assertThat(look().state()).isEqualTo(State.DIVERGED);
        assertThat(look().message()).isEqualTo("far away");
    }

    @Test
    void whatIsBegunAnewForgetsItsFormerLines() throws Exception {
        run.config().trained(100, 4000).verdict(0.5).status("DONE", 4000, "");
        look();
        Files.delete(run.path().resolve("metrics.jsonl"));
        Files.delete(run.path().resolve("evaluation.jsonl"));
        run.status("RUNNING", 0, "").held().trained(100, 200);
        Standing standing = look();
        assertThat(standing.state()).isEqualTo(State.RUNNING);
        assertThat(standing.phase()).isEqualTo("training");
        assertThat(standing.done()).isEqualTo(200);
        assertThat(standing.ratio()).isNaN();
    }

    @Test
    void aDamagedStatusIsSaidAndReadAgainWhenItIsMended() {
        run.config().file("status.json", "{");
        assertThat(look().state()).isEqualTo(State.DAMAGED);
        assertThat(look().state()).as("the second time as well").isEqualTo(State.DAMAGED);
        assertThat(look().message()).contains("status.json is damaged");
        run.status("DONE", 4000, "");
        assertThat(look().state()).isEqualTo(State.DONE);
    }

    @Test
    void anEvaluationBesideATrainingHasAStatusOfItsOwnAndNoMetaSteps() {
        run.config().file("evaluation.json", run.status("DONE", 4000, "").text("status.json"));
        run.path().resolve("status.json").toFile().delete();
        run.verdict(0);
        assertThat(look().state()).isEqualTo(State.DONE);
        assertThat(look().unit()).isEmpty();
        assertThat(look().ratio()).isEqualTo(1);
    }

    @Test
    void theRolloutsOfATuningAreCounted() {
        run.held().more("tuning.jsonl", "{\"learningRate\":0.1,\"seed\":1,\"step\":10}\n".repeat(3));
        assertThat(look().phase()).isEqualTo("tuning");
        assertThat(look().done()).isEqualTo(3);
        assertThat(look().percent()).isEqualTo(-1);
        run.file("tuned.json", "{}");
        trial = new FollowedTrial(run.path());
        assertThat(look().state()).isEqualTo(State.DONE);
    }
}
