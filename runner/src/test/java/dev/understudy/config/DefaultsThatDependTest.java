package dev.understudy.config;

import static dev.understudy.config.Given.config;
import static dev.understudy.config.Given.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Shape;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Defaults of a key that depend on another key, and keys that exclude each other. */
class DefaultsThatDependTest {
    @Test
    void theGainIsTheTeachersLearningRateButForTheGatedHead() {
        assertThat(config("name: a\nteacher: {adam: {learningRate: 0.02}}\nimitator: {head: zero-out}")
                        .imitator()
                        .network()
                        .gain())
                .isEqualTo(0.02);
        assertThat(config("name: a\nteacher: {adam: {learningRate: 0.02}}")
                        .imitator()
                        .network()
                        .gain())
                .isEqualTo(1);
        assertThat(config("name: a\nteacher: {adam: {learningRate: 0.02}}\nimitator: {head: zero-out, gain: 0.5}")
                        .imitator()
                        .network()
                        .gain())
                .isEqualTo(0.5);
    }

    @Test
    void anImitatorThatIsNamedGivesItsKeysWhichMayBeRepeatedAndNotChanged() {
        Imitator trained = Imitator.gated(7);
        Function<String, Imitator> known = name -> name.equals("trained") ? trained : null;

        assertThat(Configs.parse("name: a\nimitator: {pretrained: trained, hidden: [7]}", "a", List.of(), known)
                        .imitator())
                .isEqualTo(new ImitatorConfig(trained, null, "trained"));
        assertThat(Configs.parse("name: a\nimitator: {pretrained: other}", "a", List.of(), known)
                        .imitator()
                        .network())
                .isEqualTo(config("name: a").imitator().network());
        assertThatThrownBy(() -> Configs.parse(
                        "name: a\nimitator:\n  pretrained: trained\n  hidden: [8]", "a", List.of(), known))
                .isInstanceOf(Fault.class)
                .hasMessage("a:4 imitator.hidden is [8] with imitator.pretrained trained; expected [7], which it was "
                        + "trained with; leave the key out, or leave imitator.pretrained out to train from the start");
    }

    @Test
    void aCosineFallsOverAllMetaSteps() {
        assertThat(config("name: a\ntraining: {metaSteps: 77, schedule: cosine}")
                        .training()
                        .cosineOver())
                .isEqualTo(77);
        assertThat(config("name: a\ntraining: {metaSteps: 77}").training().cosineOver())
                .isZero();
    }

    @Test
    void theCurveHasAPointEvery50StepsOrAtTheEndOfAShorterOne() {
        assertThat(config("name: a\nevaluation: {steps: 10}").evaluation().everySteps())
                .isEqualTo(10);
        assertThat(config("name: a\nevaluation: {steps: 50}").evaluation().everySteps())
                .isEqualTo(50);
        assertThat(config("name: a").evaluation().everySteps()).isEqualTo(50);
        assertThat(fault("name: a\nevaluation: {steps: 10, everySteps: 11}"))
                .isEqualTo("adam.yaml:2 evaluation.everySteps is 11; expected at most evaluation.steps, 10");
        assertThat(fault("name: a\nevaluation: {steps: 10, everySteps: 0}"))
                .startsWith("adam.yaml:2 evaluation.everySteps is 0; expected a whole number from 1");
    }

    @Test
    void overFewerStepsAnEvaluationKeepsTheHorizonsBeforeItsEnd() {
        EvaluationConfig trained = config("name: a\nevaluation: {steps: 4000, horizons: [100, 1000]}")
                .evaluation();

        assertThat(trained.over(2000).horizons()).containsExactly(100, 1000);
        assertThat(trained.over(1500).horizons()).containsExactly(100, 1000);
        assertThat(trained.over(1499).horizons()).containsExactly(100);
        assertThat(trained.over(100).horizons()).isEmpty();
        assertThat(trained.over(30).everySteps()).isEqualTo(30);
        assertThat(trained.over(2000).everySteps()).isEqualTo(50);
        assertThat(trained.over(2000).seeds()).isEqualTo(trained.seeds());
    }

    @Test
    void aDeviceIsAutoOrCpuOrCuda() {
        assertThat(config("name: a").device().isAuto()).isTrue();
        assertThat(config("name: a\ndevice: cpu").device())
                .matches(d -> !d.isAuto() && !d.isCuda() && d.ordinal().isEmpty());
        assertThat(config("name: a\ndevice: cuda").device())
                .matches(d -> !d.isAuto() && d.isCuda() && d.ordinal().isEmpty());
        assertThat(config("name: a\ndevice: cuda:0").device())
                .matches(d -> d.isCuda() && d.ordinal().getAsInt() == 0);
    }

    @Test
    void whereNothingIsSaidTheNetworkSuitsTheShapeOfTheSamples() {
        assertThat(OptimizeeConfig.DEFAULTS.layers(new Shape(2, 1, 1), 2)).isEqualTo(Optimizee.halfPlane());
        assertThat(OptimizeeConfig.DEFAULTS.layers(new Shape(1, 28, 28), 10).coordinates())
                .isEqualTo(21_840);
    }

    @Test
    void aNetworkOfDl4jStandsAlone() {
        assertThat(config("name: a\noptimizee: {dl4j: net.json}").optimizee().isExternal())
                .isTrue();
        assertThat(fault("name: a\noptimizee: {dl4j: net.json, model: mnist-cnn}"))
                .isEqualTo("adam.yaml:2 optimizee.dl4j is given together with optimizee.model or optimizee.layers; "
                        + "expected one of the three");
        assertThat(fault("name: a\noptimizee: {dl4j: net.json, layers: [{dense: 10}]}"))
                .endsWith("expected one of the three");
        assertThat(fault("name: a\nengine: fused\noptimizee: {dl4j: net.json}"))
                .startsWith("adam.yaml:2 engine is fused with optimizee.dl4j; expected nd4j or auto");
    }

    /** 2 · 4096 for the conv; (4096 · 28 · 28 + 1) · 65536 for the dense layer. */
    @Test
    void aLayerThatIsTooLargeIsRefusedWithAllCoordinatesUpToIt() {
        assertThat(fault("name: a\noptimizee: {layers: [{conv: {kernel: 1, channels: 4096}}, {dense: 65536}]}"))
                .isEqualTo("adam.yaml:2 optimizee.layers[1] is the layer that brings θ to 210453471232 coordinates; "
                        + "expected fewer than 268435456");
    }
}
