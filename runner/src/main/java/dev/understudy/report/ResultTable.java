package dev.understudy.report;

import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.RolloutKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The result of trials for the terminal: aligned lines in ASCII except for the names of runs, of at most 100 columns or
 * the terminal's width, if that is less.
 */
public final class ResultTable {
    /** The width without a terminal, and the largest on a wide one: longer lines are hard to read. */
    public static final int WIDTH = 100;

    private static final List<String> OUTCOME = List.of("%-9s", "%-19s", "%-19s", "%-16s", "%-19s", "%s");
    private static final List<String> AGREEMENT = List.of("%-26s", "%-20s", "%-18s", "%-20s", "%s");

    private final int width;
    private final boolean colours;
    private final List<String> lines = new ArrayList<>();

    private ResultTable(int width, boolean colours) {
        this.width = width;
        this.colours = colours;
    }

    /** @throws dev.understudy.fault.Fault as {@link Report#read} */
    public static List<String> lines(List<Path> runDirectories, boolean colours, int width) {
        return lines(Report.read(runDirectories), colours, width);
    }

    static List<String> lines(List<Path> runDirectories, boolean colours) {
        return lines(runDirectories, colours, WIDTH);
    }

    /**
     * One block per trial: its name and the state of its run, the verdict, the results at the end, and the agreement of
     * the updates.
     *
     * @param colours whether the terminal supports colours: the verdict's word then has its own; colour codes do not
     *     count in the width
     * @param width of the terminal, in columns; at least 80
     */
    public static List<String> lines(Report report, boolean colours, int width) {
        ResultTable table = new ResultTable(Math.min(width, WIDTH), colours);
        report.trials().forEach(table::trial);
        OverTasks.of(report.trials()).ifPresent(table::over);
        return List.copyOf(table.lines);
    }

    private void trial(Trial trial) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        Summary summary = Summary.of(trial);
        wrap(trial.label() + " [" + summary.state() + "]", "");
        if (summary.judged()) {
            lines.add("  " + (colours ? coloured(summary) : summary.badge()));
        }
        wrap(summary.sentence(), "  ");
        summary.details().forEach(detail -> wrap(detail, "  "));
        outcome(trial);
        agreement(trial);
        driving(trial);
        AgainstTuned.of(trial).ifPresent(this::against);
    }

    private void outcome(Trial trial) {
        if (trial.results().isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("rollout", "loss, mean theta", "loss, end", "test accuracy", "training loss", "bad step"));
        for (RolloutKind rollout : RolloutKind.values()) {
            if (!trial.resultsOf(rollout).isEmpty()) {
                rows.add(List.of(
                        rollout.words(),
                        Numbers.show(trial.mean(rollout, Result::meanLoss)),
                        Numbers.show(trial.mean(rollout, Result::testLoss)),
                        accuracy(trial.mean(rollout, Result::testAccuracy)),
                        Numbers.show(trial.mean(rollout, Result::trainingLoss)),
                        trial.firstDiverged(rollout)
                                .map(bad -> bad.firstBadStep().toString())
                                .orElse("none")));
            }
        }
        rows(OUTCOME, rows);
        MeanWithError ratio = trial.logRatio(RolloutKind.IMITATOR);
        if (trial.signed() && trial.difference(RolloutKind.IMITATOR).known()) {
            lines.add("");
            lines.add("  loss minus the teacher's " + Numbers.show(trial.difference(RolloutKind.IMITATOR)));
        }
        if (ratio.known()) {
            MeanWithError floor = trial.logRatio(RolloutKind.FLOOR);
            lines.add("");
            lines.add("  loss ratio to the teacher " + Numbers.ratio(ratio) + " (ln " + Numbers.show(ratio) + ")");
            if (floor.known()) {
                lines.add("  noise floor " + Numbers.ratio(floor) + " (ln " + Numbers.show(floor) + ")");
            }
        }
    }

    private void agreement(Trial trial) {
        boolean wide = width == WIDTH;
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                wide ? "agreement with the teacher" : "agreement", "relative error", "cosine", "bias", "max |c|"));
        for (RolloutKind rollout : List.of(RolloutKind.TEACHER, RolloutKind.IMITATOR)) {
            if (trial.mean(rollout, Result::relativeError).known()) {
                String kind = rollout == RolloutKind.TEACHER ? "open loop: teacher drives" : "closed loop: it drives";
                rows.add(List.of(
                        wide ? kind : kind.substring(0, kind.indexOf(':')),
                        Numbers.show(trial.mean(rollout, Result::relativeError)),
                        Numbers.show(trial.mean(rollout, Result::cosine)),
                        Numbers.show(trial.mean(rollout, Result::bias)),
                        Numbers.show(trial.max(rollout, Result::maxCell), 3)));
            }
        }
        if (rows.size() > 1) {
            rows(AGREEMENT, rows);
        }
    }

    /** A block with sentences about the rollouts; omitted if nothing is known. */
    private void driving(Trial trial) {
        List<String> sentences = trial.driving();
        if (!sentences.isEmpty()) {
            lines.add("");
            sentences.forEach(sentence -> wrap(sentence, "  "));
        }
    }

    private void against(AgainstTuned against) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("against tuned"));
        head.addAll(AgainstTuned.HEAD);
        rows.add(head);
        for (AgainstTuned.Row row : against.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.name()));
            cells.addAll(row.cells());
            rows.add(cells);
        }
        fitting(rows);
        wrap(against.legend(), "  ");
    }

    private void over(OverTasks tasks) {
        fitting(tasks.rows());
        wrap(OverTasks.legend(), "  ");
    }

    /** A block of rows; on a narrow terminal several, each beginning with the first column. */
    private void rows(List<String> wide, List<List<String>> rows) {
        if (width == WIDTH) {
            block(wide, rows);
            return;
        }
        fitting(rows);
    }

    /** As many columns as fit, in one block or several, each beginning with the first column. */
    private void fitting(List<List<String>> rows) {
        int last = rows.get(0).size() - 1;
        for (int from = 1, to; from <= last; from = to) {
            List<List<String>> some = new ArrayList<>();
            rows.forEach(row -> some.add(new ArrayList<>(row.subList(0, 1))));
            int used = 2 + longest(rows, 0);
            for (to = from; to <= last && (to == from || used + 2 + longest(rows, to) <= width); to++) {
                used += 2 + longest(rows, to);
                for (int i = 0; i < rows.size(); i++) {
                    some.get(i).add(rows.get(i).get(to));
                }
            }
            List<String> columns = IntStream.range(0, some.get(0).size())
                    .mapToObj(column -> "%-" + (longest(some, column) + 1) + "s")
                    .toList();
            block(columns, some);
        }
    }

    private void block(List<String> columns, List<List<String>> rows) {
        lines.add("");
        String format = "  " + String.join(" ", columns);
        rows.forEach(row ->
                lines.add(String.format(Locale.ROOT, format, row.toArray()).stripTrailing()));
    }

    private static int longest(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String coloured(Summary summary) {
        int colour = switch (summary.tone()) {
            case "ok" -> 32; // green
            case "bad" -> 31; // red
            case "warn" -> 33; // yellow
            default -> 36; // cyan
        };
        return "\u001b[1;" + colour + "m" + summary.badge() + "\u001b[0m";
    }

    private static String accuracy(MeanWithError share) {
        return share.known() ? Numbers.show(share.times(100)) + " %" : "-";
    }

    /** Breaks lines at spaces; a word longer than the width is cut. */
    private void wrap(String text, String indent) {
        String rest = plain(text).strip();
        int room = width - indent.length();
        while (rest.length() > room) {
            int space = rest.lastIndexOf(' ', room);
            int cut = space > 0 ? space : room;
            lines.add(indent + rest.substring(0, cut));
            rest = rest.substring(cut).strip();
        }
        lines.add(indent + rest);
    }

    /**
     * One line in ASCII: a terminal may not show Greek letters, and a line end in a name or a message would break the
     * line.
     */
    private static String plain(String text) {
        return text.replace("θ", "theta")
                .replace("×", "x")
                .replace("\u00a0", " ")
                .replaceAll("\\p{Cntrl}+", " ");
    }
}
