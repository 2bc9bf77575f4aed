package dev.understudy.cli;

import dev.understudy.fault.Fault;
import dev.understudy.live.LivePages;
import dev.understudy.live.LiveServer;
import dev.understudy.report.Report;
import dev.understudy.report.ResultTable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code report}: one HTML report over several trials, or a page that a local server updates. */
@Command(
        name = "report",
        description = "Writes one HTML report over several trials, or serves it as a page while they run.")
final class ReportCommand implements Callable<Integer> {
    private static final int PAUSE_MILLIS = 50;

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Trials' directories, such as runs/quickstart/seed-1, or folders above them.")
    private List<Path> runs;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            defaultValue = "report.html",
            description = "The file to write (default: ${DEFAULT-VALUE}).")
    private Path to;

    @Option(
            names = "--serve",
            arity = "0..1",
            paramLabel = "PORT",
            parameterConsumer = ServePort.class,
            description =
                    "Writes no file, but serves a page that updates by itself to browsers on this machine, until Ctrl-C (port 8000"
                            + " by default; 0 for any free one).")
    private Integer port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description =
                    "With --serve: the address to listen on, such as 0.0.0.0 in a container (default: this machine only).")
    private String bind;

    @Override
    public Integer call() throws InterruptedException {
        if (port != null) {
            return serve();
        }
        if (bind != null) {
            throw Fault.badInput("--bind", "is given without --serve", "both or none", "add --serve");
        }
        Report report = Report.read(RunsBelow.of(runs));
        report.write(to);
        ResultTable.lines(report, Terminal.hasColours(), Terminal.resultWidth()).forEach(Terminal::printResult);
        System.out.println("Report: " + to.toAbsolutePath().normalize());
        return 0;
    }

    private int serve() throws InterruptedException {
        RunsBelow.of(runs); // checks that there is at least one run
        LivePages pages = new LivePages(runs);
        try (StopSignal signal = StopSignal.install();
                LiveServer server = LiveServer.open(pages, port, bind)) {
            int trials = pages.trials();
            System.out.println("Page: " + server.url() + " (" + trials + (trials == 1 ? " trial" : " trials")
                    + (bind == null ? "" : ", listens on " + bind) + "; Ctrl-C ends it)");
            System.out.flush();
            while (!signal.requested()) {
                Thread.sleep(PAUSE_MILLIS);
            }
            return signal.exitCode();
        }
    }
}
