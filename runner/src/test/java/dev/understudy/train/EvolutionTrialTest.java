package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.engine.ParticleAnswer;
import dev.understudy.engine.ParticleRequest;
import dev.understudy.engine.ParticleWire;
import dev.understudy.engine.ParticleWorkers;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.JsonLines;
import dev.understudy.run.MetricsLine;
import dev.understudy.run.RawLines;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunLocation;
import dev.understudy.run.Status.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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

    /** A process that only computes particles, asked over the wire; there are two of its kind. */
    private static final class Elsewhere implements ParticleHost, AutoCloseable {
        private final List<EvolutionWorker> opened = new ArrayList<>();

        @Override
        public ParticleWorkers workers(Config config, Consumer<String> say) {
            for (int i = 0; i < 2; i++) {
                opened.add(EvolutionWorker.open(config.toYaml(), "evolved", 1));
                assertThat(opened.get(i).device()).isEqualTo("cpu");
            }
            return new ParticleWorkers() {
                @Override
                public int slots() {
                    return 2;
                }

                @Override
                public List<List<ParticleAnswer>> ask(List<ParticleRequest> requests) {
                    List<List<ParticleAnswer>> answers = new ArrayList<>();
                    for (int slot = 0; slot < 2; slot++) {
                        answers.add(
                                requests.get(slot) == null
                                        ? null
                                        : ParticleWire.answers(
                                                opened.get(slot).answer(ParticleWire.bytes(requests.get(slot)))));
                    }
                    return answers;
                }
            };
        }

        @Override
        public void close() {
            opened.forEach(EvolutionWorker::close);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void aTrialWhoseParticlesAreElsewhereHasThePhiOfOneMachine(int stop) {
        Path here = folder.resolve("here");
        experiment(here).run(false, false);
        Path there = folder.resolve("there");
        try (Elsewhere elsewhere = new Elsewhere()) {
            Config config = config();
            Experiment experiment = new Experiment(
                    config,
                    RunLocation.ofTrial(there, config.name(), config.trial()),
                    Trials.NEVER,
                    new Noted(),
                    false,
                    elsewhere);
            if (stop == 0) {
                assertThat(experiment.run(false, false).state()).isEqualTo(State.DONE);
            } else {
                assertThatThrownBy(() -> experiment.run(false, false, stop)).isInstanceOf(Stop.class);
                assertThat(experiment(there).run(false, false).state()).isEqualTo(State.DONE);
            }
            assertThat(elsewhere.opened).hasSize(2);
        }
        assertThat(phi(there)).containsExactly(phi(here));
    }

    /**
     * A factor of a power of two is exact, so both the imitator's gain and the compared teacher's rate are seen, in the
     * training and in the evaluation.
     */
    @Test
    void aTaskOfTwiceTheRateIsLearnedAsByATeacherOfTwiceTheRate() {
        Path factor = folder.resolve("factor");
        Path rate = folder.resolve("rate");
        String task = "{data: {dataset: half-plane}, optimizee: {batch: 4}";
        experiment(factor, "data=null", "optimizee=null", "tasks=[" + task + ", rateFactor: 2}]")
                .run(false, false);
        experiment(rate, "teacher.adam.learningRate=0.06").run(false, false);
        assertThat(phi(factor)).containsExactly(phi(rate));
        assertThat(evaluated(factor)).isNotEmpty().isEqualTo(evaluated(rate));
    }

    /** The lines of its evaluation, the verdict among them, except for times. */
    private static List<JsonNode> evaluated(Path runs) {
        List<JsonNode> lines = RawLines.read(runs.resolve("evolved/seed-1").resolve(RunDirectory.EVALUATION));
        assertThat(lines).extracting(line -> line.path("kind").asText()).contains("verdict");
        lines.forEach(line -> ((ObjectNode) line).remove(List.of("stepMillis", "seconds")));
        return lines;
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
