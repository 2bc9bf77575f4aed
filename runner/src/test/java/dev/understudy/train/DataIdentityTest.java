package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.config.Configs;
import dev.understudy.data.IdxFiles;
import dev.understudy.fault.Fault;
import dev.understudy.run.Status.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data are part of a run's identity, by their content and not by their place; damaged ones are found before it starts. */
class DataIdentityTest {
    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void aFinishedRun() throws IOException {
        data = Files.createDirectories(folder.resolve("data"));
        IdxFiles.folder(data, 40, 20);
        assertThat(experiment(data, "").run(false, false).state()).isEqualTo(State.DONE);
    }

    private Experiment experiment(Path place, String more) {
        return new Experiment(
                Configs.parse("""
                        name: tiny
                        threads: 1
                        data: {dataset: mnist, dir: %s}
                        optimizee: {layers: [{maxPool: 4}, {dense: 10}], batch: 4}
                        training: {metaSteps: 4, unroll: 2, logEvery: 2, checkpointEvery: 2}
                        evaluation: {steps: 4, batch: 4, everySteps: 2, seeds: [1001]}
                        %s
                        """.formatted(place, more), "tiny.yaml", List.of()),
                folder.resolve("runs"),
                Trials.NEVER,
                new Noted());
    }

    @Test
    void equalContentInAnotherPlaceIsTheSame() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                Files.copy(file, elsewhere.resolve(file.getFileName()));
            }
        }
        assertThatCode(() -> experiment(elsewhere, "").check(false)).doesNotThrowAnyException();
    }

    @Test
    void filesThatWereSwappedInTheirPlaceAreAnotherExperiment() throws IOException {
        Path images = find("train-images");
        FileTime before = Files.getLastModifiedTime(images);
        Files.write(images, IdxFiles.shifted(40, 77));
        Files.setLastModifiedTime(images, FileTime.fromMillis(before.toMillis() + 1000));

        assertRefused(data);
    }

    @Test
    void otherDataInAnotherPlaceAreAnotherExperiment() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        IdxFiles.folder(other, 40, 20);
        Files.write(find("train-images", other), IdxFiles.shifted(40, 77));

        assertRefused(other);
        assertThatCode(() -> experiment(other, "").check(true))
                .as("with --fresh")
                .doesNotThrowAnyException();
    }

    private void assertRefused(Path place) {
        assertThatThrownBy(() -> experiment(place, "").check(false))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessageContaining("holds another experiment (the data mnist have the SHA-256 ");
    }

    @Test
    void aDamagedFileIsBadInputBeforeTheTrialStarts() throws IOException {
        Path images = find("train-images");
        byte[] bytes = Files.readAllBytes(images);
        bytes[bytes.length / 2] ^= (byte) 0xff;
        Files.write(images, bytes);

        assertThatThrownBy(() -> experiment(data, "").check(true))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessageContaining(images.toString());
    }

    @Test
    void namesWithADotBeforeTheFormatAreReadAsWell() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                Files.move(
                        file, file.resolveSibling(file.getFileName().toString().replace("-idx", ".idx")));
            }
        }
        assertThatCode(() -> experiment(data, "").check(false)).doesNotThrowAnyException();
    }

    private Path find(String start) throws IOException {
        return find(start, data);
    }

    private static Path find(String start, Path place) throws IOException {
        try (Stream<Path> files = Files.find(
                place, 1, (path, attributes) -> path.getFileName().toString().startsWith(start))) {
            return files.findFirst().orElseThrow();
        }
    }
}
