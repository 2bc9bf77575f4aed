package dev.understudy.config;

import dev.understudy.fault.Printable;
import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Teacher;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One trial: whose updates are imitated, by whom, on what, and how it is judged. What {@link Configs} gives is resolved: no
 * default is left open, and {@code training().episode()} is not null.
 *
 * @param name of the run: letters, digits, dots, hyphens and underscores, at most 64, not beginning with a dot
 * @param seed of φ, of every episode's θ, batches and dropout masks; 0 to 2^63 − 1
 * @param threads of the CPU; 0 leaves it to the engine: fused takes all cores
 */
public record Config(
        String name,
        long seed,
        EngineChoice engine,
        DeviceChoice device,
        int threads,
        DataConfig data,
        OptimizeeConfig optimizee,
        Teacher teacher,
        ImitatorConfig imitator,
        TrainingConfig training,
        EvaluationConfig evaluation) {
    static final Config DEFAULTS = new Config(
            "unnamed",
            1,
            EngineChoice.AUTO,
            DeviceChoice.AUTO,
            0,
            DataConfig.DEFAULTS,
            OptimizeeConfig.DEFAULTS,
            Teacher.named("sgd"),
            ImitatorConfig.DEFAULTS,
            TrainingConfig.DEFAULTS,
            EvaluationConfig.DEFAULTS);

    /** How a run is computed, as far as its config says. */
    public enum EngineChoice {
        /** The fastest that works here. */
        AUTO,
        /** The kernels of this project. */
        FUSED,
        /** ND4J arrays and operations. */
        ND4J
    }

    /** May differ between a checkpoint and the run that continues it: none of it touches φ. Of a file, what is in it must agree. */
    private static final List<String> FREE = List.of(
            "name",
            "engine",
            "device",
            "threads",
            "data.idx",
            "data.dir",
            "optimizee.dl4j",
            "training.checkpointEvery",
            "training.logEvery",
            "training.diagnosticsEvery");

    public Config {
        checkName("name", name);
        Checks.within("seed", seed, 0, Long.MAX_VALUE);
        Checks.within("threads", threads, 0, 1024);
        Checks.that(
                training.metaSteps() > 0 || imitator.pretrained() != null,
                "training.metaSteps",
                0,
                "a whole number from 1 to 1000000000, or imitator.pretrained to be set");
        if (optimizee.isExternal()) {
            Checks.that(
                    engine != EngineChoice.FUSED,
                    "engine",
                    "fused beside optimizee.dl4j",
                    "nd4j or auto: the fused engine computes layers of its own");
        } else if (!data.isOwn()) { // else it is asked when the files are read, before a batch's first trial
            optimizee.suiting(data).layers(data.shape(), data.classes());
        }
    }

    /** A name becomes a folder and a part of log lines, so it holds nothing that either could take for something else. */
    static void checkName(String field, String name) {
        Checks.that(
                name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}"),
                field,
                '"' + Printable.brief(name) + '"',
                "1 to 64 letters, digits, dots, hyphens or underscores, not beginning with a dot");
    }

    /** @param path null for none */
    static void checkPath(String field, String path, String expected) {
        Checks.that(
                path == null
                        || !path.isBlank()
                                && path.length() <= 1024
                                && path.codePoints().allMatch(Printable::isPlain),
                field,
                '"' + Printable.brief(String.valueOf(path)) + '"',
                expected);
    }

    /** All defaults under this name. */
    public static Config named(String name) {
        Config d = DEFAULTS;
        return new Config(
                        name,
                        d.seed,
                        d.engine,
                        d.device,
                        d.threads,
                        d.data,
                        d.optimizee,
                        d.teacher,
                        d.imitator,
                        d.training,
                        d.evaluation)
                .resolved();
    }

    /** With nothing left open that one key decides for another. */
    Config resolved() {
        return new Config(
                name,
                seed,
                engine,
                device,
                threads,
                data.resolved(),
                optimizee.suiting(data),
                teacher,
                imitator.resolved(teacher),
                training.resolved(),
                evaluation.resolved());
    }

    /** With another imitator. */
    Config withImitator(ImitatorConfig other) {
        return new Config(name, seed, engine, device, threads, data, optimizee, teacher, other, training, evaluation);
    }

    /** Name of the trial's folder in the run's folder. */
    public String trial() {
        return "seed-" + seed;
    }

    /** Every key with its value, as YAML that {@link Configs#parse} turns into an equal config. */
    public String toYaml() {
        return RecordTree.yaml(this);
    }

    /**
     * Every key with its value as texts, as in {@code teacher.sgd.learningRate}; a list of plain values under one key, as in
     * {@code imitator.hidden} "20, 20", and the name of a rule under that of its section, as in {@code teacher} "sgd".
     */
    public SortedMap<String, String> settings() {
        SortedMap<String, String> settings = new TreeMap<>();
        RecordTree.flatten(this).forEach((key, value) -> {
            int bracket = key.indexOf('[');
            if (bracket < 0) {
                settings.put(key, RecordTree.unquoted(value));
                return;
            }
            String below = key.substring(key.indexOf(']') + 1).replaceFirst("^\\.", "");
            settings.merge(
                    key.substring(0, bracket), below.isEmpty() ? value : below + " " + value, (a, b) -> a + ", " + b);
        });
        settings.put("teacher", teacher.name());
        settings.put("training.metaOptimizer", training.metaOptimizer().name());
        return settings;
    }

    /** {@link #identity} and how the imitator is judged, and at which learning rate: what decides a trial's results. */
    public SortedMap<String, String> results() {
        SortedMap<String, String> fields = new TreeMap<>(RecordTree.flatten(this));
        fields.keySet().removeIf(FREE::contains);
        if (data.isOwn()) {
            fields.put("data.dataset", "idx"); // which files these are, the SHA-256 of what is in them says
        }
        return fields;
    }

    /** Flattened fields, as in {@code teacher.sgd.learningRate}, that must agree for a checkpoint to be continued. */
    public SortedMap<String, String> identity() {
        SortedMap<String, String> fields = results();
        fields.keySet().removeIf(field -> field.startsWith("evaluation.") || field.equals("imitator.learningRate"));
        RetiredKeys.addTo(fields);
        // As of before there were these keys.
        fields.remove("training.floor", Double.toString(Practice.PLAIN.floor()));
        fields.remove("data.size", "null");
        fields.remove("imitator.time", "false");
        return fields;
    }
}
