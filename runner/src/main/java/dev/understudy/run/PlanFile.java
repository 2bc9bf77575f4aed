package dev.understudy.run;

import dev.understudy.fault.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@code plan.json} holds.
 *
 * @param format of this file, 1
 * @param hash SHA-256 over the trials' names and resolved configs: the same plan has the same
 * @param estimatedSeconds of all trials one after the other on the machine that planned them; null where nothing was measured
 */
public record PlanFile(int format, String hash, Double estimatedSeconds, List<Trial> trials) {
    /** In the folder of all runs. */
    public static final String NAME = "plan.json";
    /** Of what this version writes. */
    public static final int FORMAT = 1;

    public PlanFile {
        Objects.requireNonNull(hash, "hash");
        trials = List.copyOf(trials);
    }

    /**
     * @param name of the run
     * @param trial the name of the folder in that of the run
     * @param differs the swept keys with this trial's values, in the order of the sweep
     * @param config resolved, as YAML
     */
    public record Trial(String name, String trial, Map<String, String> differs, String config) {
        public Trial {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(trial, "trial");
        }
    }

    /** @return nothing if there is no such file. @throws Fault bad input if it is no plan */
    public static Optional<PlanFile> read(Path file) {
        return Json.read(file).map(node -> {
            try {
                return RunFormat.read(node, PlanFile.class, file.toString());
            } catch (IllegalArgumentException e) {
                throw Fault.badInput(
                        file.toString(),
                        "was edited (" + e.getMessage() + ")",
                        "a plan",
                        "remove it, or make it again with `plan`",
                        e);
            }
        });
    }

    /** Makes the folder if it is missing. @throws Fault as {@link AtomicFile#write} */
    public void write(Path file) {
        AtomicFile.makeFolderOf(file);
        Json.write(file, Json.tree(this));
    }

    /** The same, unless this very plan stands there already, with the estimate that it may have. */
    public void writeOnce(Path file) {
        boolean same;
        try {
            same = read(file).filter(there -> there.hash().equals(hash)).isPresent();
        } catch (Fault noPlan) {
            same = false;
        }
        if (!same) {
            write(file);
        }
    }
}
