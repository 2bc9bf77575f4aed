package dev.understudy.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.fault.Fault;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RunLocation;
import dev.understudy.run.Status;
import dev.understudy.run.Status.State;
import dev.understudy.train.Experiment;
import dev.understudy.train.ParticleHost;
import dev.understudy.train.SharedChecks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The particles of an evolution on a Spark of this process; check-evolution.sh has the real cluster. */
class SparkParticlesTest {
    private static final String CONFIG = """
            name: evolved
            threads: 1
            tasks:
              - {data: {dataset: half-plane}, optimizee: {batch: 4}}
              - {data: {dataset: half-plane}, optimizee: {layers: [{dense: 3}, relu, {dense: 1}], batch: 8}}
            teacher: {adam: {learningRate: 0.03}}
            imitator: {hidden: [2], features: moments, head: zero-out}
            training:
              metaSteps: 24
              objective: {evolution: {estimator: pes, pairs: 3, sigma: 0.05, window: 5, shortest: 10, longest: 30, validateEvery: 4, imitation: {from: 1, end: 6}}}
              metaOptimizer: {adam: {learningRate: 0.01}}
              checkpointEvery: 10
              logEvery: 4
            evaluation: {steps: 20, batch: 16, everySteps: 10, seeds: [1001]}
            """;

    private static JavaSparkContext spark;

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    @BeforeAll
    static void start() {
        spark = LocalSpark.of(2);
    }

    @AfterAll
    static void end() {
        spark.close();
    }

    private Status run(String name, ParticleHost particles) {
        Config config = Configs.parse(CONFIG, "evolved.yaml", List.of("name=" + name), one -> null);
        RunLocation place = RunLocation.ofTrial(folder, name, config.trial());
        return new Experiment(config, place, () -> false, said::add, false, particles).run(false, false);
    }

    private static ParticleHost withData(String data) {
        return (config, say) -> new SparkParticles(
                spark,
                new ParticlesOnExecutor(
                        config.toYaml(), config.name(), data == null ? new SharedChecks().dataSha256(config) : data),
                3,
                say);
    }

    private float[] phi(String name) {
        return ImitatorFile.read(folder.resolve(name + "/seed-1/phi.safetensors")).phi();
    }

    @Test
    void phiIsThatOfOneMachineAndTheOverheadIsTold() {
        assertThat(run("here", null).state()).isEqualTo(State.DONE);
        assertThat(said).noneMatch(line -> line.contains("Spark"));
        assertThat(run("there", withData(null)).state()).isEqualTo(State.DONE);
        assertThat(phi("there")).containsExactly(phi("here"));
        assertThat(said)
                .anyMatch(line -> line.endsWith("its particles are computed on executors, in 3 parts at once"))
                .anyMatch(line -> line.matches(".*a step takes \\d+ ms, of which \\d+ ms are Spark's.*"));
    }

    @Test
    void anExecutorWithOtherDataLeavesTheTrialUnfinishedAndSaysWhy() {
        Status status = run("mistaken", withData("0000"));
        assertThat(status.state()).isEqualTo(State.INTERRUPTED);
        assertThat(status.message())
                .contains("cannot compute particles")
                .contains("those of the driver, 0000")
                .contains("the same command goes on from here");
    }

    @Test
    void devicesOfTwoKindsAreRefused() {
        SparkParticles particles = new SparkParticles(spark, new ParticlesOnExecutor("", "", ""), 1, said::add);
        particles.check(new Reply("executor_a_0", "cpu", "", 0, new byte[0]));
        particles.check(new Reply("executor_b_1", "cpu", "", 0, new byte[0]));
        assertThatThrownBy(() -> particles.check(new Reply("executor_c_2", "NVIDIA H200", "", 0, new byte[0])))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("compute on [cpu, NVIDIA H200]");
    }
}
