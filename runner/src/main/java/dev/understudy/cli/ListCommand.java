package dev.understudy.cli;

import dev.understudy.report.ListTable;
import dev.understudy.report.RunOverview;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code list}: state, progress and key figures of runs. */
@Command(
        name = "list",
        description =
                "Lists runs with their state, progress, key figures and age; evaluations are below their training.")
final class ListCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "Trials' directories or folders above them (default: runs).")
    private List<Path> runs = List.of(Path.of("runs"));

    @Option(names = "--tag", paramLabel = "WORD", description = "Shows only runs with this tag, see tag.")
    private String tag;

    @Option(names = "--json", description = "One JSON document, see docs/json.md.")
    private boolean json;

    /** The document that --json prints. */
    record ListDocument(int format, List<ListedRun> runs) {}

    /** One run of the document, or one evaluation. */
    record ListedRun(
            String label,
            Path path,
            boolean evaluation,
            String state,
            String message,
            long done,
            long all,
            double lossRatio,
            double imitationLoss,
            List<String> tags,
            Instant changed,
            double ageSeconds,
            List<ListedRun> evaluations) {
        static ListedRun of(RunOverview run, Instant now) {
            return new ListedRun(
                    run.label(),
                    run.path(),
                    run.evaluation(),
                    run.state(),
                    run.message(),
                    run.done(),
                    run.all(),
                    run.lossRatio(),
                    run.imitationLoss(),
                    run.tags(),
                    run.changed(),
                    run.changed() == null
                            ? Double.NaN
                            : Math.max(0, Duration.between(run.changed(), now).toMillis() / 1000.0),
                    run.evaluations().stream()
                            .map(evaluation -> of(evaluation, now))
                            .toList());
        }
    }

    @Override
    public Integer call() {
        List<RunOverview> found = RunsBelow.withEvaluations(runs).stream()
                .map(RunOverview::of)
                .filter(run -> tag == null || run.isTagged(tag))
                .toList();
        Instant now = Instant.now();
        if (json) {
            JsonDocument.print(new ListDocument(
                    JsonDocument.FORMAT,
                    found.stream().map(run -> ListedRun.of(run, now)).toList()));
        } else if (found.isEmpty()) {
            System.out.println("No run has the tag " + tag + ".");
        } else {
            ListTable.lines(found, Terminal.listWidth(), now).forEach(System.out::println);
        }
        return 0;
    }
}
