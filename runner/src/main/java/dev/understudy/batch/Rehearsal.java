package dev.understudy.batch;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.device.MachineFacts;
import dev.understudy.run.Status;
import dev.understudy.run.TemporaryFolder;
import dev.understudy.train.Pretrained;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Times a trial of one step, in a separate process and a temporary folder. This measures the time of a trial in
 * addition to its steps: the start of its process, its data, its engine, its files and its report.
 *
 * @param config the config of that trial
 * @param seconds the time that it took
 */
record Rehearsal(Config config, double seconds) {
    /**
     * @param program as in {@link Supervisor#of}
     * @throws IllegalStateException with the reason if this trial does not finish
     */
    static Rehearsal of(Config config, List<String> program) {
        try (TemporaryFolder folder = TemporaryFolder.create("understudy-plan")) {
            Config one = oneStep(config);
            return new Rehearsal(one, seconds(one, folder.path(), program));
        }
    }

    static Config oneStep(Config config) {
        return Configs.parse(
                config.toYaml(),
                config.name(),
                List.of(
                        "training.metaSteps=" + Math.min(1, config.training().metaSteps()),
                        "evaluation.steps=1",
                        "evaluation.everySteps=1",
                        "evaluation.horizons=[]",
                        "evaluation.seeds=[1]"),
                Pretrained::network);
    }

    private static double seconds(Config config, Path folder, List<String> program) {
        Plan plan = new Plan(List.of(new PlannedTrial(config, Map.of(), config.trial())));
        // Places in a separate folder: this trial does not wait for other users of a GPU.
        GpuSlots slots = new GpuSlots(MachineFacts.here().gpus().devices(), 1, folder.resolve("slots"));
        Limits limits = new Limits(1, 0, Limits.ALL, Duration.ZERO, Duration.ZERO);
        long began = System.nanoTime();
        Outcome outcome = Supervisor.of(
                        plan,
                        folder.resolve("runs"),
                        limits,
                        program,
                        slots,
                        false,
                        false,
                        () -> false,
                        NoDisplay.INSTANCE)
                .run(List.of(0))
                .get(0);
        if (outcome.state() != Status.State.DONE && outcome.state() != Status.State.DIVERGED) {
            throw new IllegalStateException(outcome.message());
        }
        return (System.nanoTime() - began) / 1e9;
    }
}
