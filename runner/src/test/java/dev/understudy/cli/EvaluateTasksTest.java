package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training on two tasks, which differ in network and batch, evaluated on each. */
class EvaluateTasksTest {
    @TempDir
    private static Path folder;

    private static Path runs;
    private static Called run;

    @BeforeAll
    static void aTrainingOnTwoTasks() {
        runs = folder.resolve("runs");
        run = Called.run(runs, TinyConfig.twoTasks(folder, "two"), "-q");
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static Path trial() {
        return runs.resolve("two/seed-1");
    }

    private static Called evaluate(Object... more) {
        Object[] all = new Object[more.length + 4];
        System.arraycopy(new Object[] {"evaluate", trial(), "--runs", runs}, 0, all, 0, 4);
        System.arraycopy(more, 0, all, 4, more.length);
        return Called.with(all);
    }

    private static String resolved(String evaluation) throws IOException {
        return Files.readString(
                trial().resolve("evaluations").resolve(evaluation).resolve("config.yaml"));
    }

    @Test
    void aRunSaysThatItIsEvaluatedOnTheFirstAloneAndWhatToTypeForTheOthers() {
        assertThat(run.out())
                .contains("\nThe evaluation covers only the first of 2 tasks; `evaluate " + trial()
                        + " --task all` covers all.\n");
        assertThat(Called.run(runs, TinyConfig.write(folder, "one"), "-q").out())
                .doesNotContain("tasks alone");
    }

    @Test
    void oneTaskIsEvaluatedUnderItsNumberAndWhatDiffersBehindIt() throws IOException {
        Called second = evaluate("--task", "2", "-o", "evaluation.steps=30");

        assertThat(second.code()).as(second.err()).isZero();
        assertThat(second.out()).contains("two/seed-1: task-2_steps-30 [done]");
        assertThat(resolved("task-2_steps-30")).contains("batch: 8").doesNotContain("batch: 4");
        DoneTrials.oneLine(
                2, evaluate("--task", "3"), "--task 3 is not a task of " + trial() + "; expected 1 to 2, or all");
    }

    @Test
    void allAreEvaluatedEachInADirectoryOfItsOwn() throws IOException {
        Called all = evaluate("--task", "all");

        assertThat(all.code()).as(all.err()).isZero();
        assertThat(all.out())
                .contains(
                        "two/seed-1: task-1 [done]",
                        "two/seed-1: task-2 [done]",
                        "Trained to 10 steps, it drove 20 (2 times)")
                .contains("Report: " + runs.resolve("report.html"))
                .doesNotContain("over 2 evaluations");
        assertThat(resolved("task-1")).contains("batch: 4");
        assertThat(resolved("task-2")).contains("batch: 8");
        assertThat(Called.with("list", trial()).out()).contains("task-1", "task-2");
        assertThat(evaluate("--task", "all", "--name", "mine").code()).isZero();
        assertThat(resolved("mine-task-2")).contains("batch: 8");
    }

    /** By the command in the fault, for each task. */
    @Test
    void againstTheTunedTeacherOfEachTaskThereIsATableOverThem() throws IOException {
        for (int task = 1; task <= 2; task++) {
            String tune = "tune " + trial().resolve("config.yaml") + " --task " + task + " --horizon 20 --runs " + runs;
            DoneTrials.oneLine(2, evaluate("--task", "all", "--against", "tuned"), "make it by `" + tune + "`");
            Called tuned = Called.with(
                    (Object[]) (tune + " --rates 0.1,0.3 --schedules constant,linear --seeds 1").split(" "));
            assertThat(tuned.code()).as(tuned.err()).isZero();
        }
        assertThat(runs.resolve("two-task-2/tuned-sgd-20/tuned.json")).exists();

        Called called = evaluate("--task", "all", "--against", "tuned");
        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out())
                .contains(
                        "\n  over 2 evaluations ",
                        "\n  two/seed-1: task-2 ",
                        "\n  geometric mean ",
                        "\n  interquartile mean ");

        Called json = evaluate("--task", "all", "--against", "tuned", "--json");
        JsonNode document = new ObjectMapper().readTree(json.out());
        assertThat(document.path("evaluations")).hasSize(2);
        assertThat(document.path("evaluations").get(1).path("path").asText()).endsWith("task-2");
        assertThat(document.path("together")).hasSize(2);
        assertThat(document.path("together").get(0).path("trainingLoss").path("values"))
                .hasSize(2);
        // The same over directories that are given in one command.
        Path to = folder.resolve("both.html");
        Called report = Called.with(
                "report", trial().resolve("evaluations/task-1"), trial().resolve("evaluations/task-2"), "--to", to);
        assertThat(report.out()).contains("\n  over 2 evaluations ");
        assertThat(to).content().contains("Against tuned teachers, over 2 evaluations");
    }
}
