package dev.understudy.config;

import dev.understudy.fault.Printable;
import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Refusal;
import dev.understudy.imitation.Teacher;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The config of one trial: the teacher, the imitator, their data and networks, the training and the evaluation. The
 * configs that {@link Configs} returns are resolved: every default has its value, and {@code training().episode()} is
 * not null.
 *
 * @param name of the run: letters, digits, dots, hyphens and underscores, at most 64, not beginning with a dot
 * @param seed of φ, of every episode's θ, batches and dropout masks; 0 to 2^63 − 1
 * @param tasks several tasks that φ learns from at once; {@code data} and {@code optimizee} are then those of the
 *     first. Empty for a single task, which is {@code data} and {@code optimizee}
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
        List<TaskConfig> tasks,
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
            List.of(),
            Teacher.named("sgd"),
            ImitatorConfig.DEFAULTS,
            TrainingConfig.DEFAULTS,
            EvaluationConfig.DEFAULTS);

    static final String NAME = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}";

    /** The engine that a config asks for. */
    public enum EngineChoice {
        /** The fastest engine that works on this machine. */
        AUTO,
        /** The kernels of this project. */
        FUSED,
        /** ND4J arrays and operations. */
        ND4J
    }

    /**
     * Keys that may differ between a checkpoint and the run that continues it, since φ does not depend on them. The
     * content of files must be the same.
     */
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
        tasks = List.copyOf(tasks);
        if (!tasks.isEmpty()) {
            Checks.that(
                    training.evolves() || tasks.size() == 1,
                    "tasks",
                    tasks.size() + " with training.objective "
                            + training.objective().name(),
                    "one, or training.objective evolution");
            checkTasks(data, optimizee, tasks);
        }
        Checks.that(
                !training.evolves() || engine != EngineChoice.ND4J,
                "engine",
                "nd4j with training.objective evolution",
                "fused or auto: the other engine has no particles");
        training.objective()
                .check(training.sourceFaithful(), imitator.network().teacherForcing(), optimizee.isExternal());
        if (training.objective() instanceof Evolution evolution) {
            evolution.learned(imitator.network()); // throws if the imitator lacks those weights
        }
        if (optimizee.isExternal()) {
            Checks.that(
                    engine != EngineChoice.FUSED,
                    "engine",
                    "fused with optimizee.dl4j",
                    "nd4j or auto: the fused engine computes layers of its own");
        } else if (!data.isOwn()) { // files of one's own are checked when they are read, before a batch's first trial
            optimizee.suiting(data).layers(data.shape(), data.classes());
        }
    }

    /** A config written by the program has the first task in both places, so equal values are accepted. */
    private static void checkTasks(DataConfig data, OptimizeeConfig optimizee, List<TaskConfig> tasks) {
        Checks.within("tasks: their number", tasks.size(), 1, 64);
        TaskConfig first = tasks.get(0).resolved();
        Checks.that(
                data.equals(DataConfig.DEFAULTS) || data.resolved().equals(first.data()),
                "data",
                "given together with tasks",
                "one of the two: each task has data of its own");
        Checks.that(
                optimizee.equals(OptimizeeConfig.DEFAULTS)
                        || optimizee.suiting(data).equals(first.optimizee()),
                "optimizee",
                "given together with tasks",
                "one of the two: each task has an optimizee of its own");
        for (int i = 0; i < tasks.size(); i++) {
            TaskConfig task = tasks.get(i);
            if (!task.data().isOwn() && !task.optimizee().isExternal()) {
                try {
                    task.optimizee()
                            .suiting(task.data())
                            .layers(task.data().shape(), task.data().classes());
                } catch (Refusal e) {
                    throw e.below("tasks[" + i + "]");
                }
            }
        }
    }

    /**
     * Checks a name. It becomes a folder and a part of log lines, so it has only characters without a meaning in
     * either.
     */
    static void checkName(String field, String name) {
        Checks.that(
                name.matches(NAME),
                field,
                '"' + Printable.brief(name) + '"',
                "1 to 64 letters, digits, dots, hyphens or underscores, not beginning with a dot");
    }

    /** @param path or null */
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

    /** A resolved config with this name and the default of every other key. */
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
                        d.tasks,
                        d.teacher,
                        d.imitator,
                        d.training,
                        d.evaluation)
                .resolved();
    }

    /** The same config with a value for each default that depends on another key. */
    Config resolved() {
        // Not in the constructor: a pretrained imitator is put into the default config, and there the objective is the
        // default one, not the config's.
        if (training.metaSteps() > 0) {
            training.objective().checkLearned(imitator.network());
        }
        boolean rated = training.evolves() && imitator.network().hasLearningRate();
        for (int i = 0; i < tasks.size(); i++) {
            double factor = tasks.get(i).rateFactor();
            Checks.that(
                    factor == 1 || rated && factor > 0 && Double.isFinite(factor),
                    "tasks[" + i + "].rateFactor",
                    factor,
                    rated
                            ? "a finite number above 0"
                            : "1: another one is for training.objective evolution and a head with a learning rate");
        }
        TaskConfig first = (tasks.isEmpty() ? new TaskConfig(data, optimizee) : tasks.get(0)).resolved();
        return new Config(
                name,
                seed,
                engine,
                device,
                threads,
                first.data(),
                first.optimizee(),
                tasks.stream().map(TaskConfig::resolved).toList(),
                teacher,
                tasks.isEmpty() || imitator.learningRate() != null ? imitator.resolved(teacher) : driving(tasks.get(0)),
                training.resolved(),
                evaluation.resolved());
    }

    /** The same config with another imitator. */
    Config withImitator(ImitatorConfig other) {
        return new Config(
                name, seed, engine, device, threads, data, optimizee, tasks, teacher, other, training, evaluation);
    }

    /** The same config for the check of everything but its device, which is another machine's. */
    public Config onAnyDevice() {
        return new Config(
                name,
                seed,
                engine,
                DeviceChoice.AUTO,
                threads,
                data,
                optimizee,
                tasks,
                teacher,
                imitator,
                training,
                evaluation);
    }

    /** One config for each task; this config alone if it has no list of tasks. */
    public List<Config> byTask() {
        return tasks.isEmpty() ? List.of(this) : tasks.stream().map(this::on).toList();
    }

    /** The config of the first task alone, on which the imitator is evaluated. */
    public Config onFirstTask() {
        return byTask().get(0);
    }

    /** The imitator at the learning rate of this task, at which it drives in an evaluation on it. */
    private ImitatorConfig driving(TaskConfig task) {
        boolean equal = tasks.stream().allMatch(any -> any.rateFactor() == 1);
        ImitatorConfig resolved = imitator.resolved(teacher);
        return equal ? resolved : resolved.at(teaching(task).learningRate());
    }

    private Teacher teaching(TaskConfig task) {
        return task.rateFactor() == 1 ? teacher : teacher.withLearningRate(task.rate(teacher.learningRate()));
    }

    private Config on(TaskConfig task) {
        return new Config(
                name,
                seed,
                engine,
                device,
                threads,
                task.data(),
                task.optimizee(),
                List.of(),
                teaching(task),
                driving(task),
                training,
                evaluation);
    }

    /** Name of the trial's folder in the run's folder. */
    public String trial() {
        return "seed-" + seed;
    }

    /** Every key with its value, as YAML that {@link Configs#parse} reads as an equal config. */
    public String toYaml() {
        return RecordTree.yaml(this);
    }

    /**
     * Every key with its value as a text, as in {@code teacher.sgd.learningRate}. The values of a list are one text, as
     * in {@code imitator.hidden} "20, 20"; the name of a rule is the value of its section, as in {@code teacher} "sgd".
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
        settings.put("training.objective", training.objective().name());
        return settings;
    }

    /**
     * The keys on which a trial's results depend: those of {@link #identity}, of the evaluation, and the imitator's
     * learning rate.
     */
    public SortedMap<String, String> results() {
        SortedMap<String, String> fields = new TreeMap<>(RecordTree.flatten(this));
        fields.keySet().removeIf(field -> FREE.contains(field.replaceFirst("^tasks\\[\\d+]\\.", "")));
        // The SHA-256 of the files' content identifies them, so the folder is left out.
        if (data.isOwn()) {
            fields.put("data.dataset", "idx");
        }
        for (int i = 0; i < tasks.size(); i++) {
            if (tasks.get(i).data().isOwn()) {
                fields.put("tasks[" + i + "].data.dataset", "idx");
            }
        }
        return fields;
    }

    /** Flattened keys, as in {@code teacher.sgd.learningRate}, that must be equal for a checkpoint to be continued. */
    public SortedMap<String, String> identity() {
        SortedMap<String, String> fields = results();
        fields.keySet().removeIf(field -> field.startsWith("evaluation.") || field.equals("imitator.learningRate"));
        RetiredKeys.addTo(fields);
        // Runs made before these keys existed lack them, so their defaults are left out.
        fields.remove("training.huberFloor", Double.toString(Practice.PLAIN.huberFloor()));
        fields.remove("data.size", "null");
        fields.remove("data.from", "0");
        fields.remove("data.to", "null");
        for (int i = 0; i < tasks.size(); i++) {
            fields.remove("tasks[" + i + "].rateFactor", "1.0");
        }
        if (!tasks.isEmpty()) { // the list of tasks has the first one already
            fields.keySet().removeIf(field -> field.startsWith("data.") || field.startsWith("optimizee."));
        }
        fields.remove("training.objective", new Objective.Imitation().name());
        fields.remove("imitator.time", "false");
        fields.remove("imitator.start", "zero");
        fields.remove("training.objective.evolution.learns", "all");
        fields.remove("training.objective.evolution.emphasis", "0.0");
        fields.remove("training.objective.evolution.unseen", "0.0");
        fields.remove("imitator.tensorScale", "false");
        fields.remove("imitator.schedule", "false");
        return fields;
    }
}
