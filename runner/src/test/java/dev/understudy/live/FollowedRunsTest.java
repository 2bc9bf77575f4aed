package dev.understudy.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.PlanFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedRunsTest {
    @TempDir
    private Path folder;

    private Path runs;
    private FollowedRuns followed;
    private Instant now = LiveRun.THEN;

    @BeforeEach
    void aFolder() {
        runs = folder.resolve("runs");
        followed = new FollowedRuns(List.of(runs));
    }

    /** An hour later, so that new folders are looked for. */
    private Standings look() {
        now = now.plusSeconds(3600);
        return followed.look(now);
    }

    private List<String> trials(Standings standings) {
        return standings.trials().stream()
                .map(trial -> trial.label() + " " + trial.state().word())
                .toList();
    }

    private LiveRun run(String trial) {
        return new LiveRun(runs, "a", trial).config();
    }

    private void plan(String... trials) {
        new PlanFile(
                        1,
                        "hash",
                        null,
                        false,
                        Stream.of(trials)
                                .map(trial -> new PlanFile.Trial("a", trial, Map.of(), "name: a"))
                                .toList())
                .write(runs.resolve(PlanFile.NAME));
    }

    @Test
    void aFolderMayComeLater() throws Exception {
        assertThat(look().totals()).isEqualTo(runs + ": does not exist yet");
        assertThat(look().over()).isFalse();
        Files.createDirectories(runs);
        assertThat(look().totals()).isEqualTo(runs + ": no run has begun yet");
        run("seed-1").status("DONE", 4000, "");
        assertThat(trials(look())).containsExactly("a/seed-1 done");
        assertThat(look().over()).isTrue();
        assertThat(look().exitCode()).isZero();
    }

    @Test
    void ofAPlanTheTrialsThatAreNotBegunAreToComeAndAreWaitedFor() {
        plan("seed-2", "seed-1");
        run("seed-1").status("DONE", 4000, "");
        assertThat(trials(look())).containsExactly("a/seed-2 to come", "a/seed-1 done");
        assertThat(look().totals()).isEqualTo("2 trials: 1 done, 1 to come; no process is running");
        assertThat(look().over()).isFalse();

        run("seed-2").status("DIVERGED", 4000, "");
        assertThat(look().over()).isTrue();
        assertThat(look().exitCode()).as("it is a result").isZero();
    }

    @Test
    void aPlanThatGrowsIsReadAgain() {
        plan("seed-1");
        assertThat(look().trials()).hasSize(1);
        plan("seed-1", "seed-2");
        assertThat(look().trials()).hasSize(2);
    }

    @Test
    void aFailedTrialMakesOne() {
        run("seed-1").status("FAILED", 1, "no");
        run("seed-2").status("DONE", 4000, "");
        assertThat(look().over()).isTrue();
        assertThat(look().exitCode()).isEqualTo(1);
    }

    @Test
    void whatWasKilledOrInterruptedIsNotOver() {
        run("seed-1").status("RUNNING", 1, "");
        assertThat(look().over()).isFalse();
        run("seed-1").status("INTERRUPTED", 1, "");
        assertThat(look().over()).isFalse();
    }

    @Test
    void besideAPlanOthersAreShownWhereTheyWereSeenAtWork() {
        plan("seed-1");
        run("seed-8").status("INTERRUPTED", 3, "long ago");
        LiveRun other = run("seed-9").status("RUNNING", 3, "").held();
        assertThat(trials(look())).containsExactly("a/seed-1 to come", "a/seed-9 running");
        other.status("DONE", 4000, "");
        assertThat(trials(look())).containsExactly("a/seed-1 to come", "a/seed-9 done");
    }

    @Test
    void withoutAPlanWhoWasAtWorkMayGoOnWithAnotherTrialForTenSeconds() {
        LiveRun run = run("seed-1").status("RUNNING", 3, "").held();
        look();
        run.status("DONE", 4000, "");
        assertThat(followed.look(now.plusSeconds(9)).over()).isFalse();
        assertThat(followed.look(now.plusSeconds(11)).over()).isTrue();
    }

    @Test
    void withAPlanItIsOverAtOnce() {
        plan("seed-1");
        LiveRun run = run("seed-1").status("RUNNING", 3, "").held();
        look();
        run.status("DONE", 4000, "");
        assertThat(followed.look(now.plusSeconds(1)).over()).isTrue();
    }

    @Test
    void whoWaitsAtARungMayBeCalledForTenSeconds() {
        plan("seed-1", "seed-2");
        run("seed-1").status("INTERRUPTED", 10, dev.understudy.run.Status.atRung(10));
        LiveRun run = run("seed-2").status("RUNNING", 3, "").held();
        look();
        run.status("DONE", 4000, "");
        assertThat(followed.look(now.plusSeconds(9)).over()).isFalse();
        assertThat(followed.look(now.plusSeconds(11)).over()).isTrue();
    }

    @Test
    void aDamagedPlanIsSaidAndTheTrialsThatAreThereAreShown() throws Exception {
        run("seed-1").status("DONE", 4000, "");
        Files.writeString(runs.resolve(PlanFile.NAME), "{");
        Standings standings = look();
        assertThat(standings.troubles()).singleElement().asString().contains("plan.json is damaged");
        assertThat(trials(standings)).containsExactly("a/seed-1 done");
    }

    @Test
    void aPlanLeadsNowhereElse() {
        plan("../../elsewhere");
        assertThat(look().troubles()).singleElement().asString().contains("trial is \"../../elsewhere\"");
        assertThat(look().trials()).isEmpty();
    }

    @Test
    void evaluationsAndSchedulesLieDeeperAndWhatLiesInARunIsPartOfIt() {
        run("seed-1").status("DONE", 4000, "");
        new LiveRun(runs.resolve("a/seed-1"), "evaluations", "long").config().status("DONE", 1, "");
        new LiveRun(runs.resolve("pretrained-adam"), "evaluations", "usual")
                .config()
                .status("DONE", 1, "");
        new LiveRun(runs.resolve("a/tuned-adam-100"), "evaluations", "cosine")
                .config()
                .status("RUNNING", 1, "");
        new LiveRun(runs.resolve("again"), "a", "seed-1").config().status("DONE", 1, "");
        assertThat(TrialFolders.below(runs))
                .map(path -> runs.relativize(path).toString())
                .containsExactly(
                        "a/seed-1", "a/tuned-adam-100/evaluations/cosine", "pretrained-adam/evaluations/usual");
        assertThat(TrialFolders.below(runs.resolve("a/seed-1"))).containsExactly(runs.resolve("a/seed-1"));
    }

    @Test
    void aFolderThatIsNamedTwiceIsShownOnce() {
        run("seed-1").status("DONE", 4000, "");
        followed = new FollowedRuns(List.of(runs, runs.resolve("a/seed-1"), runs));
        assertThat(look().trials()).hasSize(1);
    }
}
