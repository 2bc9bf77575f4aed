package dev.understudy.config;

import static dev.understudy.config.Given.config;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Root;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Teacher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigsTest {
    static List<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(Root.path("configs"))) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedConfigLoadsAndIsCalledLikeItsFile(Path file) {
        Config config = Configs.load(file, List.of());
        assertThat(config.name() + ".yaml").isEqualTo(file.getFileName().toString());
        assertThat(Configs.parse(config.toYaml(), "resolved", List.of())).isEqualTo(config);
    }

    @Test
    void thePublishedRunIsAsPublished() {
        Config c = Configs.load(Root.path("configs/seed-sgd-mnist.yaml"), List.of());
        assertThat(c.teacher()).isEqualTo(new Teacher.Sgd(0.01));
        assertThat(c.optimizee().batch()).isEqualTo(1);
        assertThat(c.training())
                .isEqualTo(new TrainingConfig(
                        10_000,
                        5,
                        5,
                        1,
                        new Objective.Imitation(),
                        ImitationLoss.RELATIVE,
                        new Teacher.Adam(1e-3),
                        TrainingConfig.Schedule.CONSTANT,
                        Practice.PLAIN,
                        1000,
                        100,
                        1000,
                        true));
        assertThat(c.evaluation().weightDecay()).isEqualTo(0.001);
        assertThat(c.trial()).isEqualTo("seed-1");
    }

    @Test
    void aNameAloneIsAConfigWithAllDefaults() {
        Config c = config("name: a");
        assertThat(c).isEqualTo(Config.named("a"));
        assertThat(c.training().episode()).isEqualTo(5);
        assertThat(c.optimizee().model()).isEqualTo(OptimizeeConfig.Model.MNIST_CNN);
        assertThat(config("name: a\ndata: {dataset: half-plane}").optimizee().model())
                .isEqualTo(OptimizeeConfig.Model.HALF_PLANE);
    }

    @Test
    void anEmptySectionHasItsDefaults() {
        assertThat(config("name: a\ntraining:\nteacher:\ndata: {}\n")).isEqualTo(Config.named("a"));
    }

    @Test
    void valuesAreReadByTheTypeOfTheirKey() {
        Config c = config(
                "name: no\nseed: 10_000\ntraining: {metaSteps: 1e4}\nteacher: {sgd: {learningRate: .5}}\ndata: {dir: 012}\ndevice: cuda:1\n");
        assertThat(c.name()).isEqualTo("no");
        assertThat(config("name: a\ndata: {dataset: fashion-mnist}")
                        .data()
                        .dataset()
                        .word())
                .isEqualTo("fashion-mnist");
        assertThat(c.seed()).isEqualTo(10_000);
        assertThat(c.training().metaSteps()).isEqualTo(10_000);
        assertThat(c.teacher().learningRate()).isEqualTo(0.5);
        assertThat(c.data().dir()).isEqualTo("012");
        assertThat(c.device().ordinal()).hasValue(1);
        assertThat(config("name: a\nseed: 9223372036854775807").seed()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void layersAreReadInOrderAndFitTheData() {
        Config c = config(
                "name: a\noptimizee: {layers: [{conv: {kernel: 5, channels: 10}}, {maxPool: 2}, relu, tanh, {dropout: 0.5}, {channelDropout: 0.25}, {dense: 10}], batch: 8}");
        assertThat(c.optimizee().layers())
                .containsExactly(
                        new Layer.Conv(5, 10),
                        new Layer.MaxPool(2),
                        new Layer.Relu(),
                        new Layer.Tanh(),
                        new Layer.Dropout(0.5, false),
                        new Layer.Dropout(0.25, true),
                        new Layer.Dense(10));
        assertThat(c.optimizee().layers(c.data().dataset().shape(), 10).coordinates())
                .isEqualTo(260 + 14_410);
        assertThat(Configs.parse(c.toYaml(), "resolved", List.of())).isEqualTo(c);
        Config binary = config("name: a\ndata: {dataset: half-plane}\noptimizee: {layers: [{dense: 1}]}");
        assertThat(binary.optimizee().layers(binary.data().dataset().shape(), 2).loss())
                .isEqualTo(Optimizee.Loss.BINARY_CROSS_ENTROPY);
        assertThat(config("name: a")
                        .optimizee()
                        .layers(c.data().dataset().shape(), 10)
                        .coordinates())
                .isEqualTo(21_840);
    }

    @Test
    void everyTeacherOfTheLibraryHasANameAndDefaults() {
        for (Class<?> rule : Teacher.class.getPermittedSubclasses()) {
            String name = rule.getSimpleName().toLowerCase(java.util.Locale.ROOT);
            assertThat(config("name: a\nteacher: " + name).teacher()).isExactlyInstanceOf(rule);
            assertThat(config("name: a\ntraining: {metaOptimizer: {" + name + ": {learningRate: 0.25}}}")
                            .training()
                            .metaOptimizer()
                            .learningRate())
                    .isEqualTo(0.25);
        }
        assertThat(config("name: a\nteacher: rmsprop").teacher())
                .isEqualTo(new Teacher.RmsProp(1e-3, 0.99, 1e-8, 0, false));
        assertThat(config("name: a\nteacher: {adadelta: }").teacher()).isEqualTo(new Teacher.Adadelta(1, 0.9, 1e-6));
    }

    @Test
    void aPathOfAnyFolderSurvivesTheWayThroughYaml() {
        for (String dir : List.of("sets/mnist", "C:\\data sets\\\"x\"", "null", "-", "12", "# no", "a: b", "é/日本")) {
            Config c = Config.named("a");
            Config moved = new Config(
                    "1e3",
                    c.seed(),
                    c.engine(),
                    c.device(),
                    c.threads(),
                    new DataConfig(DataConfig.Dataset.MNIST, null, dir, null, 0, 0, null),
                    c.optimizee(),
                    c.tasks(),
                    c.teacher(),
                    c.imitator(),
                    c.training(),
                    c.evaluation());
            assertThat(Configs.parse(moved.toYaml(), "resolved", List.of())).isEqualTo(moved);
        }
    }

    @Test
    void numbersInTheResolvedConfigAreNumbersForEveryYamlReader() {
        String yaml = config("name: a\nteacher: {adam: {epsilon: 1e-8}}").toYaml();
        assertThat(yaml)
                .contains(
                        "    epsilon: 1.0e-8\n",
                        "seeds: [1001, 1002, 1003]\n",
                        "  adam:\n    learningRate: 0.001\n",
                        "  dir: null\n");
    }
}
