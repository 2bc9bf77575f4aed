package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.data.IdxFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands with a user's own folder of images. */
class OwnDataCommandsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void twelveByNineInThreeClasses() throws IOException {
        IdxFiles.own(folder, 12, 9, 3, 30, 12);
    }

    private Path config(String name, String layers) throws IOException {
        return Files.writeString(folder.resolve(name + ".yaml"), """
                name: %s
                threads: 1
                data: {idx: %s, size: 8}
                optimizee: {layers: %s, batch: 2}
                training: {metaSteps: 2, unroll: 2}
                evaluation: {steps: 2, batch: 2, everySteps: 2, seeds: [1001]}
                """.formatted(name, folder, layers));
    }

    @Test
    void aBatchOfWhichOneDoesNotFitItsFilesIsNotBegun() throws IOException {
        Path runs = folder.resolve("runs");
        Called called = Called.run(runs, config("fits", "[{dense: 3}]"), config("does-not", "[{dense: 4}]"));

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.errLines())
                .containsExactly(
                        "understudy: does-not: optimizee.layers is a network with 4 outputs, for samples of 1×8×8 in 3 "
                                + "classes; expected one logit per class, 3; give optimizee.layers that fit");
        assertThat(runs).doesNotExist();
    }

    @Test
    void aPlanNeedsNoDataAndPrintsEveryKeyOfThem() throws IOException {
        Path file = config("own", "[{dense: 3}]");
        Called called = Called.with("plan", file, "-o", "data.idx=elsewhere");

        assertThat(called.code()).isZero();
        assertThat(called.out())
                .contains("data:\n  dataset: null\n  idx: elsewhere\n  dir: null\n  size: 8\n  holdOut: 0\n");
    }

    @Test
    void anEvaluationOfAnotherSizeIsNamedByIt() throws IOException {
        Path runs = folder.resolve("runs");
        assertThat(Called.run(runs, config("own", "[{dense: 3}]")).code()).isZero();

        Called called = Called.with("evaluate", runs.resolve("own/seed-1"), "-o", "data.size=9");
        assertThat(called.code()).as(called.err()).isZero();
        assertThat(runs.resolve("own/seed-1/evaluations/size-9/report.html")).isRegularFile();
    }

    @Test
    void thereIsNoDownloadOfCifarTen() {
        Called called = Called.with("data", "fetch", "cifar-10");
        assertThat(called.code()).isEqualTo(2);
        assertThat(called.errLines()).hasSize(1);
        assertThat(called.err()).contains("cifar-10-binary.tar.gz", "-o data.dir=FOLDER");
    }
}
