package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep by {@code run}. */
class SweepRunTest {
    @TempDir
    private Path folder;

    private Path runs;

    @BeforeEach
    void folderOfRuns() {
        runs = folder.resolve("runs");
    }

    private Path status(String trial) {
        return runs.resolve("a").resolve(trial).resolve("status.json");
    }

    @Test
    void aSweepLeavesAFolderForEachTrialAndAGrownOneKeepsThoseThatAreDone() throws IOException {
        Path a = TinyConfig.write(folder, "a", "sweep: {grid: {teacher.sgd.learningRate: [0.1]}}");
        Called first = Called.run(runs, a);

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("a/learningRate=0.1,seed-1 [done]");
        Path config = status("learningRate=0.1,seed-1").resolveSibling("config.yaml");
        assertThat(config).content().contains("learningRate: 0.1").doesNotContain("sweep");
        FileTime before = Files.getLastModifiedTime(status("learningRate=0.1,seed-1"));

        TinyConfig.write(folder, "a", "sweep: {grid: {teacher.sgd.learningRate: [0.03, 1e-1]}}");
        Called grown = Called.run(runs, a);

        assertThat(grown.out()).contains("a/learningRate=0.03,seed-1 [done]", "a/learningRate=0.1,seed-1 [done]");
        assertThat(Files.getLastModifiedTime(status("learningRate=0.1,seed-1"))).isEqualTo(before);
    }

    @Test
    void allCombinationsAreCheckedBeforeTheFirstStarts() throws IOException {
        Path a = TinyConfig.write(folder, "a");
        Path other = runs.resolve("a/threads=2,seed-1/config.yaml");
        Files.createDirectories(other.getParent());
        Files.writeString(other, Files.readString(TinyConfig.write(folder, "b")).replace("unroll: 5", "unroll: 10"));

        Called bad = Called.run(runs, a, "-o", "threads=1,2");

        assertThat(bad.code()).isEqualTo(2);
        assertThat(bad.err())
                .contains("threads=2,seed-1 holds another experiment")
                .hasLineCount(1);
        assertThat(status("threads=1,seed-1")).doesNotExist();
        assertThat(Called.run(runs, a, "-o", "training.unroll=5,0").err())
                .isEqualTo(
                        "understudy: -o training.unroll is 0; expected a whole number from 1 to 10000; correct the option\n");
    }

    @Test
    void evaluateTakesNoSweep() throws IOException {
        Path a = TinyConfig.write(folder, "a");
        Called.run(runs, a, "-o", "teacher.learningRate=0.1,0.2");
        Path run = runs.resolve("a/learningRate=0.1,seed-1");

        for (String steps : new String[] {"evaluation.steps=20,40", "evaluation.weightDecay=0,0.1"}) {
            Called called = Called.with("evaluate", run, "-o", steps);
            assertThat(called.code()).isEqualTo(2);
            assertThat(called.err())
                    .isEqualTo("understudy: -o " + steps.replace("=", " is ")
                            + ", a sweep; expected one value: only run and plan take several; name one\n");
        }
        assertThat(Called.with("evaluate", run, "-o", "evaluation.steps=40").code())
                .isZero();
        assertThat(run.resolve("evaluations")).isDirectory();
    }
}
