package dev.understudy.report;

import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.WhoDrives;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The same result for the terminal: aligned lines of at most 100 columns, in ASCII but for the names of runs. */
public final class ResultTable {
    private static final int WIDTH = 100;
    private static final String ROW = "  %-9s %-19s %-19s %-16s %-19s %s";
    private static final String AGREEMENT = "  %-26s %-20s %-18s %-20s %s";

    private ResultTable() {}

    /** @throws dev.understudy.fault.Fault as {@link Results#read} */
    public static List<String> lines(List<Path> runDirectories, boolean colours) {
        return lines(Results.read(runDirectories), colours);
    }

    /**
     * One block per trial: its name and the state of its run, the verdict, who ended where, and how close the updates were.
     *
     * @param colours for a terminal that knows them: the verdict's word in its own; they are not counted in the width
     */
    public static List<String> lines(Results results, boolean colours) {
        List<String> lines = new ArrayList<>();
        for (Trial trial : results.trials()) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            Verdict verdict = Verdict.of(trial);
            wrap(trial.label() + " [" + verdict.state() + "]", "", lines);
            if (verdict.judged()) {
                lines.add("  " + (colours ? coloured(verdict) : verdict.badge()));
            }
            wrap(verdict.sentence(), "  ", lines);
            verdict.details().forEach(detail -> wrap(detail, "  ", lines));
            outcome(trial, lines);
            agreement(trial, lines);
        }
        return List.copyOf(lines);
    }

    private static void outcome(Trial trial, List<String> lines) {
        if (trial.endings().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(row(ROW, "driver", "loss, mean theta", "loss, end", "test accuracy", "training loss", "bad step"));
        for (WhoDrives driver : WhoDrives.values()) {
            if (!trial.endingsOf(driver).isEmpty()) {
                lines.add(row(
                        ROW,
                        driver.key(),
                        Numbers.show(trial.mean(driver, Result::meanLoss)),
                        Numbers.show(trial.mean(driver, Result::testLoss)),
                        accuracy(trial.mean(driver, Result::testAccuracy)),
                        Numbers.show(trial.mean(driver, Result::trainingLoss)),
                        trial.firstDiverged(driver)
                                .map(bad -> bad.firstBadStep().toString())
                                .orElse("none")));
            }
        }
        Estimate ratio = trial.logRatio(WhoDrives.IMITATOR);
        if (trial.signed() && trial.difference(WhoDrives.IMITATOR).known()) {
            lines.add("");
            lines.add("  loss minus the teacher's " + Numbers.show(trial.difference(WhoDrives.IMITATOR)));
        }
        if (ratio.known()) {
            Estimate floor = trial.logRatio(WhoDrives.FLOOR);
            lines.add("");
            lines.add("  loss ratio to the teacher " + Verdict.ratio(ratio) + " (ln " + Numbers.show(ratio) + ")"
                    + (floor.known()
                            ? "; noise floor " + Verdict.ratio(floor) + " (ln " + Numbers.show(floor) + ")"
                            : ""));
        }
    }

    private static void agreement(Trial trial, List<String> lines) {
        boolean any = false;
        for (WhoDrives driver : List.of(WhoDrives.TEACHER, WhoDrives.IMITATOR)) {
            if (!trial.mean(driver, Result::relativeError).known()) {
                continue;
            }
            if (!any) {
                lines.add("");
                lines.add(row(AGREEMENT, "agreement with the teacher", "relative error", "cosine", "bias", "max |c|"));
                any = true;
            }
            lines.add(row(
                    AGREEMENT,
                    driver == WhoDrives.TEACHER ? "open loop: teacher drives" : "closed loop: it drives",
                    Numbers.show(trial.mean(driver, Result::relativeError)),
                    Numbers.show(trial.mean(driver, Result::cosine)),
                    Numbers.show(trial.mean(driver, Result::bias)),
                    Numbers.show(trial.max(driver, Result::maxCell), 3)));
        }
    }

    private static String coloured(Verdict verdict) {
        int colour = switch (verdict.tone()) {
            case "ok" -> 32; // green
            case "bad" -> 31; // red
            case "warn" -> 33; // yellow
            default -> 36; // cyan
        };
        return "\u001b[1;" + colour + "m" + verdict.badge() + "\u001b[0m";
    }

    private static String accuracy(Estimate share) {
        return share.known() ? Numbers.show(share.times(100)) + " %" : "-";
    }

    private static String row(String format, Object... cells) {
        return String.format(Locale.ROOT, format, cells).stripTrailing();
    }

    /** Breaks at spaces; what has none is cut at the width. */
    private static void wrap(String text, String indent, List<String> lines) {
        String rest = plain(text).strip();
        int room = WIDTH - indent.length();
        while (rest.length() > room) {
            int space = rest.lastIndexOf(' ', room);
            int cut = space > 0 ? space : room;
            lines.add(indent + rest.substring(0, cut));
            rest = rest.substring(cut).strip();
        }
        lines.add(indent + rest);
    }

    /** A terminal may know no Greek, and a name or a message may hold control characters that would move its cursor. */
    private static String plain(String text) {
        return text.replace("θ", "theta")
                .replace("×", "x")
                .replace("\u00a0", " ")
                .replaceAll("\\p{Cntrl}+", " ");
    }
}
