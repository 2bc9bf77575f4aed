package dev.understudy.train;

import static dev.understudy.train.Trials.NEVER;
import static dev.understudy.train.Trials.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.config.Config;
import dev.understudy.device.EngineSelection;
import dev.understudy.engine.Engine;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Safetensors;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A divergence is a result, not a crash. */
class DivergenceTest {
    @TempDir
    private Path folder;

    private Trials trials;

    @BeforeEach
    void anEmptyFolder() {
        trials = new Trials(folder);
    }

    @Test
    void aTrainingThatDivergesIsAResultThatSaysWhere() {
        Status status = trials.run(NEVER, "teacher={sgd: {learningRate: 1e30}}");

        assertThat(status.state()).as(status.stackTrace()).isEqualTo(State.DIVERGED);
        assertThat(status.message())
                .startsWith("diverged")
                .contains("at meta-step ")
                .doesNotContain("\n");
        assertThat(trials.status().message()).isEqualTo(status.message());
        assertThat(trials.metrics()).isNotEmpty();
        assertThat(trials.file(RunDirectory.PHI)).doesNotExist();
        assertThat(trials.file(RunDirectory.CHECKPOINT)).doesNotExist();
        assertThat(trials.file(RunDirectory.REPORT)).content().contains("diverged");
    }

    @Test
    void soIsATrainingByTheTasksLoss() {
        Status status = trials.run(
                NEVER,
                "training.objective=backprop",
                "imitator.head=zero-out",
                "training.metaOptimizer={sgd: {learningRate: 1e30}}");

        assertThat(status.state()).as(status.stackTrace()).isEqualTo(State.DIVERGED);
        assertThat(status.message()).startsWith("diverged: the task loss is ").contains(" at meta-step ");
        assertThat(trials.metrics())
                .isNotEmpty()
                .allMatch(line -> line.path("imitationLoss").isNull());
        assertThat(trials.file(RunDirectory.PHI)).doesNotExist();
    }

    @Test
    void aTeacherThatDivergesWhereItDrivesLeavesTheTrialDone() {
        Config config = Trials.config("teacher={sgd: {learningRate: 1e30}}");
        Status status = new Experiment(config, folder, NEVER, new Noted())
                .evaluate(saved(config, new float[config.imitator().network().weights()]), false);

        assertThat(status.state()).as(status.stackTrace()).isEqualTo(State.DONE);
        assertThat(result("teacher").path("firstBadStep").isInt()).isTrue();
        assertThat(result("noUpdate").path("firstBadStep").isNull()).isTrue();
    }

    private static ImitatorFile.Saved saved(Config config, float[] phi) {
        return new ImitatorFile.Saved(config.imitator().network(), phi, config.toYaml(), java.util.Map.of());
    }

    @Test
    void anImitatorThatDivergesWhereItDrivesIsAResultWithItsFirstBadStep() {
        Status status = new Experiment(longer(), folder, NEVER, new Noted()).evaluate(saved(longer(), wild()), false);

        assertThat(status.state()).as(status.stackTrace()).isEqualTo(State.DIVERGED);
        assertThat(status.message()).isEqualTo("the imitator diverged on 1 of 1 seeds");
        JsonNode result = result("imitator");
        assertThat(result.path("firstBadStep").asInt(-1)).isBetween(10, 49);
        assertThat(result.path("testLoss").isNull()).isTrue();
        assertThat(result("teacher").path("firstBadStep").isNull()).isTrue();
        for (float value : Safetensors.read(trials.file("diverged-imitator-1001.safetensors"))
                .floats("theta")) {
            assertThat(value).isFinite();
        }
    }

    @Test
    void aDivergenceBeforeAnInterruptionIsNotForgottenAfterIt() {
        try (RunDirectory directory = RunDirectory.open(folder, "tiny", "seed-1", false);
                Engine engine = EngineSelection.of(longer()).engine()) {
            Setup setup = Setup.of(longer(), engine);
            assertThatThrownBy(() -> new Evaluator(
                                    setup, engine, setup.problem().imitator(), wild(), directory, after(6), new Noted())
                            .run())
                    .isInstanceOf(Stop.class);
            assertThat(result("imitator").path("firstBadStep").isInt()).isTrue();

            assertThat(new Evaluator(setup, engine, setup.problem().imitator(), wild(), directory, NEVER, new Noted())
                            .run())
                    .isEqualTo(1);
        }
    }

    /** Long enough for numbers that grow by a factor at every step to become infinite; the trace is read after 25 steps, at five points from 42 on, and at 50. */
    private static Config longer() {
        return Trials.config("evaluation.steps=50", "evaluation.everySteps=50");
    }

    /** All gates open: it climbs the gradient, and adds its last update once more. */
    private static float[] wild() {
        float[] phi = new float[Trials.config().imitator().network().weights()];
        Arrays.fill(phi, 1e38f);
        return phi;
    }

    private JsonNode result(String driver) {
        return trials.evaluation().stream()
                .filter(line -> line.path("kind").asText().equals("result")
                        && line.path("rollout").asText().equals(driver))
                .findFirst()
                .orElseThrow();
    }
}
