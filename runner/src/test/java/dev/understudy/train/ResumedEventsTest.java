package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.export.TensorBoardExport;
import dev.understudy.run.EventFiles;
import dev.understudy.run.RunLocation;
import dev.understudy.run.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupted trial with event files continues them: each point of its logs is in them once. */
class ResumedEventsTest {
    @TempDir
    Path folder;

    private Experiment trial(BooleanSupplier stop, boolean events, String... overrides) {
        return new Experiment(
                Trials.config(overrides), RunLocation.ofTrial(folder, "tiny", "seed-1"), stop, new Noted(), events);
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private void holdsWhatTheLogsHold() throws IOException {
        Map<String, byte[]> kept = files(folder.resolve("tiny/seed-1/tensorboard"));
        Path to = folder.resolve("to");
        TensorBoardExport.write(List.of(folder.resolve("tiny/seed-1")), to);
        Map<String, byte[]> exported = files(to.resolve("tiny/seed-1"));
        assertThat(kept.keySet()).contains(EventFiles.NAME).isEqualTo(exported.keySet());
        exported.forEach((file, bytes) -> assertThat(kept.get(file)).as(file).containsExactly(bytes));
    }

    /**
     * The question whether to stop comes once in each stretch of the training, and then at each point of the
     * evaluation.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 6, 8})
    void whereverItWasStopped(int asked) throws IOException {
        assertThatThrownBy(() -> trial(Trials.after(asked), true).run(false, false))
                .isInstanceOf(Stop.class);
        holdsWhatTheLogsHold();

        // The option is not needed again, and lines more often make other lines.
        Status status = trial(Trials.NEVER, false, "training.logEvery=5").run(false, false);

        assertThat(status.state()).isEqualTo(Status.State.DONE);
        holdsWhatTheLogsHold();
        assertThat(files(folder.resolve("tiny/seed-1/tensorboard"))).hasSizeGreaterThan(2);
    }

    @Test
    void aTrialWhoseProcessHasDiedIsBroughtUpToDateByWhoRecordsIt() throws IOException {
        assertThatThrownBy(() -> trial(Trials.after(1), true).run(false, false)).isInstanceOf(Stop.class);
        Path main = folder.resolve("tiny/seed-1/tensorboard").resolve(EventFiles.NAME);
        Files.write(main, new byte[40]);

        trial(Trials.NEVER, false).died("its process was killed", "");

        holdsWhatTheLogsHold();
    }
}
