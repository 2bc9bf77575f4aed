package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.engine.WhoDrives;
import dev.understudy.run.Safetensors;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts whose numbers become infinite at a known step: their message, and the count of diverged seeds. */
class DivergedRolloutTest {
    @TempDir
    private Path folder;

    private EvaluationByHeart evaluation() {
        return new EvaluationByHeart(
                folder, "evaluation.steps=400", "evaluation.everySteps=100", "evaluation.noUpdate=false");
    }

    /** The rollout's trace is read every 50 steps, so the step is in the second trace of its span. */
    @Test
    void theFirstBadStepIsThatOfTheFirstLossThatIsNotFinite() {
        EvaluationByHeart evaluation = evaluation().diverging(WhoDrives.IMITATOR, 170);

        assertThat(evaluation.run()).isEqualTo(1);

        JsonNode result = evaluation.line("result", "imitator");
        assertThat(result.path("firstBadStep").asInt()).isEqualTo(170);
        assertThat(result.path("step").asInt()).isEqualTo(200);
        assertThat(result.path("trainingLoss").isNull()).isTrue();
        assertThat(result.path("meanLoss").isNull()).isTrue();
        assertThat(result.path("meanAccuracy").isNull()).isTrue();
        assertThat(evaluation.lines("point", "imitator"))
                .extracting(line -> line.path("step").asInt())
                .containsExactly(100, 200);
        JsonNode losses = evaluation.lines("point", "imitator").get(1).path("losses");
        assertThat(losses.get(69).asDouble()).isEqualTo(169);
        assertThat(losses.get(70).isNull()).isTrue();
    }

    @Test
    void theThetaThatIsKeptIsThatOfTheLastPointWithoutABadStep() {
        EvaluationByHeart evaluation = evaluation().diverging(WhoDrives.IMITATOR, 200);
        evaluation.run();

        Safetensors kept = Safetensors.read(evaluation.file("diverged-imitator-1001.safetensors"));
        assertThat(kept.floats("theta")).containsExactly(200);
        assertThat(kept.metadata())
                .containsEntry("step", "200")
                .containsEntry("rollout", "imitator")
                .containsEntry("seed", "1001");
        assertThat(evaluation.file("diverged-teacher-1001.safetensors")).doesNotExist();
    }

    @Test
    void whatDivergesBeforeTheFirstPointKeepsTheThetaOfTheBeginning() {
        EvaluationByHeart evaluation = evaluation().diverging(WhoDrives.IMITATOR, 0);
        evaluation.run();

        assertThat(evaluation.line("result", "imitator").path("firstBadStep").asInt(-1))
                .isZero();
        Safetensors kept = Safetensors.read(evaluation.file("diverged-imitator-1001.safetensors"));
        assertThat(kept.floats("theta")).containsExactly(0);
        assertThat(kept.metadata()).containsEntry("step", "0");
    }

    @Test
    void aTeacherThatDivergesIsNotCountedAsTheImitatorWhileItRunsOrAfterAResume() {
        EvaluationByHeart first = evaluation().diverging(WhoDrives.TEACHER, 170);
        assertThat(first.run()).isZero();
        assertThat(first.line("result", "teacher").path("firstBadStep").asInt()).isEqualTo(170);

        EvaluationByHeart again = evaluation();
        assertThat(again.run()).isZero();
        assertThat(again.loops).isEmpty();
    }

    @Test
    void anImitatorsDivergenceInAFinishedLoopIsCountedAfterAResumeAndOnlyTheRestIsRun() {
        EvaluationByHeart evaluation = evaluation();
        evaluation.left("""
            {"kind":"point","seed":1001,"rollout":"imitator","step":100}
            {"kind":"result","seed":1001,"rollout":"imitator","steps":200,"firstBadStep":170}
            {"kind":"point","seed":1001,"rollout":"teacher","step":100}
            """);

        assertThat(evaluation.run()).isEqualTo(1);

        assertThat(evaluation.loops).extracting(loop -> loop.spec.whoDrives()).containsExactly(WhoDrives.TEACHER);
        assertThat(evaluation.lines("point", "imitator")).hasSize(1);
        assertThat(evaluation.lines("point", "teacher"))
                .extracting(line -> line.path("step").asInt())
                .containsExactly(100, 200, 300, 400);
    }
}
