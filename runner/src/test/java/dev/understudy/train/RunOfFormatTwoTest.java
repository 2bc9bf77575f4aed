package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.report.ResultTable;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RawLines;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that commit 9fb0099 wrote, in format 2, with values of its own for the keys that have other names now. It is read,
 * shown and continued.
 */
class RunOfFormatTwoTest {
    @TempDir
    Path runs;

    private Path run;
    private Config config;

    @BeforeEach
    void copy() throws IOException {
        run = KeptRun.copy("run-format-2", runs);
        config = Configs.load(run.resolve(RunDirectory.CONFIG), List.of());
    }

    @Test
    void itsConfigAndItsImitatorHaveTheNamesOfToday() throws IOException {
        assertThat(Files.readString(run.resolve(RunDirectory.CONFIG)))
                .contains("memory: 20", "floor: 0.1", "sample: 11", "supplyTruth: false", "nothing: true");
        assertThat(config.imitator().network().chrono()).isEqualTo(20);
        assertThat(config.training().practice().huberFloor()).isEqualTo(0.1);
        assertThat(config.training().practice().subsample()).isEqualTo(11);
        assertThat(ImitatorFile.read(run.resolve(RunDirectory.PHI)).imitator().chrono())
                .isEqualTo(20);
    }

    /** As that commit printed them, but for the words of the first column. */
    @Test
    void itsFiguresAreShownAsItsOwnVersionShowedThem() {
        assertThat(ResultTable.lines(List.of(run), false, 100))
                .contains(
                        "  rollout   loss, mean theta    loss, end           test accuracy    training loss       bad step",
                        "  imitator  0.728 +- 0.014      0.727 +- 0.014      46.4 +- 2.4 %    0.708 +- 0.021      none",
                        "  no update 0.731 +- 0.015      0.731 +- 0.015      45.1 +- 3.8 %    0.711 +- 0.022      none");
    }

    /** A checkpoint belongs to an experiment by the keys of its config: here by their former names. */
    @Test
    void itsTrainingIsContinuedFromItsCheckpoint() throws IOException {
        ImitatorFile.Saved old = ImitatorFile.read(run.resolve(RunDirectory.PHI));
        for (String file : List.of(RunDirectory.CHECKPOINT, RunDirectory.PHI, RunDirectory.EVALUATION)) {
            Files.delete(run.resolve(file));
        }
        Files.move(run.resolve(RunDirectory.PREVIOUS_CHECKPOINT), run.resolve(RunDirectory.CHECKPOINT));
        Path status = run.resolve(RunDirectory.STATUS);
        Files.writeString(status, Files.readString(status).replace("DONE", "INTERRUPTED"));

        Noted noted = new Noted();
        new Experiment(config, runs, Trials.NEVER, noted).run(false, false);

        assertThat(noted.said).contains("before/seed-1: going on from meta-step 20");
        float[] phi = ImitatorFile.read(run.resolve(RunDirectory.PHI)).phi();
        for (int i = 0; i < phi.length; i++) {
            assertThat(phi[i]).as("φ[" + i + "]").isCloseTo(old.phi()[i], offset(1e-5f));
        }
        assertThat(RawLines.read(run.resolve(RunDirectory.METRICS)))
                .extracting(line -> line.path("metaStep").asInt() + " in format "
                        + line.path("format").asInt())
                .containsExactly("10 in format 2", "20 in format 2", "30 in format 3", "40 in format 3");
    }
}
