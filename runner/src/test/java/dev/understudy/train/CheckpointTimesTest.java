package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Snapshot;
import dev.understudy.run.JsonLines;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.WatchedFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The times at which a trainer saves, and the files that must be on the disk before. */
class CheckpointTimesTest {
    @TempDir
    private Path folder;

    private WatchedFiles files;
    private SortedMap<String, String> identity;

    @BeforeEach
    void anEmptyFolder() {
        files = new WatchedFiles(folder);
    }

    private String run(TrainingByHeart training, BooleanSupplier stop) {
        Setup setup = Setup.of(
                Trials.config("training.metaSteps=10", "training.logEvery=3", "training.checkpointEvery=4"),
                new EvaluationByHeart(folder));
        identity = setup.identity();
        try (JsonLines metrics = files.metrics()) {
            return new Trainer(setup, training, metrics, files.checkpoints(), stop, new Noted()).run(0);
        }
    }

    private Snapshot saved() {
        return files.checkpoints().load(identity).orElseThrow().snapshot();
    }

    private List<Integer> savesAt() {
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < files.operations().size(); i++) {
            if (files.operations().get(i).startsWith("create " + RunDirectory.CHECKPOINT)) {
                at.add(i);
            }
        }
        return at;
    }

    /** At 4 and 8, and at the end, 10; on the way the trainer stops for lines at 3, 6 and 9. */
    @Test
    void savesAreDueAtEveryMultipleAndAtTheEnd() {
        TrainingByHeart training = new TrainingByHeart(0, -1, -1);

        assertThat(run(training, Trials.NEVER)).isNull();

        assertThat(training.asked).containsExactly(3, 1, 2, 2, 1, 1);
        assertThat(savesAt()).hasSize(3);
        assertThat(saved().metaStep()).isEqualTo(10);
        assertThat(saved().tensors().get("phi").data()).containsExactly(10);
        assertThat(files.checkpoints().load(identity).orElseThrow().note()).isEmpty();
    }

    /** Otherwise a power cut could leave a checkpoint whose earlier lines are lost, and no resume writes them again. */
    @Test
    void linesAreOnTheDiskItselfBeforeACheckpointIsBegun() {
        run(new TrainingByHeart(0, -1, -1), Trials.NEVER);

        assertThat(savesAt())
                .hasSize(3)
                .allSatisfy(at -> assertThat(files.operations().get(at - 1)).isEqualTo("force metrics.jsonl"));
    }

    @Test
    void aRequestToStopSavesWhereItIsMet() {
        assertThatThrownBy(() -> run(new TrainingByHeart(0, -1, -1), Trials.after(2)))
                .isInstanceOf(Stop.class);

        assertThat(saved().metaStep()).isEqualTo(6);
    }

    @Test
    void aRequestToStopAtTheEndChangesNothing() {
        assertThat(run(new TrainingByHeart(9, -1, -1), Trials.after(0))).isNull();

        assertThat(saved().metaStep()).isEqualTo(10);
    }

    @Test
    void weightsThatAreNotFiniteAreNotSavedAndSaidToHaveDivergedBeforeThisMetaStep() {
        String diverged = run(new TrainingByHeart(0, -1, 5), Trials.NEVER);

        assertThat(diverged).startsWith("diverged before meta-step 8: ").contains("phi");
        assertThat(saved().metaStep()).isEqualTo(4);
    }
}
