package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.JsonLines;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status.State;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trial that is trained by evolution, stopped between two windows of an episode. */
@Tag("slow")
class EvolutionTrialTest {
    private static final String CONFIG = """
            name: evolved
            threads: 2
            data: {dataset: half-plane}
            optimizee: {batch: 4}
            teacher: {adam: {learningRate: 0.03}}
            imitator: {hidden: [2], features: moments, head: zero-out}
            training:
              metaSteps: 12
              objective: {evolution: {estimator: pes, pairs: 2, sigma: 0.05, window: 5, shortest: 15, longest: 30, rescale: 3, validateEvery: 4, imitation: {from: 1, end: 6}}}
              metaOptimizer: {adam: {learningRate: 0.01}}
              logEvery: 1
            evaluation: {steps: 20, batch: 16, everySteps: 10, seeds: [1001]}
            """;

    @TempDir
    private Path folder;

    private static Config config(String... overrides) {
        return Configs.parse(CONFIG, "evolved.yaml", List.of(overrides), Pretrained::network);
    }

    private static Experiment experiment(Path runs, String... overrides) {
        return new Experiment(config(overrides), runs, Trials.NEVER, new Noted());
    }

    private static float[] phi(Path runs) {
        return ImitatorFile.read(runs.resolve("evolved/seed-1").resolve(RunDirectory.PHI))
                .phi();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 8})
    void whatIsStoppedGoesOnAsIfNothingHadHappened(int at) {
        Path whole = folder.resolve("whole");
        assertThat(experiment(whole).run(false, false).state()).isEqualTo(State.DONE);
        Path parts = folder.resolve("parts");
        assertThatThrownBy(() -> experiment(parts).run(false, false, at)).isInstanceOf(Stop.class);
        assertThat(experiment(parts).run(false, false).state()).isEqualTo(State.DONE);
        assertThat(phi(parts)).containsExactly(phi(whole));
    }

    /** A factor of a power of two is exact, so both the imitator's gain and the compared teacher's rate are seen. */
    @Test
    void aTaskOfTwiceTheRateIsLearnedAsByATeacherOfTwiceTheRate() {
        Path factor = folder.resolve("factor");
        Path rate = folder.resolve("rate");
        String task = "{data: {dataset: half-plane}, optimizee: {batch: 4}";
        experiment(factor, "data=null", "optimizee=null", "tasks=[" + task + ", rateFactor: 2}]")
                .run(false, false);
        experiment(rate, "teacher.adam.learningRate=0.06").run(false, false);
        assertThat(phi(factor)).containsExactly(phi(rate));
    }

    /** The start, and after every fourth meta-step. */
    @Test
    void whatTheValidationFoundIsInTheMetrics() {
        experiment(folder, "training.logEvery=3").run(false, false);
        Path metrics = folder.resolve("evolved/seed-1").resolve(RunDirectory.METRICS);
        List<MetricsLine> lines = JsonLines.read(metrics, MetricsLine.class);
        assertThat(lines.stream()
                        .flatMap(line ->
                                line.validation().stream().map(found -> line.metaStep() + ": " + found.metaStep())))
                .containsExactly("3: 0", "6: 4", "9: 8", "12: 12");
        assertThat(lines.get(0).validation().get(0).loss()).isBetween(0.1f, 2f);
    }

    /** Its imitator's exponents are learned, exported, and taken on by another trial. */
    @Test
    void exponentsOfTensorsFactorsAreLearnedAndGoOnToBeLearned() {
        Path whole = folder.resolve("whole");
        assertThat(experiment(whole, "imitator.tensorScale=true")
                        .run(false, false)
                        .state())
                .isEqualTo(State.DONE);
        Path parts = folder.resolve("parts");
        assertThatThrownBy(() -> experiment(parts, "imitator.tensorScale=true").run(false, false, 5))
                .isInstanceOf(Stop.class);
        experiment(parts, "imitator.tensorScale=true").run(false, false);
        float[] phi = phi(whole);
        assertThat(phi(parts)).containsExactly(phi);
        assertThat(Math.abs(phi[phi.length - 2])).isGreaterThan(1e-3f);
        assertThat(Math.abs(phi[phi.length - 1])).isGreaterThan(1e-3f);
        Path more = folder.resolve("more");
        String trial = whole.resolve("evolved/seed-1").toString();
        Config config = Configs.parse(
                CONFIG.replaceAll("imitator: .*", "imitator: {pretrained: " + trial + "}")
                        .replaceAll("objective: .*", ""),
                "more.yaml",
                List.of("training.metaSteps=0"),
                Pretrained::network);
        assertThatThrownBy(() -> Configs.parse(
                        "name: more\nimitator: {pretrained: " + trial + "}\n",
                        "more.yaml",
                        List.of(),
                        Pretrained::network))
                .hasMessageContaining("imitator.tensorScale is true")
                .hasMessageStartingWith("more.yaml");
        assertThat(new Experiment(config, more, Trials.NEVER, new Noted())
                        .run(false, false)
                        .state())
                .isEqualTo(State.DONE);
        assertThat(phi(more)).containsExactly(phi);
    }

    /** A rate so large that φ itself becomes NaN: a result with that message. */
    @Test
    void phiThatIsNoNumberIsADivergedTraining() {
        Path runs = folder.resolve("runs");
        var status = experiment(runs, "training.metaOptimizer.sgd.learningRate=1e38", "training.checkpointEvery=3")
                .run(false, false);
        assertThat(status.state()).isEqualTo(State.DIVERGED);
        assertThat(status.message()).contains("diverged");
    }
}
