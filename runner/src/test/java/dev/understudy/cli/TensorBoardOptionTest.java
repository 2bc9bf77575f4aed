package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.EventFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that write event files while they train: the same bytes as an export afterwards. */
@Tag("slow")
class TensorBoardOptionTest {
    @TempDir
    Path folder;

    private Path runs;
    private Path run;
    private Path config;

    @BeforeEach
    void aConfig() {
        runs = folder.resolve("runs");
        run = runs.resolve("a/seed-1");
        config = TinyConfig.write(folder, "a");
    }

    private static Map<String, Integer> files(Path folder) throws IOException {
        Map<String, Integer> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder, 2)) {
            for (Path file : all.filter(path -> path.endsWith(EventFiles.NAME)).toList()) {
                files.put(folder.relativize(file).toString(), java.util.Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return files;
    }

    private void areThoseOfAnExport(Path one, String label) throws IOException {
        Path to = folder.resolve("to");
        assertThat(Called.with("export", "--tensorboard", one, "--to", to).code())
                .isZero();
        assertThat(files(one.resolve("tensorboard")))
                .isNotEmpty()
                .containsExactlyInAnyOrderEntriesOf(files(to.resolve(label)));
    }

    @Test
    void aRunKeepsThemFromItsFirstLineToItsVerdict() throws IOException {
        Called called = Called.run(runs, config, "--tensorboard");

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out()).endsWith("TensorBoard: tensorboard --logdir " + runs + System.lineSeparator());
        areThoseOfAnExport(run, "a/seed-1");
        assertThat(files(run.resolve("tensorboard")))
                .containsKeys("imitator-1001/" + EventFiles.NAME, "teacher-1001/" + EventFiles.NAME);
        assertThat(Files.readString(
                        run.resolve("tensorboard").resolve(EventFiles.NAME),
                        java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("training/imitationLoss", "name: a", "verdict");
    }

    @Test
    void withoutTheOptionThereAreNone() {
        assertThat(Called.run(runs, config).code()).isZero();
        assertThat(run.resolve("tensorboard")).doesNotExist();
    }

    @Test
    void aRunThatIsDoneHasThemMadeAndFromThenOnKeepsThem() throws IOException {
        assertThat(Called.run(runs, config).code()).isZero();
        assertThat(Called.run(runs, config, "--tensorboard").code()).isZero();
        areThoseOfAnExport(run, "a/seed-1");

        Path main = run.resolve("tensorboard").resolve(EventFiles.NAME);
        Files.write(main, new byte[5]);
        assertThat(Called.run(runs, config).code()).isZero();
        areThoseOfAnExport(run, "a/seed-1");

        assertThat(Called.run(runs, config, "--fresh").code()).isZero();
        assertThat(run.resolve("tensorboard")).doesNotExist();
    }

    @Test
    void theWorkersOfABatchKeepThemToo() throws IOException {
        Called called = Called.run(runs, config, TinyConfig.write(folder, "b"), "--tensorboard");

        assertThat(called.code()).as(called.err()).isZero();
        areThoseOfAnExport(run, "a/seed-1");
        areThoseOfAnExport(runs.resolve("b/seed-1"), "b/seed-1");
    }

    @Test
    void anEvaluationAndWhatIsDoneAgainKeepThemAsWell() throws IOException {
        assertThat(Called.run(runs, config).code()).isZero();

        assertThat(Called.with("evaluate", run, "--name", "long", "--tensorboard")
                        .code())
                .isZero();
        assertThat(Called.with("rerun", run, "--tensorboard").code()).isZero();

        areThoseOfAnExport(run.resolve("evaluations/long"), "a/seed-1/evaluations/long");
        areThoseOfAnExport(runs.resolve("again/a/seed-1"), "a/seed-1");
        assertThat(run.resolve("tensorboard")).doesNotExist();
    }
}
