package dev.understudy.config;

import static dev.understudy.config.Given.config;
import static dev.understudy.config.Given.fault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Teacher;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverridesTest {
    @Test
    void anOverrideReplacesWhatTheFileOrTheDefaultSays() {
        Config c = config(
                "name: a\nseed: 1\n",
                "seed=3",
                "imitator.hidden=[20,20]",
                "data.dir=sets/mnist",
                "training.unroll=10",
                "name=b");
        assertThat(c.seed()).isEqualTo(3);
        assertThat(c.imitator().network().hidden()).isEqualTo(List.of(20, 20));
        assertThat(c.data().dir()).isEqualTo("sets/mnist");
        assertThat(c.training().episode()).isEqualTo(10);
        assertThat(c.name()).isEqualTo("b");
    }

    @Test
    void theLaterOverrideWins() {
        assertThat(config("name: a", "seed=3", "seed=4").seed()).isEqualTo(4);
    }

    @Test
    void aKeyBelowTheTeacherMeansTheChosenRule() {
        assertThat(config("name: a\nteacher: {sgd: {momentum: 0.9}}", "teacher.learningRate=0.1")
                        .teacher())
                .isEqualTo(new Teacher.Sgd(0.1, 0.9, 0, false));
        assertThat(config("name: a\nteacher: adam", "teacher.learningRate=0.1").teacher())
                .isEqualTo(new Teacher.Adam(0.1));
        assertThat(config("name: a", "teacher.learningRate=0.1").teacher()).isEqualTo(new Teacher.Sgd(0.1));
        assertThat(config("name: a", "training.metaOptimizer.learningRate=0.1")
                        .training()
                        .metaOptimizer())
                .isEqualTo(new Teacher.Adam(0.1));
        assertThat(config("name: a", "teacher=adagrad", "teacher.epsilon=1").teacher())
                .isEqualTo(new Teacher.AdaGrad(0.01, 0, 0, 1));
    }

    @Test
    void anotherRuleReplacesTheFilesRuleWithAllItsKeys() {
        assertThat(config("name: a\nteacher: {sgd: {learningRate: 0.5}}", "teacher.adam.beta1=0.8")
                        .teacher())
                .isEqualTo(new Teacher.Adam(1e-3, 0.8, 0.999, 1e-8));
        assertThat(config("name: a\nteacher: {sgd: {learningRate: 0.5}}", "teacher.adam={}")
                        .teacher())
                .isEqualTo(new Teacher.Adam(1e-3));
        assertThat(config("name: a\nteacher: {adam: {learningRate: 0.5}}", "teacher.adam.beta1=0.8")
                        .teacher())
                .isEqualTo(new Teacher.Adam(0.5, 0.8, 0.999, 1e-8));
        assertThat(config("name: a\nteacher: {sgd: {learningRate: 0.5}}", "teacher={adam: {beta1: 0.8}}")
                        .teacher())
                .isEqualTo(new Teacher.Adam(1e-3, 0.8, 0.999, 1e-8));
    }

    @Test
    void modelAndLayersReplaceEachOther() {
        assertThat(config("name: a\noptimizee: {model: mnist-cnn, batch: 3}", "optimizee.layers=[relu, {dense: 10}]")
                        .optimizee()
                        .layers())
                .hasSize(2);
        assertThat(config("name: a\noptimizee: {layers: [{dense: 10}]}", "optimizee.model=mnist-cnn")
                        .optimizee()
                        .layers())
                .isNull();
    }

    @Test
    void aFaultyOverrideIsNamedInsteadOfALine() {
        assertThat(fault("name: a", "training.unroll=0"))
                .isEqualTo("-o training.unroll is 0; expected a whole number from 1 to 10000");
        assertThat(fault("name: a", "training.unrol=5"))
                .isEqualTo("-o training.unrol is unknown; expected a known key; did you mean unroll?");
        assertThat(fault("name: a", "teacher.learningrat=5"))
                .isEqualTo("-o teacher.sgd.learningrat is unknown; expected a known key; did you mean learningRate?");
        assertThat(fault("name: a", "teacher.adm.beta1=5"))
                .isEqualTo("-o teacher.adm is unknown; expected a known key; did you mean adam?");
        assertThat(fault("name: a", "seed=no")).isEqualTo("-o seed is no; expected a whole number");
        assertThat(fault("name: a", "imitator.hidden=[2")).startsWith("-o imitator.hidden is not YAML (");
        assertThat(fault("name: a", "name=../b")).startsWith("-o name is \"../b\"; expected 1 to 64 letters");
        assertThat(fault("name: a\nseed: 4", "seed.x=1"))
                .isEqualTo(
                        "-o seed is 4 in adam.yaml:2; expected a section, to set a key in it; correct the option or the line");
        assertThat(fault("name: a", "seed"))
                .isEqualTo("-o seed is not an override; expected key=value, such as -o training.unroll=20");
        assertThat(fault("name: a", "=5")).startsWith("-o =5 is not an override;");
        assertThat(fault("name: a", "seed=&a 5")).startsWith("-o seed has an anchor or alias");
    }

    @Test
    void whatAnOverrideBreaksElsewhereIsNamedThere() {
        assertThat(fault("name: a\ntraining:\n  episode: 1000\n", "training.unroll=300"))
                .isEqualTo("adam.yaml:3 training.episode is 1000; expected a multiple of training.unroll, 300");
    }
}
