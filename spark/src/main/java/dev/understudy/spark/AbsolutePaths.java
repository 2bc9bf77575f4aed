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
        for (PlannedTrial trial : trials) {
            String pretrained = trial.config().imitator().pretrained();
            if (!ImitatorFile.PRETRAINED.contains(String.valueOf(pretrained))) {
                check(trial, "imitator.pretrained", pretrained);
            }
            for (Config task : trial.config().byTask()) {
                check(trial, "data.dir", task.data().dir());
                check(trial, "data.idx", task.data().idx());
                check(trial, "optimizee.dl4j", task.optimizee().dl4j());
            }
        }
    }

    private static void check(PlannedTrial trial, String key, String path) {
        if (path != null && !Path.of(path).isAbsolute()) {
            throw Fault.badInput(
                    trial.label() + ": " + key,
                    "is " + path,
                    "an absolute path that every host of the cluster sees",
                    "give it from the root on");
        }
    }
}
