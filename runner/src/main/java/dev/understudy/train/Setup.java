package dev.understudy.train;

import static java.util.stream.Collectors.joining;

import dev.understudy.config.Config;
import dev.understudy.config.DataConfig;
import dev.understudy.data.DataSet;
import dev.understudy.data.DataSets;
import dev.understudy.engine.Engine;
import dev.understudy.engine.EvolutionSpec;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.ParticleWorkers;
import dev.understudy.engine.Problem;
import dev.understudy.engine.RemoteEvolution;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.UnsupportedNetwork;
import dev.understudy.engine.WhoDrives;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.FirstGates;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.imitation.Refusal;
import dev.understudy.imitation.Shape;
import dev.understudy.imitation.Teacher;
import dev.understudy.run.Provenance;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Turns a config into the specifications that an engine takes.
 *
 * @param sets the data sets of its tasks, in their order; the first is the evaluation's
 * @param network the file of an external network
 * @param pretrained the imitator with which the training begins; empty if it begins with weights from the seed, or if
 *     nothing is trained
 */
record Setup(
        Config config,
        List<DataSet> sets,
        Optional<NetworkFile> network,
        Optional<Pretrained> pretrained,
        Problem problem) {
    private static final int FIRST_STEPS = 20;

    /**
     * The setup of a trial that trains, or that evaluates the imitator which its config names.
     *
     * @throws Fault as the other method, and as {@link Pretrained#of}
     */
    static Setup of(Config config, Engine engine) {
        return of(config, engine, Pretrained.of(config));
    }

    /** @throws Fault bad input if the data or the optimizee are not valid */
    static Setup of(Config config, Engine engine, Optional<Pretrained> pretrained) {
        Optional<NetworkFile> network = NetworkFile.of(config);
        Map<DataConfig, DataSet> read = new HashMap<>(); // each is read once, also if tasks share it
        List<DataSet> sets = config.byTask().stream()
                .map(task -> read.computeIfAbsent(task.data(), key -> data(task)))
                .toList();
        DataSet data = sets.get(0);
        Samples samples = data.train();
        Optimizee optimizee = network.isPresent()
                ? external(network.get(), engine, samples)
                : layers(config, samples.shape(), samples.classes());
        Problem problem = problem(
                config,
                data.train(),
                optimizee,
                config.teacher(),
                config.imitator().network());
        return new Setup(config, sets, network, pretrained, problem);
    }

    /** @throws Fault as {@link DataSets#load} */
    static DataSet data(Config config) {
        DataConfig data = config.data();
        DataSet whole = data.isOwn()
                ? DataSets.own(path("data.idx", data.idx()))
                : DataSets.load(data.dataset().word(), data.dir() == null ? null : path("data.dir", data.dir()));
        return whole.scaled(data.size()).between(data.from(), data.to()).heldOut(data.holdOut());
    }

    /**
     * The optimizee for samples of this shape and number of classes.
     *
     * @throws Fault bad input if its layers do not fit them; for a data set that is known by name the config has
     *     checked this
     */
    static Optimizee layers(Config config, Shape samples, int classes) {
        try {
            return config.optimizee().layers(samples, classes);
        } catch (Refusal e) {
            throw Fault.badInput(
                    config.name() + ": " + e.field(),
                    "is " + e.found() + ", for samples of " + samples + " in " + classes + " classes",
                    e.expected(),
                    "give optimizee.layers that fit",
                    e);
        }
    }

    private static Optimizee external(NetworkFile file, Engine engine, Samples samples) {
        try {
            return engine.external(file.text(), samples);
        } catch (UnsupportedNetwork e) {
            throw Fault.badInput(file.origin(), "cannot be used: " + e.found(), e.expected(), e.remedy(), e);
        }
    }

    /** The config has checked that its layers take samples of this kind. */
    private static Problem problem(
            Config config, Samples samples, Optimizee optimizee, Teacher teacher, Imitator imitator) {
        return new Problem(
                optimizee,
                samples,
                config.optimizee().batch(),
                teacher,
                imitator,
                config.training().sourceFaithful());
    }

    /** The same problem with another teacher, and with the imitator at another learning rate. */
    Problem problem(Teacher teacher, Imitator imitator) {
        return problem(config, data().train(), problem.optimizee(), teacher, imitator);
    }

    /** The data set of the evaluation. */
    DataSet data() {
        return sets.get(0);
    }

    /** The data of all tasks as one entry of the provenance. */
    static Provenance.Data named(List<Provenance.Data> sets) {
        if (sets.size() == 1) {
            return sets.get(0);
        }
        return new Provenance.Data(
                sets.stream().map(Provenance.Data::name).distinct().collect(joining(" + ")),
                sets.stream().map(Provenance.Data::sha256).distinct().collect(joining(" + ")));
    }

    Provenance.Data origin() {
        return named(sets.stream()
                .map(set -> new Provenance.Data(set.name(), set.sha256()))
                .toList());
    }

    /** Opens the training with the initial φ of the config; a checkpoint may be restored afterwards. */
    MetaTraining open(Engine engine) {
        return open(engine, firstPhi(engine));
    }

    /**
     * The same for an evolution whose particles others compute.
     *
     * @param training a token that no other training has
     */
    MetaTraining open(Engine engine, ParticleWorkers workers, String training) {
        EvolutionSpec spec = evolution();
        return engine.evolve(spec, firstPhi(engine), new RemoteEvolution(spec, workers, training)::task);
    }

    /** @param phi the initial φ; null for φ from the seed */
    MetaTraining open(Engine engine, float[] phi) {
        return config.training().evolves() ? engine.evolve(evolution(), phi) : engine.train(training(), phi);
    }

    /** The initial φ, or null for the engine's own, which follows from the seed. */
    private float[] firstPhi(Engine engine) {
        if (pretrained.isPresent()) {
            return pretrained.get().saved().phi();
        }
        FirstGates start = config.imitator().start();
        if (start == FirstGates.ZERO) {
            return null;
        }
        float[] phi = start.of(problem.imitator(), config.teacher(), config.seed());
        if (start == FirstGates.SCALED) {
            FirstGates.scale(problem.imitator(), phi, firstSteps(engine, phi));
        }
        return phi;
    }

    /**
     * Ratio of the norms of the teacher's and the imitator's first updates, while the teacher drives an optimizee of
     * the first task. It is taken over {@value #FIRST_STEPS} steps: at the first step all averages equal the gradient,
     * so that randomly drawn gates of equal signals may cancel and the ratio of one step would be arbitrarily large.
     */
    private double firstSteps(Engine engine, float[] phi) {
        int horizon = config.training().objective() instanceof Evolution evolution
                ? evolution.longest()
                : config.training().episode();
        RolloutSpec spec =
                new RolloutSpec(problem, config.seed(), WhoDrives.TEACHER, 0, horizon, RateSchedule.CONSTANT);
        try (Rollout rollout = engine.rollout(spec, phi)) {
            rollout.run(FIRST_STEPS);
            Rollout.Agreement all = Rollout.Agreement.NONE;
            for (Rollout.Agreement step : rollout.trace().agreement()) {
                all = all.plus(step);
            }
            return all.predicted() > 0 ? Math.sqrt(all.truth() / all.predicted()) : 1;
        }
    }

    /**
     * The evolution of a config with this objective. If φ is validated, it is trained on the first half of the training
     * samples and scored on the second.
     */
    EvolutionSpec evolution() {
        Evolution evolution = (Evolution) config.training().objective();
        List<Problem> tasks = new ArrayList<>();
        List<Problem> validation = new ArrayList<>();
        List<Config> configs = config.byTask();
        Imitator imitator = problem.imitator();
        for (int k = 0; k < configs.size(); k++) {
            DataSet set =
                    evolution.validateEvery() == 0 ? sets.get(k) : sets.get(k).halved();
            Samples samples = set.train();
            Optimizee optimizee =
                    k == 0 ? problem.optimizee() : layers(configs.get(k), samples.shape(), samples.classes());
            Teacher teacher = configs.get(k).teacher();
            Imitator atItsRate = config.tasks().isEmpty()
                    ? imitator
                    : imitator.withGain(config.tasks().get(k).rate(imitator.gain()));
            tasks.add(problem(configs.get(k), samples, optimizee, teacher, atItsRate));
            if (evolution.validateEvery() > 0) {
                validation.add(problem(configs.get(k), set.test(), optimizee, teacher, atItsRate));
            }
        }
        var t = config.training();
        return new EvolutionSpec(
                tasks,
                validation,
                config.seed(),
                evolution,
                t.metaOptimizer(),
                t.practice().clip(),
                t.cosineOver());
    }

    TrainingSpec training() {
        var t = config.training();
        return new TrainingSpec(
                problem,
                config.seed(),
                t.unroll(),
                t.episode(),
                t.replicas(),
                t.objective(),
                t.loss(),
                t.metaOptimizer(),
                t.practice(),
                t.cosineOver());
    }

    /** The values that must agree to resume a checkpoint: fields of the config, and hashes of the files it names. */
    SortedMap<String, String> identity() {
        SortedMap<String, String> fields = config.identity();
        network.ifPresent(file -> fields.put("optimizee.dl4j sha256", file.sha256()));
        pretrained.map(Pretrained::sha256).ifPresent(sha256 -> fields.put("imitator.pretrained sha256", sha256));
        return fields;
    }

    /** @throws Fault bad input with the key if this process cannot name the file: with LC_ALL=C it knows only ASCII */
    static Path path(String key, String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw Fault.badInput(
                    key,
                    "is \"" + value + "\", which cannot be the name of a file here (" + e.getReason() + ")",
                    "a name that this process can give to the system",
                    "set LC_ALL=C.UTF-8, or take a name of ASCII letters",
                    e);
        }
    }
}
