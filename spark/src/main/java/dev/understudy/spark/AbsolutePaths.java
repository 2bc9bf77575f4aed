package dev.understudy.spark;

import dev.understudy.batch.PlannedTrial;
import dev.understudy.config.Config;
import dev.understudy.fault.Fault;
import dev.understudy.run.ImitatorFile;
import java.nio.file.Path;
import java.util.List;

/** Refuses relative paths in configs: executors have working directories of their own. */
final class AbsolutePaths {
    private AbsolutePaths() {}

    /** @throws Fault bad input if a config of these trials has one */
    static void check(List<PlannedTrial> trials) {
        trials.forEach(trial -> check(trial.label(), trial.config()));
    }

    /** @param label names the trial in a message */
    static void check(String label, Config config) {
        String pretrained = config.imitator().pretrained();
        if (!ImitatorFile.PRETRAINED.contains(String.valueOf(pretrained))) {
            check(label, "imitator.pretrained", pretrained);
        }
        for (Config task : config.byTask()) {
            check(label, "data.dir", task.data().dir());
            check(label, "data.idx", task.data().idx());
            check(label, "optimizee.dl4j", task.optimizee().dl4j());
        }
    }

    private static void check(String label, String key, String path) {
        if (path != null && !Path.of(path).isAbsolute()) {
            throw Fault.badInput(
                    label + ": " + key,
                    "is " + path,
                    "an absolute path that every host of the cluster sees",
                    "give it from the root on");
        }
    }
}
