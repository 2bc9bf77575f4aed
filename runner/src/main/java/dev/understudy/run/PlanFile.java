package dev.understudy.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What {@code plan.json} holds.
 *
 * @param format of this file, 1
 * @param hash SHA-256 over the trials' names and resolved configs: the same plan has the same
 * @param estimatedSeconds of all trials one after the other on the machine that planned them; null where nothing was measured
 */
public record PlanFile(int format, String hash, Double estimatedSeconds, List<Trial> trials) {
    /** Of what this version writes. */
    public static final int FORMAT = 1;

    /**
     * @param name of the run
     * @param trial the name of the folder in that of the run
     * @param differs the swept keys with this trial's values, in the order of the sweep
     * @param config resolved, as YAML
     */
    public record Trial(String name, String trial, Map<String, String> differs, String config) {}

    /** Makes the folder if it is missing. @throws dev.understudy.fault.Fault as {@link AtomicFile#write} */
    public void write(Path file) {
        AtomicFile.makeFolderOf(file);
        Json.write(file, Json.tree(this));
    }
}
