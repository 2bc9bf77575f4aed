package dev.understudy.cli;

import dev.understudy.report.RunComparison;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code compare}: a table of runs by the keys of their configs that differ. */
@Command(
        name = "compare",
        description =
                "Compares runs in a table, by the keys of their configs that differ: mean +- standard error over seeds, the best marked.")
final class CompareCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "Trials' directories or folders above them (default: runs).")
    private List<Path> runs = List.of(Path.of("runs"));

    @Option(
            names = "--by",
            paramLabel = "METRIC",
            defaultValue = "lossRatio",
            description =
                    "The metric that the rows are sorted by: lossRatio, lossDistance, imitatorLoss, teacherLoss, accuracy (the largest is best; "
                            + "for the others the smallest), openLoopError, closedLoopError, imitationLoss, seconds; lossRatio@1000 and "
                            + "lossDistance@1000 at a horizon (default: ${DEFAULT-VALUE}).")
    private String by;

    @Option(
            names = "--group",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Whether runs that differ only in their seed share one row; without it each run has its own row (default: one row).")
    private boolean grouped;

    @Option(names = "--csv", paramLabel = "FILE", description = "Writes all figures in full as CSV.")
    private Path csv;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Writes an HTML page whose rows can be sorted and filtered.")
    private Path html;

    @Option(names = "--json", description = "One JSON document, see docs/json.md.")
    private boolean json;

    @Override
    public Integer call() {
        RunComparison comparison = RunComparison.of(RunsBelow.of(runs), by, grouped);
        if (csv != null) {
            comparison.writeCsv(csv);
        }
        if (html != null) {
            comparison.writeHtml(html);
        }
        if (json) {
            JsonDocument.print(comparison.document());
            return 0;
        }
        comparison.lines(Terminal.resultWidth()).forEach(System.out::println);
        if (csv != null) {
            System.out.println("CSV: " + csv.toAbsolutePath().normalize());
        }
        if (html != null) {
            System.out.println("Page: " + html.toAbsolutePath().normalize());
        }
        return 0;
    }
}
