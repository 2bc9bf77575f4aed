package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.understudy.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An editor that uses the schema and the program's reader agree about a config. */
class ConfigSchemaTest {
    private static final JsonNode SCHEMA = schema();
    private static final EditorsView EDITOR = new EditorsView(SCHEMA);

    @TempDir
    private Path folder;

    private static JsonNode schema() {
        try {
            return new JsonMapper().readTree(ConfigSchema.text(List.of("sgd", "adam")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Path> configs() throws IOException {
        try (Stream<Path> examples = Files.walk(Root.path("configs"));
                Stream<Path> results = Files.walk(Root.path("docs/results"))) {
            return Stream.concat(examples, results)
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void everyConfigOfTheRepositoryIsFree(Path config) throws IOException {
        assertThat(EDITOR.marks(Files.readString(config))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("configs")
    void theSameConfigWithEveryKeyWrittenOutIsFree(Path config) {
        Node.Keys root = Inheritance.read(config);
        root.map().remove("sweep");

        assertThat(EDITOR.marks(Configs.resolved(root, "a.yaml", name -> null).toYaml()))
                .isEmpty();
    }

    static Stream<String> keys() {
        return EveryKeyTest.keys().stream();
    }

    private static Node.Keys with(String key, String value) {
        Node.Keys root = Configs.keys(EveryKeyTest.base(key), "a.yaml");
        Overrides.read(key + "=" + value).apply(root);
        return root;
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyIsKnownWithADefaultAndWithAnotherValue(String key) {
        assertThat(EDITOR.marks(with(key, EveryKeyTest.OTHER.get(key)))).isEmpty();
        String standard =
                key.equals("name") ? "a" : RecordTree.flatten(Config.named("a")).get(key);
        if (standard != null) {
            assertThat(EDITOR.marks(with(key, standard))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyIsMarkedWhereItIsMisspeltOrHasAValueOfAnotherSort(String key) {
        assertThat(EDITOR.marks(with(key, "{nonsense: 1}"))).as("a section").isNotEmpty();
        assertThat(EDITOR.marks(with(key, "[[nonsense]]"))).as("a list").isNotEmpty();
        // Overrides assign a key after a rule's name to the rule; elsewhere the other key is misspelt.
        assertThat(EDITOR.marks(with(key + "x", "1"))).as("misspelt").isNotEmpty();
        String value = EveryKeyTest.OTHER.get(key);
        if (value.matches("[0-9.]+|true|false|\\[[0-9., ]*]")) {
            assertThat(EDITOR.marks(with(key, "nonsense"))).as("a word").isNotEmpty();
        }
    }

    @Test
    void aWordThatIsNoneOfAnEnumerationIsMarked() {
        for (String key : List.of("engine", "data.dataset", "imitator.head", "training.loss", "evaluation.schedule")) {
            assertThat(EDITOR.marks(with(key, "nonsense"))).as(key).isNotEmpty();
            assertThat(EDITOR.marks(with(key, EveryKeyTest.OTHER.get(key).toUpperCase(Locale.ROOT))))
                    .as(key)
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "teacher: sgd",
                "teacher: {adam: null}",
                "teacher: {adam: {beta1: .8, epsilon: 1e-8}}",
                "teacher: null",
                "data: null",
                "data: {dataset: null}",
                "seed: 10_000",
                "training: {metaSteps: 1e4, objective: {evolution: {imitation: {from: 1}}}, startNoise: 0}",
                "optimizee: {layers: [{conv: {kernel: 5, channels: 10}}, relu, {maxPool: 2}, tanh, {dropout: 0.5}, {channelDropout: .1}, {dense: 10}]}",
                "imitator: {pretrained: runs/quickstart/seed-1}",
                "tasks: [{data: {dataset: digits}}, {optimizee: {batch: 3}}]\ntraining: {objective: evolution}",
                "sweep: null",
                "sweep: {grid: {seed: 1..3, teacher.learningRate: [1e-3, .1], teacher: [sgd, adam], imitator.hidden: [[8], [20]]}}",
                "sweep: {grid: {seed: null}, names: {teacher.learningRate: lr}}",
                "sweep: {random: {trials: 2, seed: 7, training.clip: {uniform: [0.5, 2]}, optimizee.batch: {choice: [16, 64]}}}",
                "sweep: {halving: {rungs: [100, 200], keep: 0.5, metric: taskLoss}}"
            })
    void whatTheReaderTakesIsFree(String line) {
        assertThat(EDITOR.marks("name: a\n" + line)).isEmpty();
        assertThat(new Swept(folder).configs(line)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "teacher: adm",
                "teacher: {adam: {}, sgd: {}}",
                "teacher: {learningRate: 0.1}",
                "teacher: {adam: {momentum: 0.1}}",
                "seed: null",
                "seed: -1",
                "seed: \"5\"",
                "device: gpu",
                "optimizee: {layers: [{conv: {kernel: 5}}]}",
                "optimizee: {layers: [relu: 3]}",
                "optimizee: {layers: [sigmoid]}",
                "optimizee: {batch: 0}",
                "training: {unroll: 10001}",
                "training: {unroll: 2.5}",
                "training: {startNoise: 0.1}",
                "evaluation: {seeds: [-1]}",
                "imitator: {hidden: [0]}",
                "sweep: {seed: [1, 2]}",
                "sweep: {grid: {sed: [1, 2]}}",
                "sweep: {grid: {seed: 3}}",
                "sweep: {grid: {seed: []}}",
                "sweep: {grid: {name: [b, c]}}",
                "sweep: {grid: {training.unroll: [a, b]}}",
                "sweep: {random: {trials: 2, training.clip: {uniform: [1]}}}",
                "sweep: {random: {trials: 2, training.clip: {normal: [0, 1]}}}",
                "sweep: {halving: {metric: taskLoss}}",
                "sweep: {halving: {rungs: [1], metric: loss}}",
                "sweep: {names: {seed: 'a b'}}"
            })
    void whatTheReaderRefusesIsMarked(String line) {
        assertThat(EDITOR.marks("name: a\n" + line)).isNotEmpty();
        assertThat(new Swept(folder).fault(line)).isNotEmpty();
    }

    @Test
    void aConfigWithoutANameIsMarkedUnlessItsBaseMayHaveOne() {
        assertThat(EDITOR.marks("seed: 2")).isNotEmpty();
        assertThat(EDITOR.marks("extends: base.yaml")).isEmpty();
        assertThat(EDITOR.marks("name: [b]")).isNotEmpty();
        assertThat(EDITOR.marks("name: a b")).isNotEmpty();
        assertThat(EDITOR.marks("name: 2024")).isEmpty();
    }

    @Test
    void defaultsAndLimitsAreThoseOfTheRecords() {
        JsonNode training = SCHEMA.path("properties").path("training").path("properties");

        assertThat(training.path("unroll").path("minimum").asLong()).isEqualTo(1);
        assertThat(training.path("unroll").path("maximum").asLong()).isEqualTo(10_000);
        assertThat(training.path("unroll").path("default").asLong()).isEqualTo(5);
        assertThat(training.path("objective").path("default").asText()).isEqualTo("imitation");
        assertThat(training.path("unroll").path("description").asText()).endsWith("Default: 5");
        assertThat(SCHEMA.path("properties").path("name").path("description").asText())
                .doesNotContain("Default");
        assertThat(training.path("clip").has("minimum"))
                .as("no range of whole numbers")
                .isFalse();
    }

    /** So that an editor can show a text for every key, and no text is left for removed keys. */
    @Test
    void everyMeaningIsSaidAndEveryKeyHasOne() {
        String all = String.join("\n", SCHEMA.findValuesAsText("description"));

        Meanings meanings = new Meanings();
        assertThat(meanings.all()).isNotEmpty().allMatch(name -> all.contains(meanings.of(name)));
        Map<String, JsonNode> properties = new TreeMap<>();
        collect("", SCHEMA.path("properties"), properties);
        assertThat(properties)
                .hasSizeGreaterThan(80)
                .allSatisfy((key, value) ->
                        assertThat(value.path("description").asText()).as(key).isNotEmpty());
    }

    private static void collect(String path, JsonNode properties, Map<String, JsonNode> to) {
        properties.fields().forEachRemaining(key -> {
            to.put(Node.join(path, key.getKey()), key.getValue());
            collect(Node.join(path, key.getKey()), key.getValue().path("properties"), to);
        });
    }
}
