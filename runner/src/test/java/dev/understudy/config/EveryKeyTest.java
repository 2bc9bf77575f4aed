package dev.understudy.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Objective;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The keys come from the records, so a new key is tested here or this test fails. */
class EveryKeyTest {
    /** Another legal value for each key of the default config. */
    static final Map<String, String> OTHER = new LinkedHashMap<>();

    static {
        OTHER.put("name", "b");
        OTHER.put("seed", "2");
        OTHER.put("engine", "nd4j");
        OTHER.put("device", "cuda:1");
        OTHER.put("threads", "2");
        OTHER.put("data.dataset", "mnist");
        OTHER.put("data.idx", "there");
        OTHER.put("data.dir", "there");
        OTHER.put("data.size", "16");
        OTHER.put("data.holdOut", "7");
        OTHER.put("data.from", "7");
        OTHER.put("data.to", "70");
        OTHER.put("optimizee.model", "half-plane");
        OTHER.put("optimizee.layers", "[{dense: 10}]");
        OTHER.put("optimizee.dl4j", "net.json");
        OTHER.put("optimizee.batch", "2");
        OTHER.put("teacher.sgd.learningRate", "0.5");
        OTHER.put("teacher.sgd.momentum", "0.5");
        OTHER.put("teacher.sgd.dampening", "0.5");
        OTHER.put("teacher.sgd.nesterov", "true");
        OTHER.put("imitator.hidden", "[20, 20]");
        OTHER.put("imitator.features", last(Imitator.Features.values()));
        OTHER.put("imitator.head", "zero-out");
        OTHER.put("imitator.moments.first", "[0.5]");
        OTHER.put("imitator.moments.second", "[0.5, 0.6]");
        OTHER.put("imitator.moments.corrected", "false");
        OTHER.put("imitator.moments.raw", "true");
        OTHER.put("imitator.moments.sum", "true");
        OTHER.put("imitator.moments.own", "0.5");
        OTHER.put("imitator.gain", "0.5");
        OTHER.put("imitator.chrono", "7");
        OTHER.put("imitator.teacherForcing", "true");
        OTHER.put("imitator.time", "true");
        OTHER.put("imitator.tensorScale", "true");
        OTHER.put("imitator.schedule", "true");
        OTHER.put("imitator.learningRate", "0.5");
        OTHER.put("imitator.pretrained", "other");
        OTHER.put("imitator.start", "random");
        OTHER.put("tasks", "[{optimizee: {batch: 3}}]");
        OTHER.put("training.objective.evolution.estimator", "pes");
        OTHER.put("training.objective.evolution.pairs", "7");
        OTHER.put("training.objective.evolution.sigma", "0.5");
        OTHER.put("training.objective.evolution.window", "7");
        OTHER.put("training.objective.evolution.shortest", "70");
        OTHER.put("training.objective.evolution.longest", "700");
        OTHER.put("training.objective.evolution.offset", "0.5");
        OTHER.put("training.objective.evolution.cap", "7.5");
        OTHER.put("training.objective.evolution.imitation.from", "0.5");
        OTHER.put("training.objective.evolution.imitation.to", "0.5");
        OTHER.put("training.objective.evolution.imitation.begin", "7");
        OTHER.put("training.objective.evolution.imitation.end", "70");
        OTHER.put("training.objective.evolution.direction", "0.5");
        OTHER.put("training.objective.evolution.average", "0.5");
        OTHER.put("training.objective.evolution.rescale", "10.0");
        OTHER.put("training.objective.evolution.validateEvery", "7");
        OTHER.put("training.objective.evolution.emphasis", "2.0");
        OTHER.put("training.objective.evolution.unseen", "0.5");
        OTHER.put("training.objective.evolution.learns", "schedule");
        OTHER.put("training.metaSteps", "7");
        OTHER.put("training.unroll", "7");
        OTHER.put("training.episode", "35");
        OTHER.put("training.replicas", "7");
        OTHER.put("training.objective", "backprop");
        OTHER.put("training.objective.backprop.logarithmic", "false");
        OTHER.put("training.objective.backprop.imitation.from", "0.5");
        OTHER.put("training.objective.backprop.imitation.to", "0.5");
        OTHER.put("training.objective.backprop.imitation.begin", "7");
        OTHER.put("training.objective.backprop.imitation.end", "70");
        OTHER.put("training.loss", "huber");
        OTHER.put("training.metaOptimizer.adam.learningRate", "0.5");
        OTHER.put("training.metaOptimizer.adam.beta1", "0.5");
        OTHER.put("training.metaOptimizer.adam.beta2", "0.5");
        OTHER.put("training.metaOptimizer.adam.epsilon", "0.5");
        OTHER.put("training.schedule", "cosine");
        OTHER.put("training.firstEpisode", "5");
        OTHER.put("training.onPolicy", "0.5");
        OTHER.put("training.onPolicyFrom", "7");
        OTHER.put("training.huberFloor", "0.5");
        OTHER.put("training.clip", "0.5");
        OTHER.put("training.subsample", "7");
        OTHER.put("training.checkpointEvery", "7");
        OTHER.put("training.logEvery", "7");
        OTHER.put("training.diagnosticsEvery", "7");
        OTHER.put("training.sourceFaithful", "true");
        OTHER.put("evaluation.steps", "70");
        OTHER.put("evaluation.batch", "7");
        OTHER.put("evaluation.everySteps", "7");
        OTHER.put("evaluation.weightDecay", "0.5");
        OTHER.put("evaluation.seeds", "[7]");
        OTHER.put("evaluation.horizons", "[100]");
        OTHER.put("evaluation.noUpdate", "false");
        OTHER.put("evaluation.noiseFloor", "true");
        OTHER.put("evaluation.schedule", "linear");
    }

    private static String last(Enum<?>[] constants) {
        return Scalars.word(constants[constants.length - 1]);
    }

    /** The file whose key changes: nesterov needs momentum, and a model differs only with layers that suit two data sets. */
    static String base(String key) {
        return switch (key) {
            case "teacher.sgd.nesterov" -> "name: a\nteacher: {sgd: {momentum: 0.9}}";
            case "imitator.learningRate", "imitator.start" -> "name: a\nimitator: {head: zero-out}";
            case "imitator.schedule" ->
                "name: a\nimitator: {head: zero-out, time: true}\ntraining: {objective: evolution}";
            case "imitator.tensorScale" -> "name: a\nimitator: {head: zero-out}\ntraining: {objective: evolution}";
            case "training.objective.backprop.imitation.begin" ->
                "name: a\ntraining: {objective: {backprop: {imitation: {end: 10}}}}";
            case "training.objective.evolution.imitation.begin" ->
                "name: a\ntraining: {objective: {evolution: {imitation: {end: 10}}}}";
            case "training.huberFloor" -> "name: a\ntraining: {loss: huber}";
            case "optimizee.dl4j" -> "name: a\noptimizee: {model: null}";
            case "optimizee.model" -> "name: a\ndata: {dataset: half-plane}\noptimizee: {layers: [{dense: 1}]}";
            case "training.objective.evolution.learns" ->
                "name: a\nimitator: {head: exponential, time: true, schedule: true}\ntraining: {objective: evolution}";
            default ->
                key.startsWith("training.objective.")
                        ? "name: a\ntraining: {objective: " + key.split("\\.")[2] + "}"
                        : "name: a";
        };
    }

    private static Config with(String key, String value) {
        return Configs.parse(base(key), "a.yaml", List.of(key + "=" + value));
    }

    /** Keys of the default config, lists as one; and those of each objective, of which the default one has none. */
    static java.util.Set<String> keys() {
        Map<String, String> keys = new TreeMap<>();
        RecordTree.flatten(Config.DEFAULTS).forEach((key, value) -> keys.put(key.replaceAll("\\[.*", ""), value));
        keys.put("evaluation.horizons", ""); // an empty list leaves no trace
        keys.put("tasks", "");
        for (Objective objective : Objective.defaults()) {
            String prefix = "training.objective." + objective.name() + ".";
            RecordTree.flatten((Record) objective).forEach((key, value) -> keys.put(prefix + key, value));
        }
        return keys.keySet();
    }

    @Test
    void everyKeyIsReadAndMatters() {
        for (String key : keys()) {
            assertThat(OTHER).as("another value for " + key).containsKey(key);
            Config other = with(key, OTHER.get(key));
            assertThat(other).as(key).isNotEqualTo(Configs.parse(base(key), "a.yaml", List.of()));
            assertThat(Configs.parse(other.toYaml(), "resolved", List.of()))
                    .as(key)
                    .isEqualTo(other);
        }
    }

    @Test
    void theIdentityHoldsAllThatTouchesTheWeights() {
        for (String key : keys()) {
            boolean free = key.startsWith("evaluation.")
                    || List.of(
                                    "imitator.learningRate",
                                    "name",
                                    "engine",
                                    "device",
                                    "threads",
                                    "data.idx",
                                    "data.dir",
                                    "optimizee.dl4j",
                                    "training.checkpointEvery",
                                    "training.logEvery",
                                    "training.diagnosticsEvery")
                            .contains(key);
            boolean held = with(key, OTHER.get(key)).identity().keySet().stream()
                    .anyMatch(k -> k.replaceAll("\\[.*", "").equals(key) || k.startsWith(key + "."));
            assertThat(held).as(key).isEqualTo(!free);
        }
        assertThat(Config.named("a").identity())
                .containsEntry("teacher.sgd.learningRate", "0.01")
                .containsEntry("training.episode", "5")
                .containsEntry("imitator.hidden[0]", "2");
        assertThat(Config.named("a").identity())
                .isEqualTo(with("evaluation.steps", "70").identity())
                .isNotEqualTo(with("seed", "2").identity());
    }

    @Test
    void noNumberIsTakenThatIsNoneOrThatDoesNotFit() {
        Map<String, String> flat = RecordTree.flatten(Config.named("a"));
        flat.forEach((key, value) -> {
            if (value.matches("[0-9].*")) {
                String path = key.replaceAll("\\[.*", "");
                for (String wrong : List.of(".nan", ".inf", "-1", "9223372036854775808", "1e99")) {
                    String given = key.endsWith("]") ? "[" + wrong + "]" : wrong;
                    boolean legal = value.contains(".")
                            && !path.endsWith("momentum")
                            && !path.endsWith("dampening")
                            && !path.contains("beta")
                            && !path.endsWith("Decay")
                            && !path.endsWith("huberFloor")
                            && (wrong.startsWith("9") || wrong.equals("1e99"));
                    if (!legal) {
                        assertThat(Given.fault("name: a", path + "=" + given))
                                .as(path)
                                .startsWith("-o " + path)
                                .contains(wrong, "expected");
                    }
                }
            }
        });
    }
}
