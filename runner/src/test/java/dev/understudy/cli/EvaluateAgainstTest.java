package dev.understudy.cli;

import static dev.understudy.cli.DoneTrials.oneLine;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluations that are compared with a tuned teacher. */
class EvaluateAgainstTest {
    @TempDir
    private static Path folder;

    private static DoneTrials done;

    @BeforeAll
    static void twoTrials() {
        done = DoneTrials.in(folder);
    }

    private static Called evaluate(String trial, Object... more) {
        Object[] all = new Object[more.length + 4];
        all[0] = "evaluate";
        all[1] = done.trial(trial);
        all[2] = "--runs";
        all[3] = done.runs();
        System.arraycopy(more, 0, all, 4, more.length);
        return Called.with(all);
    }

    private static Called tune(Path config, Object... more) {
        Object[] all = new Object[more.length + 8];
        System.arraycopy(
                new Object[] {"tune", config, "--runs", done.runs(), "--rates", "0.1,0.3", "--seeds", "2"},
                0,
                all,
                0,
                8);
        System.arraycopy(more, 0, all, 8, more.length);
        return Called.with(all);
    }

    @Test
    void withoutATunedTeacherTheCommandThatMakesOneIsSaid() {
        Called called = evaluate("a", "--against", "tuned", "-o", "evaluation.steps=70");

        oneLine(
                2,
                called,
                "holds no tuned teacher of this task over 70 steps; expected one, or its file after --against; make it by `tune "
                        + done.trial("a").resolve("config.yaml")
                        + " -o evaluation.steps=70 --horizon 70 --runs " + done.runs() + "`");
        assertThat(done.trial("a").resolve("evaluations/steps-70")).doesNotExist();
        Called pretrained = Called.with(
                "evaluate",
                "--pretrained",
                "sgd",
                "--runs",
                done.runs(),
                "--against",
                "tuned",
                "-o",
                "evaluation.steps=70");
        oneLine(2, pretrained, "make it by `evaluate --pretrained sgd` without --against first, then `tune ");
    }

    @Test
    void theOneOfItsTaskAndHorizonIsFoundAndShownInTableAndReport() throws IOException {
        assertThat(tune(folder.resolve("a.yaml"), "--horizon", 40).code()).isZero();
        assertThat(tune(folder.resolve("a.yaml"), "--horizon", 50).code()).isZero();

        Called called = evaluate("a", "--against", "tuned", "-o", "evaluation.steps=40");

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out())
                .contains(
                        "\n  against tuned ",
                        "\n  sgd ",
                        "Steps are given as a part of the 40, until the mean training loss of the last 4 steps");
        Path evaluation = done.trial("a").resolve("evaluations/steps-40");
        assertThat(evaluation.resolve("against.json"))
                .hasSameTextualContentAs(done.runs().resolve("a/tuned-sgd-40/tuned.json"));
        assertThat(evaluation.resolve("report.html"))
                .content()
                .contains("Against the tuned teacher", "data-chart=\"against\"");

        // The same evaluation again is shown, not repeated; and one made without a tuned teacher is compared with it
        // afterwards.
        assertThat(evaluate("a", "-o", "evaluation.steps=50").out()).doesNotContain("against tuned");
        assertThat(evaluate("a", "--against", "tuned", "-o", "evaluation.steps=50")
                        .out())
                .contains("against tuned");
        assertThat(evaluate("a", "-o", "evaluation.steps=50", "--fresh").out()).doesNotContain("against tuned");
    }

    /** Trial b has Adam as its teacher, on the same task; an imitator of SGD may be compared with it, but its own teacher is preferred. */
    @Test
    void theRuleOfTheConfigGoesBeforeAnother() throws IOException {
        assertThat(tune(folder.resolve("b.yaml"), "--horizon", 60, "--schedules", "constant,linear")
                        .code())
                .isZero();
        assertThat(evaluate("a", "--against", "tuned", "-o", "evaluation.steps=60")
                        .out())
                .contains("\n  adam ");
        assertThat(tune(folder.resolve("a.yaml"), "--horizon", 60, "--schedules", "constant")
                        .code())
                .isZero();

        assertThat(evaluate("a", "--against", "tuned", "-o", "evaluation.steps=60")
                        .out())
                .contains("\n  sgd constant ")
                .doesNotContain("\n  adam ");
        Path adam = done.runs().resolve("b/tuned-adam-60");
        assertThat(evaluate("a", "--against", adam, "-o", "evaluation.steps=60").out())
                .contains("\n  adam ");
        assertThat(Files.readString(adam.resolve("tuned.json"))).contains("\"rule\" : \"adam\"");
    }

    @Test
    void oneOfAnotherTaskOrHorizonIsRefused() {
        assertThat(tune(folder.resolve("a.yaml"), "--horizon", 30, "--schedules", "constant")
                        .code())
                .isZero();
        Path tuned = done.runs().resolve("a/tuned-sgd-30/tuned.json");

        oneLine(
                2,
                evaluate("a", "--against", tuned, "-o", "evaluation.steps=31", "-o", "optimizee.batch=8"),
                "is of another task (optimizee.batch is 8 here and 4 there; evaluation.steps is 31 here and 30 there); expected a tuned teacher of this one");
        oneLine(
                2,
                evaluate("a", "--against", folder.resolve("nowhere")),
                "nowhere is not there; expected the word tuned, or a file");
        oneLine(
                2,
                evaluate("a", "--against", "tuned", "-o", "evaluation.steps=30", "-o", "optimizee.batch=8"),
                "holds no tuned teacher of this task over 30 steps");
    }
}
