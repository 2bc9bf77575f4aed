package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.data.DataSet;
import dev.understudy.data.DataSets;
import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Teacher;
import java.nio.file.Path;
import java.util.Locale;

/** From a config to the specs of an engine. */
record Setup(Config config, DataSet data, Problem problem) {
    static Setup of(Config config) {
        DataSet data = DataSets.load(dataset(config), folder(config));
        return new Setup(config, data, problem(config, data, config.teacher()));
    }

    /** Cheap: whether the data are there. */
    static void check(Config config) {
        DataSets.check(dataset(config), folder(config));
    }

    private static Problem problem(Config config, DataSet data, Teacher teacher) {
        try {
            return new Problem(config.optimizee().layers(data.train().shape(), data.train().classes()), data.train(),
                    config.optimizee().batch(), teacher, config.imitator().network(), config.training().sourceFaithful());
        } catch (IllegalArgumentException e) {
            throw Fault.badInput(config.name() + ": " + e.getMessage(), e);
        }
    }

    /** The same problem under another teacher. */
    Problem problem(Teacher teacher) {
        return problem(config, data, teacher);
    }

    TrainingSpec training() {
        var t = config.training();
        return new TrainingSpec(problem, config.seed(), t.unroll(), t.episode(), t.replicas(), t.loss(), t.metaOptimizer(), t.cosineOver());
    }

    private static String dataset(Config config) {
        return config.data().dataset().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Path folder(Config config) {
        return config.data().dir() == null ? null : Path.of(config.data().dir());
    }
}
