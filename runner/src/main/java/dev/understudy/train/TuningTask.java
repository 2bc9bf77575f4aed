package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.run.Provenance;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The task that two rollouts must share before they are compared: data, network, batch size and weight decay, not
 * names.
 */
public final class TuningTask {
    private TuningTask() {}

    /** The keys of the config with their values, and the hashes of the files that they name. */
    static SortedMap<String, String> of(Config config, Provenance.Data data, Optional<NetworkFile> network) {
        SortedMap<String, String> task = new TreeMap<>(config.results());
        task.keySet()
                .removeIf(key -> !key.startsWith("data.")
                        && !key.startsWith("optimizee.")
                        && !key.equals("evaluation.weightDecay"));
        task.remove("data.from", "0"); // files from before these keys existed do not have them
        task.remove("data.to", "null");
        task.put("data sha256", data.sha256());
        network.ifPresent(file -> task.put("optimizee.dl4j sha256", file.sha256()));
        return Collections.unmodifiableSortedMap(task);
    }

    /** The task, with the hashes of the files on this machine. */
    public static SortedMap<String, String> of(Config config) {
        SharedChecks checks = new SharedChecks();
        return of(config, checks.data(config), checks.network(config));
    }

    /**
     * The teacher's constants without its tuned learning rate, as: adam with beta1 0.9, beta2 0.999, epsilon 1.0e-8.
     */
    static String teacher(Config config) {
        String name = config.teacher().name();
        String prefix = "teacher." + name + ".";
        String constants = config.results().entrySet().stream()
                .filter(field ->
                        field.getKey().startsWith(prefix) && !field.getKey().equals(prefix + "learningRate"))
                .map(field -> field.getKey().substring(prefix.length()) + " " + field.getValue())
                .collect(Collectors.joining(", "));
        return constants.isEmpty() ? name : name + " with " + constants;
    }

    /** All values that determine the rollouts of one schedule, except rates and seeds. */
    static Map<String, String> identity(Config config, Provenance.Data data, Optional<NetworkFile> network) {
        SortedMap<String, String> all = new TreeMap<>(of(config, data, network));
        all.put("teacher", teacher(config));
        all.put("evaluation.steps", String.valueOf(config.evaluation().steps()));
        RateSchedule schedule = config.evaluation().schedule();
        all.put("evaluation.schedule", schedule.word());
        return all;
    }
}
