package dev.understudy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.cli.Called;
import dev.understudy.config.Configs;
import dev.understudy.run.FaultyDisk.Trouble;
import dev.understudy.run.PowerCutDisk.Lost;
import dev.understudy.train.Experiment;
import dev.understudy.train.Stop;
import dev.understudy.train.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The uses of a tiny trial: three checkpoints, an evaluation with two horizons, a report. */
final class CrashScenarios {
    private static final String TINY = """
            name: tiny
            threads: 1
            engine: fused
            device: cpu
            data: {dataset: half-plane}
            optimizee: {batch: 4}
            teacher: {adam: {learningRate: 0.003}}
            training: {metaSteps: 30, unroll: 5, episode: 20, checkpointEvery: 10, logEvery: 5}
            evaluation: {steps: 20, batch: 16, everySteps: 10, horizons: [10], seeds: [1001]}
            """;

    private final Path folder;
    private final Path work;
    private final Path config;
    private final Path trial;
    private final List<String> run;

    private CrashScenarios(Path folder) throws IOException {
        this.folder = folder;
        work = folder.resolve("work");
        config = Files.writeString(folder.resolve("tiny.yaml"), TINY);
        trial = work.resolve("runs/tiny/seed-1");
        run = List.of("run", "--runs", work.resolve("runs").toString(), config.toString());
    }

    static List<CrashScenario> in(Path folder) throws IOException {
        return new CrashScenarios(folder).all();
    }

    private List<CrashScenario> all() throws IOException {
        Path finished = kept("finished", () -> done(Called.with(run.toArray())));
        CrashScenario goingOn = same("an interrupted run", kept("interrupted", this::interrupt), run);
        Path begun = kept("begun", () -> kill(goingOn));
        List<String> fresh = with(run, "--fresh");
        List<String> diverging = List.of(
                "run",
                "--runs",
                work.resolve("runs").toString(),
                config.toString(),
                "-o",
                "teacher={sgd: {learningRate: 1e30}}");
        return List.of(
                same("a run", null, run),
                same("a run that diverges", null, diverging),
                same("a run that goes on", begun, run),
                new CrashScenario("a run that begins afresh", finished, work, fresh, run),
                same("an evaluation", finished, List.of("evaluate", trial.toString(), "-o", "evaluation.steps=30")),
                same(
                        "an evaluation that diverges",
                        finished,
                        List.of("evaluate", trial.toString(), "-o", "teacher={sgd: {learningRate: 1e30}}")),
                same(
                        "an export",
                        finished,
                        List.of(
                                "export",
                                trial.toString(),
                                "--to",
                                work.resolve("mine.safetensors").toString())),
                same(
                        "a report",
                        finished,
                        List.of(
                                "report",
                                work.resolve("runs").toString(),
                                "--to",
                                work.resolve("pages/report.html").toString())));
    }

    private CrashScenario same(String name, Path found, List<String> command) {
        return new CrashScenario(name, found, work, command, command);
    }

    private static List<String> with(List<String> command, String more) {
        List<String> all = new ArrayList<>(command);
        all.add(more);
        return all;
    }

    private Path kept(String name, Runnable made) throws IOException {
        Path to = folder.resolve(name);
        made.run();
        Trees.copy(work, to);
        Trees.delete(work);
        return to;
    }

    private static void done(Called called) {
        assertThat(called.code()).as(called.err()).isZero();
    }

    /** Interrupted and reported at the first checkpoint. */
    private void interrupt() {
        AtomicInteger asked = new AtomicInteger();
        Experiment experiment = new Experiment(
                Configs.load(config, List.of()),
                work.resolve("runs"),
                () -> asked.incrementAndGet() > 1,
                new Unwatched());
        assertThatThrownBy(() -> experiment.run(false, false)).isInstanceOf(Stop.class);
        assertThat(trial.resolve(RunDirectory.REPORT)).content().contains("interrupted");
    }

    /** Killed at the second checkpoint, before which there are lines that the first does not vouch for. */
    private void kill(CrashScenario goingOn) {
        int second = goingOn.operations().indexOf("create checkpoint.safetensors.tmp") + 1;
        goingOn.call(new Crash(goingOn, second, Trouble.KILLED, Lost.NOTHING).disk());
        assertThat(JsonLines.objects(trial.resolve(RunDirectory.METRICS))).hasSize(4);
    }

    private record Unwatched() implements Watch {
        @Override
        public void say(String line) {}
    }
}
