package dev.understudy.live;

import dev.understudy.live.Standing.State;
import dev.understudy.report.ListTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The content of a terminal at one moment: a line for each trial as far as they fit, those at work first, and the
 * totals.
 */
public final class Frame {
    private static final String BETWEEN = "  ";
    /** The least width at which a name can be shortened in its middle. */
    private static final int LEAST_NAME = 8;

    private final Standings standings;
    private final int width;
    private final boolean colours;

    private Frame(Standings standings, int width, boolean colours) {
        this.standings = standings;
        this.width = width;
        this.colours = colours;
    }

    /**
     * The lines of the terminal.
     *
     * @param width columns; every line fits into it
     * @param height lines at most, 3 or more
     */
    public static List<String> lines(Standings standings, int width, int height, boolean colours) {
        return new Frame(standings, width, colours).lines(Math.max(3, height));
    }

    private List<String> lines(int height) {
        int room = height - 1 - standings.troubles().size();
        List<Standing> all = standings.trials();
        boolean fits = all.size() <= room;
        List<Standing> shown = fits
                ? all
                : all.stream()
                        .sorted(Comparator.comparing(Standing::state))
                        .limit(Math.max(1, room - 1))
                        .toList();
        List<String> lines = new ArrayList<>(rows(shown));
        if (!fits) {
            lines.add(cut("and " + (all.size() - shown.size()) + " more: " + rest(all, shown)));
        }
        standings.troubles().forEach(trouble -> lines.add(cut(trouble)));
        lines.add(cut(standings.totals()));
        return lines;
    }

    private static String rest(List<Standing> all, List<Standing> shown) {
        Map<State, Long> counts = all.stream()
                .collect(Collectors.groupingBy(
                        Standing::state, () -> new EnumMap<>(State.class), Collectors.counting()));
        shown.forEach(trial -> counts.merge(trial.state(), -1L, Long::sum));
        return counts.entrySet().stream()
                .filter(count -> count.getValue() > 0)
                .map(count -> count.getValue() + " " + count.getKey().word())
                .collect(Collectors.joining(", "));
    }

    private List<String> rows(List<Standing> trials) {
        List<List<String>> rows = trials.stream().map(this::cells).toList();
        int[] widths = new int[5];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        int others = 0;
        for (int i = 1; i < widths.length; i++) {
            others += widths[i] == 0 ? 0 : BETWEEN.length() + widths[i];
        }
        // The name, which identifies a trial, has at least a third of the line.
        widths[0] = Math.min(widths[0], Math.max(Math.max(LEAST_NAME, width / 3), width - others));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            lines.add(coloured(
                    cut(line(rows.get(i), widths)),
                    widths[0] + BETWEEN.length(),
                    trials.get(i).state()));
        }
        return lines;
    }

    /** The name, activity, progress, loss and remark of a trial. */
    private List<String> cells(Standing trial) {
        boolean running = trial.state() == State.RUNNING;
        String doing = running && !trial.phase().isEmpty()
                ? trial.phase()
                : running ? "starts" : trial.state().word();
        return List.of(
                trial.label(), doing, Words.brief(trial), Words.loss(trial), Words.remark(trial, standings.now()));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder(padded(ListTable.middle(row.get(0), widths[0]), widths[0]));
        for (int i = 1; i < widths.length; i++) {
            if (widths[i] > 0) {
                line.append(BETWEEN).append(padded(row.get(i), widths[i]));
            }
        }
        return line.toString().stripTrailing();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private String cut(String line) {
        String plain = line.replaceAll("\\p{Cntrl}", " ");
        return plain.length() <= width ? plain : plain.substring(0, Math.max(0, width - 1)) + "…";
    }

    /** Colours the word after the name if the state needs attention: green, yellow or red. */
    private String coloured(String line, int from, State state) {
        int colour = switch (state) {
            case DONE -> 32;
            case DIVERGED, INTERRUPTED, KILLED -> 33;
            case FAILED, DAMAGED -> 31;
            case RUNNING, AT_RUNG, WAITING -> 0;
        };
        int to = from + state.word().length();
        return !colours || colour == 0 || to > line.length()
                ? line
                : line.substring(0, from) + "\u001b[1;" + colour + "m" + line.substring(from, to) + "\u001b[0m"
                        + line.substring(to);
    }
}
