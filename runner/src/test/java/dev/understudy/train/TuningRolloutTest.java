package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.WhoDrives;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.imitation.Teacher;
import dev.understudy.run.TuningLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tuning's rollout with known values: at step t the loss is t, and after n steps the training loss is −1 − n, the test loss n. */
class TuningRolloutTest {
    @TempDir
    private Path folder;

    private EvaluationByHeart engine(String... overrides) {
        String[] all = new String[overrides.length + 1];
        all[0] = "evaluation.horizons=[]";
        System.arraycopy(overrides, 0, all, 1, overrides.length);
        return new EvaluationByHeart(folder, all);
    }

    private static TuningLine drive(EvaluationByHeart engine) {
        return new TuningRollout(engine.setup, engine, 0.5, 7).drive(done -> false);
    }

    /** 450 steps have a point every 4, and a last one 2 behind the 112th. The last tenth is of losses 405 … 449. */
    @Test
    void theCurvesHaveAPointEveryHundredthAndTheEnd() {
        TuningLine line = drive(engine("evaluation.steps=450"));

        assertThat(line.step()).isEqualTo(450);
        assertThat(line.steps()).hasSize(113).startsWith(4, 8, 12).endsWith(444, 448, 450);
        assertThat(line.trainingLosses()).hasSize(113).startsWith(-5, -9, -13).endsWith(-449, -451);
        assertThat(line.batchLosses()).hasSize(113).startsWith(1.5f, 5.5f).endsWith(445.5f, 448.5f);
        assertThat(line.batchLoss()).isEqualTo(427);
        assertThat(line.trainingLoss()).isEqualTo(-451);
        assertThat(line.testLoss()).isEqualTo(450);
        assertThat(line.testAccuracy()).isEqualTo(1000); // of all test samples
        assertThat(line.diverged()).isFalse();
        assertThat(line.isOf(0.5, 7)).isTrue();
    }

    @Test
    void aShortRolloutHasAPointAtEachStep() {
        TuningLine line = drive(engine("evaluation.steps=3", "evaluation.everySteps=3"));

        assertThat(line.steps()).containsExactly(1, 2, 3);
        assertThat(line.batchLoss()).isEqualTo(2);
    }

    @Test
    void theTeacherDrivesAloneAtItsRateByItsSchedule() {
        EvaluationByHeart engine =
                engine("evaluation.steps=20", "evaluation.schedule=cosine", "evaluation.weightDecay=0.25");
        drive(engine);

        assertThat(engine.loops).singleElement().satisfies(loop -> {
            assertThat(loop.phi).isNull();
            assertThat(loop.spec.whoDrives()).isEqualTo(WhoDrives.TEACHER);
            assertThat(loop.spec.seed()).isEqualTo(7);
            assertThat(loop.spec.weightDecay()).isEqualTo(0.25);
            assertThat(loop.spec.horizon()).isEqualTo(20);
            assertThat(loop.spec.schedule()).isEqualTo(RateSchedule.COSINE);
            assertThat(loop.spec.problem().teacher()).isEqualTo(new Teacher.Adam(0.5));
            assertThat(loop.closed).isTrue();
        });
    }

    @Test
    void aLossThatIsNotFiniteEndsItAtThePoint() {
        TuningLine line = drive(engine("evaluation.steps=450").diverging(WhoDrives.TEACHER, 9));

        assertThat(line.firstBadStep()).isEqualTo(9);
        assertThat(line.diverged()).isTrue();
        assertThat(line.step()).isEqualTo(12);
        assertThat(line.steps()).containsExactly(4, 8, 12);
        assertThat(line.batchLoss()).isNaN();
    }

    @Test
    void whoAsksToStopIsAskedAtLeastEveryFiftySteps() {
        List<Integer> asked = new ArrayList<>();
        EvaluationByHeart engine = engine("evaluation.steps=12000");

        assertThatThrownBy(() -> new TuningRollout(engine.setup, engine, 0.5, 7).drive(done -> {
                    asked.add(done);
                    return done >= 170;
                }))
                .isInstanceOf(Stop.class);
        assertThat(asked).containsExactly(50, 100, 120, 170);
        assertThat(engine.loops.get(0).closed).isTrue();
    }
}
