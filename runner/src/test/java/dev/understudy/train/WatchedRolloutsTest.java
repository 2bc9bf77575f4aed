package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.engine.WhoDrives;
import dev.understudy.run.JsonLines;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.WatchedFiles;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages of an evaluation and a training to a watch, their resumption and their stops; on rollouts with known values. */
class WatchedRolloutsTest {
    private static final String[] SHORT = {
        "evaluation.steps=120", "evaluation.everySteps=60", "evaluation.noUpdate=false"
    };

    @TempDir
    private Path folder;

    private final Progress progress = new Progress();

    private int evaluate(EvaluationByHeart evaluation, BooleanSupplier stop, String... overrides) {
        Setup setup = Setup.of(Trials.config(overrides), evaluation);
        try (RunDirectory directory = RunDirectory.open(folder, "tiny", "seed-1", false)) {
            return new Evaluator(
                            setup, evaluation, setup.problem().imitator(), evaluation.phi, directory, stop, progress)
                    .run();
        }
    }

    // ---- progress ----

    /** Rollouts are stopped at their points, 60 and 120, and every 50 steps in between: at 50, and at 60, the start of the mean; then at the points of the end. */
    @Test
    void theProgressOfAnEvaluationCountsTheStepsOfAllItsLoops() {
        evaluate(new EvaluationByHeart(folder, SHORT), Trials.NEVER, SHORT);

        assertThat(progress.begun).containsExactly("evaluation: 0 of 240 steps");
        assertThat(progress.ended).isEqualTo(1);
        long[] loop = {50, 60, 96, 102, 108, 114, 120};
        assertThat(progress.at)
                .containsExactlyElementsOf(LongStream.concat(
                                LongStream.concat(LongStream.of(loop), LongStream.of(120)),
                                LongStream.concat(LongStream.of(loop).map(step -> 120 + step), LongStream.of(240)))
                        .boxed()
                        .toList());
    }

    @Test
    void theProgressOfAnEvaluationThatGoesOnBeginsWithItsCompleteLoops() {
        EvaluationByHeart evaluation = new EvaluationByHeart(folder, SHORT);
        evaluation.left("{\"kind\":\"result\",\"seed\":1001,\"rollout\":\"imitator\",\"step\":120}\n");

        evaluate(evaluation, Trials.NEVER, SHORT);

        assertThat(progress.begun).containsExactly("evaluation: 120 of 240 steps");
        assertThat(progress.at).startsWith(120L, 170L, 180L).endsWith(240L, 240L);
    }

    private String train(Progress watch, BooleanSupplier stop) {
        Setup setup = Setup.of(
                Trials.config("training.metaSteps=25", "training.logEvery=10", "training.checkpointEvery=15"),
                new EvaluationByHeart(folder));
        WatchedFiles files = new WatchedFiles(folder);
        try (JsonLines metrics = files.metrics()) {
            return new Trainer(setup, new TrainingByHeart(5, -1, -1), metrics, files.checkpoints(), stop, watch).run(0);
        }
    }

    @Test
    void theProgressOfATrainingCountsMetaSteps() {
        assertThat(train(progress, Trials.NEVER)).isNull();
        assertThat(progress.begun).containsExactly("training: 5 of 25 meta-steps");
        assertThat(progress.at).containsExactly(10L, 15L, 20L, 25L);
        assertThat(progress.ended).isEqualTo(1);
    }

    @Test
    void theProgressIsEndedAlsoWhereATrainingOrAnEvaluationIsStopped() {
        assertThatThrownBy(() -> train(progress, () -> true)).isInstanceOf(Stop.class);
        assertThat(progress.ended).isEqualTo(1);
        assertThatThrownBy(() -> evaluate(new EvaluationByHeart(folder, SHORT), () -> true, SHORT))
                .isInstanceOf(Stop.class);
        assertThat(progress.ended).isEqualTo(2);
    }

    // ---- kept results ----

    /** All lines of the imitator's rollout, which is complete, stay; none of the teacher's, which is not. */
    @Test
    void onlyLinesOfCompleteLoopsStay() {
        EvaluationByHeart evaluation = new EvaluationByHeart(folder, SHORT);
        evaluation.left("""
            {"kind":"point","seed":1001,"rollout":"imitator","step":60}
            {"kind":"horizon","seed":1001,"rollout":"imitator","step":60}
            {"kind":"result","seed":1001,"rollout":"imitator","step":120,"testLoss":77}
            {"kind":"horizon","seed":1001,"rollout":"teacher","step":77}
            {"kind":"point","seed":1002,"rollout":"imitator","step":77}
            {"kind":"horizon","seed":1002,"rollout":"imitator","step":77}
            {"kind":"verdict","verdict":"imitates","seeds":3}
            """);

        assertThat(evaluate(evaluation, Trials.NEVER, SHORT)).isZero();

        assertThat(evaluation.lines())
                .extracting(line -> line.path("kind").asText() + " "
                        + line.path("rollout").asText() + " "
                        + line.path("seed").asText() + " "
                        + line.path("step").asText())
                .containsExactly(
                        "point imitator 1001 60",
                        "horizon imitator 1001 60",
                        "result imitator 1001 120",
                        "point teacher 1001 60",
                        "point teacher 1001 120",
                        "result teacher 1001 120");
        assertThat(evaluation.line("result", "imitator").path("testLoss").asInt())
                .isEqualTo(77);
    }

    // ---- its end ----

    @Test
    void aLoopThatIsBadFromItsFirstStepEndsAtItsFirstPointAndIsCounted() {
        EvaluationByHeart evaluation = new EvaluationByHeart(folder, SHORT).diverging(WhoDrives.IMITATOR, 0);

        assertThat(evaluate(evaluation, Trials.NEVER, SHORT)).isEqualTo(1);

        JsonNode result = evaluation.line("result", "imitator");
        assertThat(result.path("step").asInt()).isEqualTo(60);
        assertThat(result.path("firstBadStep").asInt(-1)).isZero();
        assertThat(result.path("meanLoss").isNull()).isTrue();
        assertThat(evaluation.lines("point", "imitator")).hasSize(1);
    }

    /** With a horizon before the end: the mean begins anew for each, and the last step is the last. */
    @Test
    void aLoopEndsAtItsLastStepAndItsMeansBeginWhereTheirWindowsDo() {
        String[] overrides = {
            "evaluation.steps=400",
            "evaluation.everySteps=100",
            "evaluation.horizons=[100]",
            "evaluation.noiseFloor=true"
        };
        EvaluationByHeart evaluation = new EvaluationByHeart(folder, overrides);

        assertThat(evaluation.run()).isZero();

        JsonNode result = evaluation.line("result", "imitator");
        assertThat(result.path("step").asInt()).isEqualTo(400);
        assertThat(evaluation.loops.get(0).means).containsExactly(50, 200);
        assertThat(EvaluationByHeart.numbers(result.path("pointLosses")))
                .containsExactly(320.0, 340.0, 360.0, 380.0, 400.0);
        assertThat(EvaluationByHeart.numbers(
                        evaluation.line("horizon", "imitator").path("pointLosses")))
                .containsExactly(80.0, 85.0, 90.0, 95.0, 100.0);
        assertThat(result.path("seconds").asDouble()).isBetween(1e-9, 600.0);
        // The noise floor has no points.
        assertThat(evaluation.line("result", "floor").path("pointLosses")).isEmpty();
        assertThat(evaluation.loops.get(3).spec.problem().teacher().learningRate())
                .isEqualTo(0.003 * 1.0001);
        assertThat(evaluation.loops).allMatch(loop -> loop.closed);
    }

    // ---- wall time ----

    /** A score takes as long as eighty steps of an imitator: were the scores in it, its step would take more than 3 ms. */
    @Test
    void aStepsTimeIsWithoutThePointsAndTheTeachersIsWithoutAnImitator() {
        EvaluationByHeart evaluation = new EvaluationByHeart(folder, SHORT).slow();

        evaluate(evaluation, Trials.NEVER, SHORT);

        double imitator =
                evaluation.line("result", "imitator").path("stepMillis").asDouble();
        double teacher = evaluation.line("result", "teacher").path("stepMillis").asDouble();
        assertThat(imitator).isBetween(1.0, 2.5);
        assertThat(teacher).isBetween(0.5, 0.999 * imitator);
        // By stretches of 50 steps, as many as fit into the evaluation's.
        assertThat(evaluation.timed).hasSize(1);
        assertThat(evaluation.timed.get(0).step()).isEqualTo(100);
        assertThat(evaluation.timed.get(0).closed).isTrue();
    }
}
