package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.config.Config;
import dev.understudy.fault.Fault;
import dev.understudy.run.Provenance;
import dev.understudy.run.RawLines;
import dev.understudy.run.Status;
import dev.understudy.run.TunedTeacher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trials of a tuning on seventeen coordinates: the rollouts that are made, and those that are not repeated. */
class ScheduleTuningTest {
    private static final List<Double> TWO = List.of(0.01, 0.1);

    @TempDir
    private Path runs;

    private ScheduleTuning tuning(BooleanSupplier stop, List<Double> rates, String... overrides) {
        return new ScheduleTuning(config(overrides), rates, runs, stop, new Noted());
    }

    private static Config config(String... overrides) {
        String[] all = new String[overrides.length + 2];
        all[0] = "evaluation.seeds=[5, 6]";
        all[1] = "evaluation.schedule=linear";
        System.arraycopy(overrides, 0, all, 2, overrides.length);
        return Trials.config(all);
    }

    private Path directory() {
        return runs.resolve("tiny/tuned-adam-20/evaluations/linear");
    }

    private List<JsonNode> lines() {
        List<JsonNode> lines = RawLines.read(directory().resolve("tuning.jsonl"));
        lines.forEach(line -> ((ObjectNode) line).remove("seconds"));
        return lines;
    }

    private List<String> rollouts() {
        return lines().stream()
                .map(line -> line.path("learningRate").asDouble() + " "
                        + line.path("seed").asLong())
                .toList();
    }

    @Test
    void everyRateIsTriedOnEverySeed() {
        Status status = tuning(Trials.NEVER, TWO).run(false, false, 0);

        assertThat(status.state()).isEqualTo(Status.State.DONE);
        assertThat(rollouts()).containsExactly("0.01 5", "0.01 6", "0.1 5", "0.1 6");
        assertThat(lines()).allSatisfy(line -> {
            assertThat(line.path("step").asInt()).isEqualTo(20);
            assertThat(line.path("trainingLoss").asDouble()).isBetween(0.0, 2.0);
        });
        assertThat(lines().get(0)).isNotEqualTo(lines().get(1));
        assertThat(directory().resolve("config.yaml")).content().contains("schedule: linear");
        assertThat(Provenance.lastSession(directory().resolve("provenance.json")))
                .hasValueSatisfying(session -> assertThat(session.seeds()).containsValues(5L, 6L));
    }

    @Test
    void aRolloutThatIsThereIsNotDoneAgainAndAGrownGridAddsTheOthers() throws Exception {
        tuning(Trials.NEVER, TWO).run(false, false, 0);
        Path file = directory().resolve("tuning.jsonl");
        String before = Files.readString(file);

        assertThat(tuning(Trials.NEVER, TWO).settled(false)).isPresent();
        tuning(Trials.NEVER, TWO).run(false, false, 0);
        assertThat(Files.readString(file)).isEqualTo(before);

        ScheduleTuning grown = tuning(Trials.NEVER, List.of(0.01, 0.05), "evaluation.seeds=[5, 7]");
        assertThat(grown.settled(false)).isEmpty();
        grown.run(false, false, 0);
        assertThat(Files.readString(file)).startsWith(before);
        assertThat(rollouts().subList(4, 7)).containsExactly("0.01 7", "0.05 5", "0.05 7");
    }

    @Test
    void oneThatWasStoppedGoesOnAndComesToTheSame() {
        assertThatThrownBy(() -> tuning(Trials.after(25), TWO).run(false, false, 0))
                .isInstanceOf(Stop.class);
        assertThat(rollouts()).containsExactly("0.01 5");
        assertThat(Status.read(directory().resolve("evaluation.json"))
                        .orElseThrow()
                        .state())
                .isEqualTo(Status.State.INTERRUPTED);
        tuning(Trials.NEVER, TWO).run(false, false, 0);
        List<JsonNode> stopped = lines();
        tuning(Trials.NEVER, TWO).run(true, false, 0);

        assertThat(stopped).isEqualTo(lines()).hasSize(4);
    }

    @Test
    void aDirectoryKeepsToItsTask() {
        tuning(Trials.NEVER, TWO).run(false, false, 0);

        assertThatThrownBy(() -> tuning(Trials.NEVER, TWO, "optimizee.batch=8").check(false, new SharedChecks()))
                .isInstanceOf(Fault.class)
                .hasMessageContaining(
                        "holds the tuning of another task (optimizee.batch is 8 here and 4 there); expected that of this one");
        assertThatThrownBy(() ->
                        tuning(Trials.NEVER, TWO, "teacher.adam.beta1=0.5").check(false, new SharedChecks()))
                .hasMessageContaining("beta1 0.5");
        tuning(Trials.NEVER, TWO, "optimizee.batch=8").check(true, new SharedChecks());
        tuning(Trials.NEVER, TWO, "teacher.adam.learningRate=0.5", "training.unroll=10", "evaluation.batch=2")
                .check(false, new SharedChecks()); // keys that no rollout of it depends on
    }

    @Test
    void oneWhoseProcessDiedHasFailedAndGoesOnWhenAsked() {
        ScheduleTuning tuning = tuning(Trials.NEVER, TWO);
        assertThat(tuning.died("killed", "last words").state()).isEqualTo(Status.State.FAILED);
        assertThat(tuning.settled(false)).isPresent();
        assertThat(tuning.settled(true)).isEmpty();
        assertThat(tuning.run(false, true, 0).state()).isEqualTo(Status.State.DONE);
        assertThat(tuning.died("killed", "").state()).isEqualTo(Status.State.DONE);
    }

    @Test
    void theAnswerHasAllThatWereTried() {
        Tuning both = new Tuning(List.of(config("evaluation.schedule=constant"), config()), TWO);
        both.configs()
                .forEach(config ->
                        new ScheduleTuning(config, TWO, runs, Trials.NEVER, new Noted()).run(false, false, 0));
        Path file = both.write(both.answer(runs), runs);

        TunedTeacher tuned = TunedTeacher.read(file).orElseThrow();
        assertThat(file).isEqualTo(runs.resolve("tiny/tuned-adam-20/tuned.json"));
        assertThat(tuned.candidates())
                .extracting(candidate -> candidate.schedule() + " " + candidate.learningRate())
                .containsExactly("constant 0.01", "constant 0.1", "linear 0.01", "linear 0.1");
        double mean = lines().stream()
                .skip(2)
                .mapToDouble(line -> line.path("trainingLoss").asDouble())
                .average()
                .orElseThrow();
        assertThat(tuned.candidates().get(3).trainingLoss().mean()).isEqualTo(mean);
        assertThat(tuned.bestConstant().learningRate()).isEqualTo(0.1); // 20 steps of a hundredth lead nowhere
        assertThat(tuned.best().course().steps()).hasSize(20);
        assertThat(tuned.horizon()).isEqualTo(20);
        assertThat(tuned.teacher()).isEqualTo("adam with beta1 0.9, beta2 0.999, epsilon 1.0e-8");
        assertThat(tuned.task())
                .containsEntry("optimizee.batch", "4")
                .containsEntry("data.dataset", "half-plane")
                .containsEntry("data sha256", "generated")
                .containsEntry("evaluation.weightDecay", "0.0")
                .doesNotContainKeys("seed", "training.unroll", "evaluation.seeds[0]");
        assertThat(Provenance.lastSession(file.resolveSibling("provenance.json")))
                .isPresent();
    }
}
