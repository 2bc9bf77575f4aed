package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.WhoDrives;
import dev.understudy.imitation.RateSchedule;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The optimizers that drive an evaluation's rollouts, their seeds, and the distance of the noise floor from the
 * teacher.
 */
class DriversTest {
    @TempDir
    private static Path folder;

    private static EvaluationByHeart evaluation;

    @BeforeAll
    static void fourDriversOnTwoSeeds() {
        evaluation = new EvaluationByHeart(
                folder,
                "teacher={adam: {learningRate: 0.5}}",
                "evaluation.seeds=[7, 9]",
                "evaluation.weightDecay=0.25",
                "evaluation.noUpdate=true",
                "evaluation.noiseFloor=true");
        evaluation.run();
    }

    @Test
    void theFourDriversFollowEachOtherOnOneSeedAndThenOnTheNext() {
        assertThat(evaluation.loops)
                .extracting(loop -> loop.spec.seed())
                .containsExactly(7L, 7L, 7L, 7L, 9L, 9L, 9L, 9L);
        assertThat(evaluation.loops.subList(4, 8))
                .extracting(loop -> loop.spec.whoDrives())
                .containsExactly(WhoDrives.IMITATOR, WhoDrives.TEACHER, WhoDrives.NO_UPDATE, WhoDrives.TEACHER);
        assertThat(evaluation.loops).allMatch(loop -> loop.spec.weightDecay() == 0.25);
        assertThat(evaluation.loops).allMatch(loop -> loop.spec.horizon() == 20); // all of the evaluation's steps
        assertThat(evaluation.lines().stream()
                        .filter(line -> line.path("kind").asText().equals("result"))
                        .map(line -> line.path("rollout").asText() + " "
                                + line.path("seed").asLong()))
                .containsExactly(
                        "imitator 7",
                        "teacher 7",
                        "noUpdate 7",
                        "floor 7",
                        "imitator 9",
                        "teacher 9",
                        "noUpdate 9",
                        "floor 9");
    }

    /** 0.5 × 1.0001 = 0.50005. */
    @Test
    void theNoiseFloorIsTheTeacherWithALearningRateOneTenThousandthLarger() {
        List<Double> rates = evaluation.loops.subList(0, 4).stream()
                .map(loop -> loop.spec.problem().teacher().learningRate())
                .toList();
        assertThat(rates.subList(0, 3)).containsExactly(0.5, 0.5, 0.5);
        assertThat(rates.get(3)).isCloseTo(0.50005, within(1e-12));
    }

    /** The imitator has learned its teacher at a constant rate; the schedule belongs to the teacher that drives. */
    @Test
    void aScheduleIsOfTheTeacherThatDrivesAlone(@TempDir Path other) {
        EvaluationByHeart scheduled = new EvaluationByHeart(
                other,
                "evaluation.seeds=[7]",
                "evaluation.noUpdate=true",
                "evaluation.noiseFloor=true",
                "evaluation.schedule=cosine");
        scheduled.run();

        assertThat(scheduled.loops)
                .extracting(loop -> loop.spec.schedule())
                .containsExactly(
                        RateSchedule.CONSTANT, RateSchedule.COSINE, RateSchedule.CONSTANT, RateSchedule.COSINE);
        assertThat(scheduled.loops).allMatch(loop -> loop.spec.horizon() == 20);
        assertThat(evaluation.loops).allMatch(loop -> loop.spec.schedule() == RateSchedule.CONSTANT);
    }

    @Test
    void nobodyAsksWhatAnImitatorWouldDoOnTheNoiseFloor() {
        assertThat(evaluation.loops.subList(0, 3)).allMatch(loop -> loop.phi == evaluation.phi);
        assertThat(evaluation.loops.get(3).phi).isNull();
        assertThat(evaluation.lines("result", "floor")).hasSize(2).allSatisfy(line -> {
            assertThat(line.path("pointLosses")).isEmpty();
            // of θ after steps 11 … 20
            assertThat(line.path("meanLoss").asDouble()).isEqualTo(15.5);
        });
        assertThat(evaluation.lines("result", "imitator"))
                .allSatisfy(line -> assertThat(line.path("pointLosses")).hasSize(5));
    }
}
