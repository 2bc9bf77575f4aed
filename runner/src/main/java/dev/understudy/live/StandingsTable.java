package dev.understudy.live;

import dev.understudy.live.Standing.State;
import dev.understudy.report.Html;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;

/** The states of the trials as a table of a page, each with a link to its own page. */
final class StandingsTable {
    /** Most rows of trials to come; a sweep may have thousands. */
    private static final int MOST_TO_COME = 20;

    private StandingsTable() {}

    /** @param links the trials that have a page, by its path */
    static String of(Standings standings, Map<String, Standing> links) {
        Map<Standing, String> paths = new HashMap<>();
        links.forEach((path, trial) -> paths.put(trial, path));
        StringBuilder rows = new StringBuilder();
        int toCome = 0;
        for (Standing trial : standings.trials()) {
            toCome += trial.state() == State.WAITING ? 1 : 0;
            if (trial.state() == State.WAITING && toCome > MOST_TO_COME) {
                continue;
            }
            String path = paths.get(trial);
            String name = Html.text(trial.label());
            rows.append("<tr><th scope=\"row\">")
                    .append(path == null ? name : "<a href=\"" + Html.text(url(path)) + "\">" + name + "</a>")
                    .append("</th><td><span class=\"badge ")
                    .append(kind(trial.state()))
                    .append("\">")
                    .append(trial.state().word())
                    .append("</span></td>");
            for (String cell : new String[] {
                trial.state() == State.RUNNING ? trial.phase() : "",
                Words.progress(trial),
                Words.loss(trial),
                Words.remark(trial, standings.now())
            }) {
                rows.append("<td>").append(Html.text(cell)).append("</td>");
            }
            rows.append("</tr>\n");
        }
        if (toCome > MOST_TO_COME) {
            rows.append("<tr><td colspan=\"6\">and ")
                    .append(toCome - MOST_TO_COME)
                    .append(" more to come</td></tr>\n");
        }
        return "<section id=\"standings\"><p class=\"lead\">" + Html.text(standings.totals())
                + ". <a href=\"" + LivePages.REPORT + "\">All in one report</a></p>\n"
                + "<div class=\"table\"><table><caption>State of the trials at the last change of a file</caption><tbody>\n"
                + rows + "</tbody></table></div></section>\n";
    }

    private static String kind(State state) {
        return switch (state) {
            case RUNNING -> "busy";
            case DONE -> "ok";
            case FAILED, DAMAGED -> "bad";
            case DIVERGED, KILLED, INTERRUPTED -> "warn";
            case AT_RUNG, WAITING -> "quiet";
        };
    }

    /** Escapes a path; names of folders may have any character. */
    private static String url(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a path is always one: " + path, e);
        }
    }
}
