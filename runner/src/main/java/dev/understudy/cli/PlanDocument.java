package dev.understudy.cli;

import dev.understudy.batch.Estimate;
import dev.understudy.batch.Plan;
import dev.understudy.batch.PlannedTrial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The document that {@code plan --json} prints.
 *
 * @param file the path of plan.json; null if it was not written
 * @param estimate the estimate as a sentence, or the reason for none; null with --no-estimate
 */
record PlanDocument(
        int format,
        String hash,
        Path file,
        int count,
        Double estimatedSeconds,
        String estimate,
        List<TrialDocument> trials) {
    /**
     * A trial.
     *
     * @param config the config as a JSON object; JSON is YAML as well, so that a program can use it as a config again
     */
    record TrialDocument(String name, String trial, Path path, Map<String, String> differs, Object config) {
        static TrialDocument of(PlannedTrial trial, Path runs) {
            Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
            return new TrialDocument(
                    trial.config().name(),
                    trial.trial(),
                    trial.in(runs).path(),
                    trial.differs(),
                    yaml.load(trial.config().toYaml()));
        }
    }

    /** @param runs folder of all runs. @param estimate null for none */
    static PlanDocument of(Plan plan, Path runs, Path file, Estimate estimate, String sentence) {
        return new PlanDocument(
                JsonDocument.FORMAT,
                plan.hash(),
                file,
                plan.trials().size(),
                estimate == null ? null : estimate.seconds(),
                sentence,
                plan.trials().stream()
                        .map(trial -> TrialDocument.of(trial, runs))
                        .toList());
    }
}
