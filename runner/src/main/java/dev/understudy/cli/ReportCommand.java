package dev.understudy.cli;

import dev.understudy.report.Report;
import dev.understudy.report.ResultTable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "report", description = "Writes one HTML report over several trials.")
final class ReportCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Trials' directories, such as runs/quickstart/seed-1, or folders above them.")
    private List<Path> runs;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            defaultValue = "report.html",
            description = "Where to (default: ${DEFAULT-VALUE}).")
    private Path to;

    @Override
    public Integer call() {
        Report report = Report.read(RunsBelow.of(runs));
        report.write(to);
        ResultTable.lines(report, Terminal.hasColours(), Terminal.resultWidth()).forEach(Terminal::printResult);
        System.out.println("Report: " + to.toAbsolutePath().normalize());
        return 0;
    }
}
