package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.device.EngineSelection;
import dev.understudy.engine.Engine;
import dev.understudy.fault.Fault;
import dev.understudy.run.Machine;
import dev.understudy.run.Provenance;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Compares the provenance of a run with the present program, data and machine, to list reasons for different results.
 */
public final class RunConditions {
    private RunConditions() {}

    /**
     * The differences, one line each; empty if nothing has changed.
     *
     * @param run the directory of the run
     * @param config the run's own config
     * @throws Fault bad input if the run has no provenance or its data have changed; environment if the engine or the
     *     data of its config are not available
     */
    public static List<String> differences(Path run, Config config) {
        Path file = run.resolve(RunDirectory.PROVENANCE);
        Provenance then = Provenance.lastSession(file)
                .orElseThrow(() -> Fault.badInput(
                        file.toString(),
                        Files.exists(file) ? "has no session" : "is not there",
                        "the provenance of the run",
                        "repeat it by `run` with its config.yaml"));
        Provenance.Data data = new SharedChecks().data(config);
        if (!data.sha256().equals(then.data().sha256())) {
            throw Fault.badInput(
                    run.toString(),
                    "was computed from data " + then.data().name() + " with the SHA-256 "
                            + then.data().sha256() + ", here it is " + data.sha256(),
                    "the same data",
                    "put them into the folder of data.dir, or train again with run");
        }
        List<String> lines = new ArrayList<>();
        add(lines, "program version", then.version(), Experiment.VERSION);
        add(lines, "git commit", then.commit(), Provenance.commitHere());
        EngineSelection selection = EngineSelection.of(config);
        try (Engine engine = selection.engine()) {
            add(lines, "engine", then.computed().engine(), engine.name());
            add(lines, "device", then.computed().device(), engine.device());
            add(lines, "kernels", then.computed().kernels(), selection.kernels());
        }
        add(lines, "java", then.machine().jvm(), Machine.here().jvm());
        add(lines, "processor", then.machine().cpu(), Machine.here().cpu());
        if (!then.configSha256().equals(Provenance.sha256(config(run)))) {
            lines.add("config.yaml was changed since the run");
        }
        return lines;
    }

    private static String config(Path run) {
        try {
            return RunFormat.withoutComment(Files.readString(run.resolve(RunDirectory.CONFIG)));
        } catch (IOException e) {
            return ""; // The caller has read the file before, and would have reported an error.
        }
    }

    private static void add(List<String> lines, String what, String then, String now) {
        if (!Objects.equals(then, now)) {
            lines.add(what + " was " + (then == null ? "not recorded" : then) + ", now it is "
                    + (now == null ? "none" : now));
        }
    }
}
