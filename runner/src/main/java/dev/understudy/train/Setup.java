package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.config.DataConfig;
import dev.understudy.data.DataSet;
import dev.understudy.data.DataSets;
import dev.understudy.engine.Engine;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.UnsupportedNetwork;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Refusal;
import dev.understudy.imitation.Shape;
import dev.understudy.imitation.Teacher;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/**
 * From a config to the specs of an engine.
 *
 * @param network the file of an external network
 * @param pretrained the imitator with which the training begins; nothing where it begins with weights from the seed, or there is none
 */
record Setup(
        Config config, DataSet data, Optional<NetworkFile> network, Optional<Pretrained> pretrained, Problem problem) {
    /** Of a trial that trains, or evaluates what its config names. @throws Fault see the other one, and {@link Pretrained#of} */
    static Setup of(Config config, Engine engine) {
        return of(config, engine, Pretrained.of(config));
    }

    /** @throws Fault bad input where data or optimizee are not what they should be */
    static Setup of(Config config, Engine engine, Optional<Pretrained> pretrained) {
        Optional<NetworkFile> network = NetworkFile.of(config);
        DataSet data = data(config);
        Samples samples = data.train();
        Optimizee optimizee = network.isPresent()
                ? external(network.get(), engine, samples)
                : layers(config, samples.shape(), samples.classes());
        Problem problem = problem(
                config, data, optimizee, config.teacher(), config.imitator().network());
        return new Setup(config, data, network, pretrained, problem);
    }

    /** @throws Fault as {@link DataSets#load} */
    static DataSet data(Config config) {
        DataConfig data = config.data();
        DataSet whole = data.isOwn()
                ? DataSets.own(path("data.idx", data.idx()))
                : DataSets.load(data.dataset().word(), data.dir() == null ? null : path("data.dir", data.dir()));
        return whole.scaled(data.size()).heldOut(data.holdOut());
    }

    /**
     * The network that is to learn these samples.
     *
     * @throws Fault bad input where it does not fit them, as it always does where a config knew them by their name
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

    /** A config has checked that its layers take such samples. */
    private static Problem problem(
            Config config, DataSet data, Optimizee optimizee, Teacher teacher, Imitator imitator) {
        return new Problem(
                optimizee,
                data.train(),
                config.optimizee().batch(),
                teacher,
                imitator,
                config.training().sourceFaithful());
    }

    /** The same problem under another teacher, and with the imitator at another learning rate. */
    Problem problem(Teacher teacher, Imitator imitator) {
        return problem(config, data, problem.optimizee(), teacher, imitator);
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

    /** What must agree for a checkpoint to be continued: the config's fields, and what is in the file that it names. */
    SortedMap<String, String> identity() {
        SortedMap<String, String> fields = config.identity();
        network.ifPresent(file -> fields.put("optimizee.dl4j sha256", file.sha256()));
        pretrained.map(Pretrained::sha256).ifPresent(sha256 -> fields.put("imitator.pretrained sha256", sha256));
        return fields;
    }

    /** @throws Fault bad input, naming the key, where this process cannot name such a file: with LC_ALL=C it knows a to z only */
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
