package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.PlanFile;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One trial of a plan, as a task of a cluster's array runs it. */
class OnlyOptionTest {
    @TempDir
    private Path folder;

    private Path runs;
    private Path config;
    private Path plan;

    @BeforeEach
    void aPlanOfThreeTrials() {
        runs = folder.resolve("runs");
        config = TinyConfig.write(folder, "a", "sweep: {grid: {teacher.sgd.learningRate: [0.1, 0.03, 0.01]}}");
        plan = planned(config);
    }

    private Path planned(Path of) {
        Path file = folder.resolve("planned").resolve("plan.json");
        Called called = Called.with("plan", of, "--out", file, "--no-estimate");
        assertThat(called.code()).as(called.err()).isZero();
        return file;
    }

    private Called only(Object index, Object... more) {
        Object[] all = new Object[more.length + 3];
        all[0] = "--only";
        all[1] = index;
        all[2] = plan;
        System.arraycopy(more, 0, all, 3, more.length);
        return Called.run(runs, all);
    }

    private Path trial(String rate) {
        return runs.resolve("a/learningRate=" + rate + ",seed-1");
    }

    @Test
    void trialsAreCountedFromZeroAndEachHasTheFolderOfTheBatch() throws IOException {
        Called first = only(0);
        Called last = only(2);

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out())
                .contains(
                        "a/learningRate=0.1,seed-1 [done]",
                        "Report: " + trial("0.1").resolve("report.html"));
        assertThat(last.out()).contains("a/learningRate=0.01,seed-1 [done]").doesNotContain("0.1,seed-1");
        try (var folders = Files.list(runs.resolve("a"))) {
            assertThat(folders.map(found -> found.getFileName().toString()))
                    .containsExactlyInAnyOrder("learningRate=0.1,seed-1", "learningRate=0.01,seed-1");
        }

        Path batch = folder.resolve("batch");
        TinyConfig.write(folder, "a", "sweep: {grid: {teacher.sgd.learningRate: [0.01]}}");
        assertThat(Called.run(batch, config).code()).isZero();
        Path same = batch.resolve("a/learningRate=0.01,seed-1");
        for (String file : List.of(RunDirectory.CONFIG, RunDirectory.PHI)) {
            assertThat(trial("0.01").resolve(file)).hasSameBinaryContentAs(same.resolve(file));
        }
    }

    @Test
    void aFinishedTrialIsShownAgainAndNotDone() throws IOException {
        String first = only(1).out();
        Path status = trial("0.03").resolve(RunDirectory.STATUS);
        FileTime before = Files.getLastModifiedTime(status);

        Called again = only(1);

        assertThat(again.code()).isZero();
        assertThat(again.out()).isEqualTo(first).contains("a/learningRate=0.03,seed-1 [done]");
        assertThat(again.err()).isEmpty();
        assertThat(Files.getLastModifiedTime(status)).isEqualTo(before);
    }

    @Test
    void thePlanIsWrittenNextToTheRunsOnceSoThatWatchKnowsWhatIsToCome() throws IOException {
        only(1);
        Path copy = runs.resolve(PlanFile.NAME);
        assertThat(PlanFile.read(copy)).isEqualTo(PlanFile.read(plan)).isPresent();
        FileTime before = Files.getLastModifiedTime(copy);

        only(2);

        assertThat(Files.getLastModifiedTime(copy)).isEqualTo(before);
        assertThat(Called.with("list", runs).out()).contains("learningRate=0.03", "learningRate=0.01");
        assertThat(Called.with("report", runs, "--to", folder.resolve("report.html"))
                        .code())
                .isZero();
        only(0);
        assertThat(Called.with("watch", runs).out()).endsWith("3 trials: 3 done\n");
    }

    @Test
    void aTrialOfAPlanGoesOnAndFailsAsASingleOneDoes() throws IOException {
        Path checkpoint = trial("0.1").resolve(RunDirectory.CHECKPOINT);
        Files.createDirectories(checkpoint.getParent());
        Files.writeString(checkpoint, "not a checkpoint");

        assertThat(only(0).code()).isEqualTo(1);
        assertThat(Status.read(trial("0.1").resolve(RunDirectory.STATUS))
                        .orElseThrow()
                        .state())
                .isEqualTo(State.FAILED);
        Files.delete(checkpoint);
        assertThat(only(0).code()).isEqualTo(1);
        assertThat(only(0, "--retry-failed").code()).isZero();
    }

    @Test
    @Tag("process")
    void withAnOptionOfBatchesTheOneTrialHasAProcessOfItsOwn() throws IOException {
        Called called = only(2, "--trial-time-limit", "1h");

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out()).contains("a/learningRate=0.01,seed-1 [done]");
        assertThat(runs.resolve("a")).isDirectoryNotContaining(found -> !found.equals(trial("0.01")));
        assertThat(PlanFile.read(runs.resolve(PlanFile.NAME)).orElseThrow().trials())
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "3", "1000"})
    void aNumberThatNoTrialHasIsOneLineWithTheRange(String index) {
        DoneTrials.oneLine(
                2,
                only(index),
                "--only is " + index + ", and " + plan
                        + " has 3 trials; expected 0 to 2; correct the number; the first trial is 0");
        assertThat(runs).doesNotExist();
    }

    @Test
    void whatIsNoNumberIsBadInput() {
        for (String index : List.of("", "one", "1.5", "99999999999")) {
            Called called = only(index);
            assertThat(called.code()).as(index).isEqualTo(2);
            assertThat(called.err()).contains("--only").contains("'" + index + "'");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            learningRate: 0.03          | learningRate: 0.04
            "learningRate=0.1,seed-1"   | "learningRate=0.2,seed-1"
            "name" : "a"                | "name" : "b"
            "hash" : "                  | "hash" : "0
            """)
    void aPlanThatWasChangedIsRefused(String from, String to) throws IOException {
        String text = Files.readString(plan);
        assertThat(text).contains(from);
        Files.writeString(plan, text.replace(from, to));

        DoneTrials.oneLine(
                2,
                only(0),
                plan
                        + " was changed since it was planned: its hash is not that of its trials; expected a plan as it was"
                        + " written; make it again with `plan`");
        assertThat(runs).doesNotExist();
    }

    @Test
    void aPlanWhoseTrialsHaveAnotherOrderIsRefused() throws IOException {
        PlanFile was = PlanFile.read(plan).orElseThrow();
        PlanFile turned = new PlanFile(
                1,
                was.hash(),
                null,
                false,
                List.of(was.trials().get(1), was.trials().get(0), was.trials().get(2)));
        turned.write(plan);

        DoneTrials.oneLine(2, only(0), "was changed since it was planned");
    }

    @Test
    void theTrialsOfASweepByHalvingAreRefusedAlone() {
        plan = planned(TinyConfig.write(folder, "race", "sweep: {grid: {seed: 1..4}, halving: {rungs: [10]}}"));

        DoneTrials.oneLine(
                2,
                only(0),
                plan + " is the plan of a sweep by halving, whose trials stop at rungs unless they are among the best;"
                        + " expected a plan whose trials do not depend on each other; run its config as one batch, or plan it"
                        + " without sweep.halving");
    }

    @Test
    void onlyNeedsOnePlanAndNothingElse() throws IOException {
        DoneTrials.oneLine(
                2,
                Called.run(runs, "--only", 0, config),
                config + " is no plan; expected the plan.json that `plan CONFIG` has written; make it with `plan`, and"
                        + " name it instead of a config");
        Path absent = folder.resolve("absent/plan.json");
        DoneTrials.oneLine(2, Called.run(runs, "--only", 0, absent), absent + " is not there; expected the plan.json");
        Path damaged = Files.writeString(
                folder.resolve("plan.json"), Files.readString(plan).substring(0, 300));
        DoneTrials.oneLine(2, Called.run(runs, "--only", 0, damaged), damaged + " is no plan; ");
        DoneTrials.oneLine(2, Called.run(runs, "--only", 0, folder), folder + " is no plan; ");
        DoneTrials.oneLine(2, only(0, config), "--only is given with 2 files; expected one plan.json; name that alone");
        DoneTrials.oneLine(
                2,
                only(0, "-o", "seed=2"),
                "--only is given with -o seed; expected a trial as it was planned; give -o to `plan`, which writes"
                        + " another plan.json");
        assertThat(runs).doesNotExist();
    }

    @Test
    void aPlanWithoutOnlyIsOneLineThatSaysWhatToDo() {
        for (Object[] files : new Object[][] {{plan}, {config, plan}}) {
            DoneTrials.oneLine(
                    2,
                    Called.run(runs, files),
                    plan + " is a plan and no config; expected a config, or --only N with the number of one trial,"
                            + " counted from 0; add --only, or name the config to run all its trials");
        }
        assertThat(runs).doesNotExist();
    }

    @Test
    void aConfigMayBeJsonAllTheSame() throws IOException {
        Path json = Files.writeString(folder.resolve("b.json"), """
                {"name": "b", "threads": 1, "data": {"dataset": "half-plane"}, "optimizee": {"batch": 4},
                 "training": {"metaSteps": 2}, "evaluation": {"steps": 20, "everySteps": 10, "seeds": [1]}}
                """);
        assertThat(Called.run(runs, json).code()).isZero();
    }

    @Test
    void thePlanOfAnOlderVersionIsReadWithTheNamesOfItsTime() throws IOException {
        PlanFile.Trial now = PlanFile.read(plan).orElseThrow().trials().get(0);
        String old = now.config().replace("teacherForcing:", "supplyTruth:");
        assertThat(old).isNotEqualTo(now.config());
        PlanFile.of(null, false, List.of(new PlanFile.Trial(now.name(), now.trial(), now.differs(), old)))
                .write(plan);

        assertThat(only(0).code()).isZero();
        assertThat(trial("0.1").resolve(RunDirectory.CONFIG)).content().contains("teacherForcing:");
        DoneTrials.oneLine(2, only(1), "has 1 trial; expected 0; correct the number");
    }
}
