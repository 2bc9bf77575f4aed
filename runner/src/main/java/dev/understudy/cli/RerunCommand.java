package dev.understudy.cli;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.fault.Fault;
import dev.understudy.report.ResultTable;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.RunFormat;
import dev.understudy.run.Status;
import dev.understudy.train.Experiment;
import dev.understudy.train.Pretrained;
import dev.understudy.train.RunConditions;
import dev.understudy.train.Stop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code rerun}: repeats a run from its provenance and compares the two. */
@Command(
        name = "rerun",
        description =
                "Repeats a run from its provenance in another folder, and shows all differences of conditions and of results.")
final class RerunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "A trial's or an evaluation's directory.")
    private Path run;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description =
                    "The folder of the new run, which keeps its names (default: the folder again, next to the run's).")
    private Path runs;

    @Option(names = "--fresh", description = "Discards the files of an earlier call there.")
    private boolean fresh;

    @Mixin
    private TensorBoardOption events;

    @Override
    public Integer call() {
        if (!Files.exists(run.resolve(RunDirectory.CONFIG))) {
            throw Fault.badInput(
                    run.toString(),
                    Files.exists(run) ? "is not a run's directory" : "is not there",
                    "one that holds " + RunDirectory.CONFIG,
                    "name another, such as runs/quickstart/seed-1");
        }
        RerunPlace place = RerunPlace.of(run, runs);
        Config config = config();
        ImitatorFile.Saved given = place.evaluation() ? ImitatorFile.read(run.resolve(RunDirectory.PHI)) : null;
        try (StopSignal signal = StopSignal.install()) {
            Experiment experiment =
                    new Experiment(config, place.location(), signal::requested, new Console(), events.given);
            experiment.check(fresh);
            List<String> differences = RunConditions.differences(run, config);
            System.out.println("Again: " + run + " in " + place.location().path());
            if (differences.isEmpty()) {
                System.out.println("  with and on the same as then");
            }
            differences.forEach(line -> System.out.println("  " + line));
            try {
                Status status = given == null ? experiment.run(fresh, true) : experiment.evaluate(given, fresh);
                if (status.state() == Status.State.FAILED || experiment.exitCode() != 0) {
                    System.err.println("understudy: " + status.message());
                    return experiment.exitCode();
                }
            } catch (Stop stop) {
                return signal.exitCode();
            }
        }
        ResultTable.lines(List.of(place.location().path()), Terminal.hasColours(), Terminal.resultWidth())
                .forEach(Terminal::printResult);
        System.out.println(compared(place.location().path()));
        events.say(place.location().path());
        return 0;
    }

    /**
     * The run's resolved config, with the run's copy of an external network: the file itself may be gone or changed.
     */
    private Config config() {
        Path file = run.resolve(RunDirectory.CONFIG);
        try {
            RunFormat.checkConfig(Files.readString(file), file.toString());
        } catch (IOException e) {
            // Configs.load below reports a file that cannot be read.
        }
        Config config = Configs.loadWritten(file, List.of(), Pretrained::network);
        if (!config.optimizee().isExternal()) {
            return config;
        }
        String copy = run.resolve(RunDirectory.OPTIMIZEE).toAbsolutePath().toString();
        return Configs.loadWritten(file, List.of("optimizee.dl4j='" + copy.replace("'", "''") + "'"));
    }

    /** A sentence that compares the imitators of the two runs. */
    private String compared(Path again) {
        Path before = run.resolve(RunDirectory.PHI);
        Path now = again.resolve(RunDirectory.PHI);
        if (!Files.exists(before) || !Files.exists(now)) {
            return "Imitator: "
                    + (Files.exists(before)
                            ? "there is no imitator now"
                            : Files.exists(now)
                                    ? "there was no imitator then"
                                    : "there was no imitator then, and there is no imitator now")
                    + ", so nothing can be compared";
        }
        float[] then = ImitatorFile.read(before).phi();
        float[] phi = ImitatorFile.read(now).phi();
        if (Arrays.equals(then, phi)) { // by their bits
            return "Imitator: bit for bit the same, " + phi.length + " weights" + RerunPlace.losses(run, again);
        }
        long differing = then.length != phi.length
                ? phi.length
                : IntStream.range(0, phi.length)
                        .filter(i -> Float.floatToIntBits(then[i]) != Float.floatToIntBits(phi[i]))
                        .count();
        return "Imitator: not the same, " + differing + " of " + phi.length + " weights differ";
    }
}
