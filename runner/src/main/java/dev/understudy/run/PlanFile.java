package dev.understudy.run;

import dev.understudy.fault.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The content of {@code plan.json}, the list of all planned trials.
 *
 * @param format of this file, 1
 * @param hash SHA-256 over the trials' names and resolved configs: equal plans have equal hashes
 * @param estimatedSeconds of all trials one after the other on the machine that planned them; null without a
 *     measurement
 * @param halving whether trials stop at rungs unless they are among the best, which no trial can decide alone; false in
 *     plans of versions that did not write it
 */
public record PlanFile(int format, String hash, Double estimatedSeconds, boolean halving, List<Trial> trials) {
    /** Name of the file in the folder of all runs. */
    public static final String NAME = "plan.json";
    /** The format that this version writes. */
    public static final int FORMAT = 1;

    public PlanFile {
        Objects.requireNonNull(hash, "hash");
        trials = List.copyOf(trials);
    }

    /** A plan with the hash of its trials. */
    public static PlanFile of(Double estimatedSeconds, boolean halving, List<Trial> trials) {
        return new PlanFile(FORMAT, hash(trials), estimatedSeconds, halving, trials);
    }

    /** SHA-256 of the trials' hashes in their order, each of its name and resolved config. */
    private static String hash(List<Trial> trials) {
        StringBuilder all = new StringBuilder();
        trials.forEach(
                trial -> all.append(Provenance.sha256(trial.name() + "/" + trial.trial() + "\n" + trial.config())));
        return Provenance.sha256(all.toString());
    }

    /** Whether the hash is that of the trials: they are as the program wrote them. */
    public boolean whole() {
        return hash.equals(hash(trials));
    }

    /**
     * One trial of the plan.
     *
     * @param name of the run
     * @param trial the name of the trial's folder in the run's folder
     * @param differs the swept keys with this trial's values, in the order of the sweep
     * @param config resolved, as YAML
     */
    public record Trial(String name, String trial, Map<String, String> differs, String config) {
        public Trial {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(trial, "trial");
        }
    }

    /** @return empty if the file does not exist. @throws Fault bad input if it is not a plan */
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

    /**
     * Writes the plan, and makes the folder if it is missing. The tasks of a cluster may do so at the same moment.
     *
     * @throws Fault as {@link AtomicFile#write}
     */
    public void write(Path file) {
        AtomicFile.makeFolderOf(file);
        AtomicFile.writeShared(file, Json.content(Json.tree(this)));
    }

    /** Writes the plan, unless the file already has an equal one, whose estimate is then kept. */
    public void writeOnce(Path file) {
        boolean same;
        try {
            same = read(file)
                    .filter(there -> there.hash().equals(hash) && there.halving() == halving)
                    .isPresent();
        } catch (Fault noPlan) {
            same = false;
        }
        if (!same) {
            write(file);
        }
    }
}
