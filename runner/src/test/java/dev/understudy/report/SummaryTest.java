package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every possible first sentence about a trial, in full. */
class SummaryTest {
    @TempDir
    Path folder;

    private Evaluated run() {
        return new Evaluated(folder, "a");
    }

    private static Summary of(Evaluated run) {
        return Summary.of(run.trial());
    }

    // ---- without figures ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "FAILED | out of rope | bad | Failed: out of rope.",
                "FAILED | out of rope. | bad | Failed: out of rope.",
                "FAILED | '' | bad | Failed: no message was left.",
                "DIVERGED | phi[3] is NaN | warn | Diverged: phi[3] is NaN. There is no imitator to judge.",
                "DIVERGED | diverged: the loss is NaN. | warn | Diverged: the loss is NaN. There is no imitator to judge.",
                "DIVERGED | '' | warn | Diverged: no message was left. There is no imitator to judge.",
                "INTERRUPTED | '' | warn | This run directory holds no results yet.",
                "INTERRUPTED | no room | warn | This run directory holds no results yet. No room.",
                "RUNNING | ignored | busy | This run directory holds no results yet.",
                "RUNNING | '' | busy | This run directory holds no results yet.",
            })
    void aRunWithoutFiguresSaysHowItStands(String state, String message, String tone, String sentence) {
        Summary summary = of(run().status(state, message));
        assertThat(summary.sentence()).isEqualTo(sentence);
        assertThat(summary.tone()).isEqualTo(tone);
        assertThat(summary.badge()).isEqualTo(state.toLowerCase(java.util.Locale.ROOT));
        assertThat(summary.judged()).isFalse();
        assertThat(summary.details()).isEmpty();
    }

    @Test
    void aDirectoryWithoutAStatusHasNoResultYet() {
        Summary summary = of(run());
        assertThat(summary.badge()).isEqualTo("no result yet");
        assertThat(summary.state()).isEqualTo("no result yet");
        assertThat(summary.tone()).isEqualTo("busy");
        assertThat(summary.sentence()).isEqualTo("This run directory holds no results yet.");
    }

    @Test
    void aTrainingSaysHowFarItIsAndWhatIsEvaluated() {
        String metrics = "{\"metaStep\":100,\"imitationLoss\":0.5}\n{\"metaStep\":3200,\"imitationLoss\":0.03125}\n";
        assertThat(of(run().file("metrics.jsonl", metrics)).sentence())
                .isEqualTo(
                        "Meta-training is at meta-step 3,200 with an imitation loss of 0.0313; nothing has been evaluated yet.");
        assertThat(of(run().file("metrics.jsonl", "{\"metaStep\":1,\"imitationLoss\":null}\n")
                                .point("imitator", 1, 1, "2.3", ""))
                        .sentence())
                .isEqualTo(
                        "Meta-training is at meta-step 1 with an imitation loss that is not finite; its evaluation has no final figures yet.");
    }

    @Test
    void aTrainingByTheTasksLossSaysThatLoss() {
        Evaluated run = run().file("config.yaml", "training: {objective: {backprop: {logarithmic: true}}}\n");
        assertThat(of(run.file("metrics.jsonl", "{\"metaStep\":100,\"imitationLoss\":null,\"taskLoss\":-0.5}\n"))
                        .sentence())
                .isEqualTo(
                        "Meta-training is at meta-step 100 with a task loss of -0.500; nothing has been evaluated yet.");
        assertThat(of(run.file("metrics.jsonl", "{\"metaStep\":100,\"imitationLoss\":null,\"taskLoss\":null}\n"))
                        .sentence())
                .contains("with a task loss that is not finite;");
        assertThat(of(run.file("metrics.jsonl", "{\"metaStep\":100,\"imitationLoss\":0.5,\"taskLoss\":null}\n"))
                        .sentence())
                .as("while it still imitates")
                .contains("with an imitation loss of 0.500;");
    }

    // ---- with figures ----

    private Evaluated two() {
        return run().end("imitator", 1, 0.2, ",\"relativeError\":0.02")
                .end("imitator", 2, 0.4, ",\"relativeError\":0.04")
                .end("teacher", 1, 0.1, ",\"relativeError\":0.012")
                .end("teacher", 2, 0.1, ",\"relativeError\":0.012");
    }

    private static final String OUTCOME =
            "The imitator reached a test loss of 0.300 against the teacher's 0.100 after 4,000 steps (mean θ; ratio 2.83; 2 seeds).";

    @Test
    void aFinishedRunIsJudgedAndItsDetailsAreSentences() {
        Summary summary = of(two().end("floor", 1, 0.101).status("DONE", ""));
        assertThat(summary.judged()).isTrue();
        assertThat(summary.badge()).isEqualTo("does not imitate (two seeds)");
        assertThat(summary.tone()).isEqualTo("bad");
        assertThat(summary.state()).isEqualTo("done");
        assertThat(summary.details())
                .containsExactly(
                        OUTCOME,
                        "When the teacher drives, it predicts the teacher's updates to within 1.20\u00a0%;"
                                + " when it drives itself, it differs from them by 3.00\u00a0%.",
                        "Noise floor: the teacher against itself, learning rate × 1.0001, gives a ratio of 1.010.");
    }

    @Test
    void withoutAStatusFiguresAreJudgedAsDone() {
        Summary summary = of(two());
        assertThat(summary.state()).isEqualTo("done");
        assertThat(summary.judged()).isTrue();
    }

    @Test
    void anInterruptedTrainingSaysWhy() {
        assertThat(of(run().file("metrics.jsonl", "{\"metaStep\":3200,\"imitationLoss\":0.03125}\n")
                                .status("INTERRUPTED", "the GPU is gone."))
                        .sentence())
                .endsWith("nothing has been evaluated yet. The GPU is gone.");
    }

    @Test
    void aRunThatGoesOnHasAnOutcomeAndNoVerdict() {
        Summary running = of(two().status("RUNNING", "ignored"));
        assertThat(running.sentence()).isEqualTo(OUTCOME + " More is being evaluated.");
        assertThat(running.tone()).isEqualTo("busy");
        assertThat(running.judged()).isFalse();
        Summary interrupted = of(two().status("INTERRUPTED", "by hand"));
        assertThat(interrupted.sentence()).isEqualTo(OUTCOME + " by hand.");
        assertThat(interrupted.tone()).isEqualTo("warn");
        assertThat(of(two().status("INTERRUPTED", "")).sentence()).isEqualTo(OUTCOME);
    }

    @Test
    void whereOnlyTheTeacherPredictsNothingIsSaidOfTheImitator() {
        Summary summary = of(run().end("imitator", 1, 0.2).end("teacher", 1, 0.1, ",\"relativeError\":0.012"));
        assertThat(summary.details())
                .contains("When the teacher drives, it predicts the teacher's updates to within 1.20\u00a0%.");
    }

    /** Up to ten times the updates' size in per cent, and then as a multiple. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9.99 | 999\u00a0%",
                "10 | 10 times their size",
                "10.6 | 11 times their size",
                "123456.7 | 123,457 times their size",
                "999999999 | 999,999,999 times their size",
                "1e9 | more than a billion times their size",
            })
    void anErrorOfThousandsOfPerCentIsAMultiple(double error, String size) {
        assertThat(of(run().end("imitator", 1, 0.2, ",\"relativeError\":" + error)
                                .end("teacher", 1, 0.1, ",\"relativeError\":" + error))
                        .details())
                .contains("When the teacher drives, it predicts the teacher's updates to within " + size
                        + "; when it drives itself, it differs from them by " + size + ".");
    }

    @Test
    void anImitatorAloneHasALossAndNoComparison() {
        assertThat(of(run().end("imitator", 1, 0.2)).details())
                .containsExactly("The imitator reached a test loss of 0.200 after 4,000 steps (mean θ; 1 seed).");
        assertThat(of(run().line(
                                        "\"kind\":\"result\",\"seed\":1,\"rollout\":\"imitator\",\"step\":10,\"testLoss\":0.25"))
                        .details())
                .containsExactly("The imitator reached a test loss of 0.250 after 10 steps (θ at the end; 1 seed).");
        assertThat(of(run().line("\"kind\":\"result\",\"seed\":1,\"rollout\":\"imitator\",\"step\":10"))
                        .details())
                .containsExactly("The imitator ended without a test loss.");
    }

    @Test
    void negativeLossesHaveADifference() {
        assertThat(of(run().end("imitator", 1, -0.2).end("teacher", 1, -0.5)).details())
                .containsExactly(
                        "The imitator reached a test loss of -0.200 against the teacher's -0.500 after 4,000 steps"
                                + " (mean θ; difference 0.3000; 1 seed).");
    }

    // ---- divergence ----

    @Test
    void aDivergenceIsNamedBySeedAndStepAndTheOthersFiguresFollow() {
        assertThat(of(run().diverged("imitator", 7, 1500)).details())
                .containsExactly("The imitator diverged at step 1,500 on seed 7.");
        assertThat(of(run().diverged("imitator", 7, 1500).diverged("imitator", 8, 1200))
                        .details())
                .containsExactly(
                        "The imitator diverged at step 1,200 on seed 8, the first of 2 diverged seeds (2 of 2 seeds).");
        assertThat(of(run().diverged("imitator", 7, 1500).end("imitator", 8, 0.2))
                        .details())
                .containsExactly("The imitator diverged at step 1,500 on seed 7 (1 of 2 seeds)."
                        + " On the other seed it reached a test loss of 0.200 after 4,000 steps (mean θ; 1 seed).");
        assertThat(of(run().diverged("imitator", 7, 1500)
                                .end("imitator", 8, 0.2)
                                .end("imitator", 9, 0.4))
                        .details())
                .containsExactly("The imitator diverged at step 1,500 on seed 7 (1 of 3 seeds)."
                        + " On the others it reached a test loss of 0.300 after 4,000 steps (mean θ; 2 seeds).");
    }

    @Test
    void aTeacherThatDivergesIsNamedAsWell() {
        assertThat(of(run().end("imitator", 1, 0.2).diverged("teacher", 1, 1234))
                        .details())
                .contains("The teacher itself diverged at step 1,234 on seed 1.");
    }
}
