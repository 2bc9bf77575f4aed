package dev.understudy.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import dev.understudy.run.EvaluationLine;
import dev.understudy.run.EventFiles;
import dev.understudy.run.JsonLines;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.RolloutKind;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** During a run its event files have the content of its logs, also after damage to either. */
class LiveEventsTest {
    @TempDir
    Path folder;

    private Path run;
    private Path main;

    @BeforeEach
    void aRunThatIsDone() {
        run = LoggedRun.of(folder, "a", "seed-1");
        main = run.resolve("tensorboard/events.out.tfevents.understudy");
    }

    /** As the run does it. */
    private RunDirectory followed() {
        RunDirectory directory = RunDirectory.open(folder, "a", "seed-1", false);
        directory.follow(new LiveEvents(run));
        return directory;
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return files;
    }

    /** Tells a file from one that took its name later. */
    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private void holdsWhatTheLogsHold() throws IOException {
        Path exported = folder.resolve("exported-" + System.nanoTime());
        TensorBoardExport.write(List.of(run), exported);
        assertThat(files(run.resolve("tensorboard")))
                .isNotEmpty()
                .containsExactlyInAnyOrderEntriesOf(files(exported.resolve("a/seed-1")));
    }

    @Test
    void lineByLineTheyComeToTheSameBytesAsAnExportOfTheWhole() throws IOException {
        Files.delete(run.resolve(RunDirectory.METRICS));
        Files.delete(run.resolve(RunDirectory.EVALUATION));
        try (RunDirectory directory = followed();
                JsonLines metrics = directory.metrics();
                JsonLines evaluation = directory.evaluation()) {
            for (int step = 10; step <= 40; step += 10) {
                metrics.append(LoggedRun.metrics(step, 1.0 / step));
                holdsWhatTheLogsHold();
            }
            for (RolloutKind driver : RolloutKind.values()) {
                evaluation.append(LoggedRun.point(driver, 0.5));
                holdsWhatTheLogsHold();
            }
            evaluation.append(new EvaluationLine.Verdict("imitates", 1, 0.1, 0.1, 0.02, "because it does"));
        }
        holdsWhatTheLogsHold();
        assertThat(files(run.resolve("tensorboard"))).hasSize(1 + RolloutKind.values().length);
    }

    @Test
    void whatIsDroppedFromALogIsInNoFileAfterTheNextLine() throws IOException {
        try (RunDirectory directory = followed();
                JsonLines metrics = directory.metrics();
                JsonLines evaluation = directory.evaluation()) {
            metrics.append(LoggedRun.metrics(30, 0.1));
            evaluation.keepOnly(
                    EvaluationLine.class,
                    line -> line instanceof EvaluationLine.Point point && point.rollout() == RolloutKind.TEACHER);
            metrics.keepOnly(MetricsLine.class, line -> line.metaStep() <= 10);
            metrics.append(LoggedRun.metrics(20, 0.2));
            holdsWhatTheLogsHold();
        }
        assertThat(run.resolve("tensorboard/teacher-7")).exists();
        assertThat(run.resolve("tensorboard/imitator-7")).doesNotExist();
    }

    @Test
    void aRecordThatAKillHasTornIsMendedByTheNextSession() throws IOException {
        try (RunDirectory directory = followed()) {
            directory.follower().catchUp();
        }
        byte[] whole = Files.readAllBytes(main);
        Files.write(main, Arrays.copyOf(whole, whole.length - 5));

        try (RunDirectory directory = followed();
                JsonLines metrics = directory.metrics()) {
            metrics.append(LoggedRun.metrics(30, 0.1));
        }
        holdsWhatTheLogsHold();
    }

    @Test
    void whatSomebodyElseCutsOrRemovesMeanwhileIsMadeAgain() throws IOException {
        try (RunDirectory directory = followed();
                JsonLines metrics = directory.metrics()) {
            metrics.append(LoggedRun.metrics(30, 0.1));
            Files.write(main, new byte[3]);
            metrics.append(LoggedRun.metrics(40, 0.1));
            holdsWhatTheLogsHold();
            Files.delete(main);
            metrics.append(LoggedRun.metrics(50, 0.1));
            holdsWhatTheLogsHold();
            for (String file : files(run.resolve("tensorboard")).keySet()) {
                Files.delete(run.resolve("tensorboard").resolve(file));
            }
            for (String loop : List.of("imitator-7", "teacher-7", "")) {
                Files.delete(run.resolve("tensorboard").resolve(loop));
            }
            metrics.append(LoggedRun.metrics(60, 0.1));
            holdsWhatTheLogsHold();
        }
    }

    /** So that a TensorBoard which holds the file open reads on: a file put in its place would never be seen. */
    @Test
    void whatIsThereAlreadyIsNotWrittenAgain() throws IOException {
        try (RunDirectory directory = followed()) {
            directory.follower().catchUp();
        }
        Object before = key(main);

        try (RunDirectory directory = followed();
                JsonLines metrics = directory.metrics()) {
            metrics.append(LoggedRun.metrics(30, 0.1));
        }
        assertThat(key(main)).isEqualTo(before);
    }

    @Test
    void aFreshStartAndARemovalTakeThemAndNothingElse() throws IOException {
        try (RunDirectory directory = followed()) {
            directory.follower().catchUp();
        }
        assertThat(EventFiles.keptBy(run)).isTrue();
        Path mine = Files.writeString(run.resolve("tensorboard/teacher-7/notes.txt"), "mine");

        RunDirectory.open(folder, "a", "seed-1", true).close();

        assertThat(EventFiles.keptBy(run)).isFalse();
        assertThat(files(run.resolve("tensorboard"))).containsOnlyKeys("teacher-7/notes.txt");
        Files.delete(mine);
        RunDirectory.open(folder, "a", "seed-1", true).close();
        assertThat(run.resolve("tensorboard")).doesNotExist();
    }

    @Test
    void noLinkIsFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve(EventFiles.NAME), "kept");
        Files.createSymbolicLink(run.resolve("tensorboard"), elsewhere);

        assertThat(EventFiles.keptBy(run)).isFalse();
        assertThatThrownBy(this::followed)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(3))
                .hasMessageContaining("tensorboard is a link, which is not followed here");
        assertThat(elsewhere.resolve(EventFiles.NAME)).hasContent("kept");
    }
}
