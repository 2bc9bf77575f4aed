package dev.understudy.cli;

import dev.understudy.fault.Fault;
import dev.understudy.live.FollowedRuns;
import dev.understudy.live.Standings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code watch}: follows runs of other processes until all are over. */
@Command(
        name = "watch",
        description =
                "Follows runs of another process until all have ended: the progress of each, its loss and the remaining time."
                        + " Writes nothing.")
final class WatchCommand implements Callable<Integer> {
    private static final int PAUSE_MILLIS = 50;

    @Parameters(
            paramLabel = "RUN",
            description =
                    "Trials' directories or folders above them (default: runs); they need not exist yet. For a folder with a"
                            + " plan.json, its trials.")
    private List<Path> runs = List.of(Path.of("runs"));

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "Seconds between two looks at the files (default: ${DEFAULT-VALUE}).")
    private double every;

    @Override
    public Integer call() throws InterruptedException {
        if (!(every >= 0.1 && every <= 3600)) {
            throw Fault.badInput("--every", "is " + every, "0.1 to 3600 seconds", "correct the option");
        }
        FollowedRuns followed = new FollowedRuns(runs);
        try (StopSignal signal = StopSignal.install();
                WatchConsole console = WatchConsole.ofThisProcess()) {
            while (true) {
                Standings standings = followed.look(Instant.now());
                console.show(standings);
                if (standings.over()) {
                    return standings.exitCode();
                }
                long until = System.nanoTime() + (long) (every * 1e9);
                while (System.nanoTime() < until) {
                    if (signal.requested()) {
                        return signal.exitCode();
                    }
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        }
    }
}
