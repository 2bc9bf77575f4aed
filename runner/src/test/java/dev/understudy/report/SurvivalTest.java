package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The survival of three rollouts of 4,000 steps. */
class SurvivalTest {
    private static final String EVOLVED =
            "training: {metaSteps: 9, unroll: 5, episode: 5, objective: {evolution: {shortest: 100, longest: 800}}}";

    @TempDir
    private Path folder;

    private Evaluated run(String training) {
        return new Evaluated(folder, "a")
                .status("DONE", "")
                .file("config.yaml", "evaluation: {steps: 4000}\n" + training + "\n")
                .end("imitator", 1, 0.1, ",\"testLoss\":0.25")
                .end("imitator", 2, 0.1, ",\"testLoss\":0.25");
    }

    @Test
    void itIsHeldAgainstTheLongestEpisodeOfEvolution() {
        Evaluated run = run(EVOLVED).end("imitator", 3, 0.1, ",\"testLoss\":0.25");
        String sentence = "Trained to 800 steps, it drove 4,000 (5 times): 3 of 3 seeds survived.";

        assertThat(Survival.of(run.directory())).isEqualTo(new Survival(800, 4000, 3, 3, null));
        assertThat(ResultTable.lines(List.of(run.directory()), false)).contains("  " + sentence);
        assertThat(Page.of(List.of(run.trial()))).contains("<p class=\"caption\">" + sentence + "</p>");
    }

    @Test
    void elseAgainstTheEpisodeAndWhereTheConfigIsOfBeforeThereWereAnyAgainstTheUnroll() {
        assertThat(Survival.of(run("training: {metaSteps: 9, unroll: 5, episode: 20}")
                                .directory())
                        .trainedTo())
                .isEqualTo(20);
        assertThat(Survival.of(run("training: {metaSteps: 9, unroll: 5}").directory())
                        .trainedTo())
                .isEqualTo(5);
    }

    /** The second has no loss that is not finite on its way, but none at its end. */
    @Test
    void whoDivergedOrHasNoFiniteLossAtTheEndHasNotSurvived() {
        Evaluated run =
                run(EVOLVED).end("imitator", 2, 0.1, ",\"testLoss\":null").diverged("imitator", 3, 1000);

        assertThat(Survival.of(run.trial()).orElseThrow().sentence())
                .isEqualTo(
                        "Trained to 800 steps, it drove 4,000 (5 times): 1 of 3 seeds survived; the first to diverge did at"
                                + " step 1,000 (1.3 times).");
    }

    @Test
    void theLengthOfATrainingsEpisodesIsNoMultiple() {
        assertThat(new Survival(4000, 4000, 1, 1, null).sentence())
                .isEqualTo("Trained to 4,000 steps, it drove 4,000: 1 of 1 seed survived.");
        assertThat(new Survival(1, 20, 0, 2, 1).sentence())
                .isEqualTo(
                        "Trained to 1 step, it drove 20 (20 times): 0 of 2 seeds survived; the first to diverge did at step 1"
                                + " (1 time).");
        assertThat(new Survival(1000, 400, 2, 2, null).sentence()).contains("drove 400 (0.4 times):");
    }

    @Test
    void allThatDivergedWereToDriveToTheEndAllTheSame() {
        Evaluated run = new Evaluated(folder, "b")
                .file("config.yaml", "evaluation: {steps: 4000}\n" + EVOLVED)
                .diverged("imitator", 3, 1000);

        assertThat(Survival.of(run.directory())).isEqualTo(new Survival(800, 4000, 0, 1, 1000));
    }

    @Test
    void nothingIsSaidWhereNothingTellsHowItWasTrained() {
        assertThat(Survival.of(run("name: a").directory())).isNull();
        assertThat(Survival.of(
                        run("training: {metaSteps: 0, unroll: 5, episode: 5}").directory()))
                .isNull();
        assertThat(String.join("\n", ResultTable.lines(List.of(run("name: a").directory()), false)))
                .doesNotContain("rained to");
    }
}
