package dev.understudy.report;

import static dev.understudy.report.Html.number;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A comparison as one HTML page, in the style of a report. Without its script the table is sorted by the metric; the
 * script lets a reader sort it by any column and filter its rows.
 */
final class ComparisonPage {
    /** With at most this number of keys the table needs no figure. */
    private static final int FEW_KEYS = 2;
    /** Most groups that the text names if several are best. */
    private static final int MOST_NAMED = 2;

    private final RunComparison comparison;
    private final List<Metric> shown;

    private ComparisonPage(RunComparison comparison) {
        this.comparison = comparison;
        shown = comparison.shown();
    }

    static String of(RunComparison comparison) {
        return new ComparisonPage(comparison).html();
    }

    private String html() {
        String title = "Comparison by " + Html.text(comparison.by().name());
        return """
            %s<style>
            %s
            %s
            </style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            <header><p class="eyebrow">Understudy · runs compared</p><h1>%s</h1></header>
            <main id="main">
            %s
            </main>
            <script>
            %s
            </script>
            </body>
            </html>
            """.formatted(
                        Html.head(title),
                        Page.resource("report.css"),
                        Page.resource("compare.css"),
                        title,
                        lead() + figure() + filter() + table() + leftOut() + words(),
                        Page.resource("compare.js"));
    }

    private String lead() {
        int runs = comparison.groups().stream()
                .mapToInt(group -> group.runs().size())
                .sum();
        List<ComparedGroup> best = comparison.groups().stream()
                .filter(group -> comparison.isBest(group, comparison.by()))
                .toList();
        return "<p class=\"lead\">" + count(runs, "run") + " in "
                + count(comparison.groups().size(), "group")
                + ", by the keys of their configs that differ. "
                + (best.isEmpty()
                        ? "Every group with this figure has a run that diverged."
                        : "Best is the " + comparison.by().best() + ": " + names(best) + " with "
                                + number(best.get(0).figure(comparison.by())) + ".")
                + "</p>\n";
    }

    /** The names of groups that are equally good. */
    private String names(List<ComparedGroup> best) {
        return best.size() > MOST_NAMED
                ? count(best.size(), "group")
                : best.stream()
                        .map(group -> "<strong>" + Html.text(name(group)) + "</strong>")
                        .collect(Collectors.joining(" and "));
    }

    private static String count(int count, String what) {
        return Numbers.count(count) + " " + what + (count == 1 ? "" : "s");
    }

    /** The settings that distinguish a group from the others, in words. */
    String name(ComparedGroup group) {
        String name = group.settings().entrySet().stream()
                .filter(setting -> !setting.getValue().isEmpty())
                .map(setting -> comparison.brief(setting.getKey()) + " " + setting.getValue())
                .collect(Collectors.joining(", "));
        return name.isEmpty() ? group.runs().get(0).label() : name;
    }

    private String figure() {
        if (comparison.keys().size() <= FEW_KEYS) {
            return "";
        }
        return """
            <figure>%s<p class="caption">One line for each group, through its value of each key to its %s on the right, whose colour it has.</p>
            <div class="wide" tabindex="0" role="region" aria-label="Figure, which scrolls in a narrow window">%s</div></figure>
            """.formatted(
                        Html.heading(2, "figure", "All groups"),
                        Html.text(comparison.by().name()),
                        new ParallelCoordinates(comparison, this::name).svg());
    }

    /** The field for filtering, hidden until the script shows it. */
    private static String filter() {
        return """
            <p class="filter" hidden><label for="filter">Show rows with</label> <input type="search" id="filter" autocomplete="off" spellcheck="false"
            aria-describedby="count"> <span id="count" role="status"></span></p>
            """;
    }

    private String table() {
        StringBuilder rows = new StringBuilder();
        for (ComparedGroup group : comparison.groups()) {
            List<String> cells = new ArrayList<>();
            comparison
                    .keys()
                    .forEach(key -> cells.add(cell(
                            "key",
                            group.settings().get(key),
                            text(group.settings().get(key)))));
            cells.add(cell("key", String.valueOf(group.done()), runs(group)));
            String heading =
                    cells.remove(0).replaceFirst("^<td", "<th scope=\"row\"").replaceFirst("td>$", "th>");
            // The metric of the order is the first column, so that it is visible even in a narrow window.
            rows.append("<tr>")
                    .append(figure(group, comparison.by()))
                    .append(heading)
                    .append(String.join("", cells));
            shown.stream().skip(1).forEach(metric -> rows.append(figure(group, metric)));
            rows.append("</tr>\n");
        }
        return """
            <div class="table" tabindex="0" role="region" aria-labelledby="table"><table class="compared"><caption id="table">Mean ± standard error
            over the runs that are done; in bold the best of a column</caption><thead><tr>%s</tr></thead><tbody>
            %s</tbody></table></div>
            """.formatted(heads(), rows);
    }

    private static String runs(ComparedGroup group) {
        return "<details><summary>" + Html.text(group.count()) + "</summary>"
                + group.runs().stream().map(run -> Html.text(run.label())).collect(Collectors.joining("<br>"))
                + "</details>";
    }

    private String figure(ComparedGroup group, Metric metric) {
        MeanWithError figure = group.figure(metric);
        String shown = number(figure);
        boolean best = comparison.isBest(group, metric);
        return cell(
                "",
                figure.known() ? Double.toString(figure.mean()) : "",
                (best ? "<strong>" + shown + "</strong>" : shown)
                        + (best && metric == comparison.by() ? " <span class=\"badge ok\">best</span>" : ""));
    }

    private String heads() {
        StringBuilder heads = new StringBuilder(head(comparison.by()));
        comparison.keys().forEach(key -> heads.append(head("key", key, comparison.brief(key), "")));
        heads.append(head("key", "the number of runs that are done, and the states of the others", "runs", ""));
        shown.stream().skip(1).forEach(metric -> heads.append(head(metric)));
        return heads.toString();
    }

    private String head(Metric metric) {
        String sorted = metric != comparison.by() ? "" : metric.largerIsBetter() ? "descending" : "ascending";
        return head("", metric.meaning() + "; best is the " + metric.best(), metric.name(), sorted);
    }

    private static String head(String kind, String meaning, String name, String sorted) {
        return "<th scope=\"col\"" + (kind.isEmpty() ? "" : " class=\"" + kind + "\"") + " title=\""
                + Html.text(meaning) + "\"" + (sorted.isEmpty() ? "" : " aria-sort=\"" + sorted + "\"") + ">"
                + Html.text(name) + "</th>";
    }

    private static String cell(String kind, String value, String html) {
        return "<td" + (kind.isEmpty() ? "" : " class=\"" + kind + "\"") + " data-value=\"" + Html.text(value) + "\">"
                + html + "</td>";
    }

    private static String text(String value) {
        return value.isEmpty() ? "<span class=\"none\">–</span>" : Html.text(value);
    }

    private String leftOut() {
        return comparison.leftOut().isEmpty()
                ? ""
                : Html.heading(2, "left-out", "Left out") + "<ul>"
                        + comparison.leftOut().stream()
                                .map(run -> "<li>" + Html.text(run.run()) + ": " + Html.text(run.reason()) + "</li>")
                                .collect(Collectors.joining("\n"))
                        + "</ul>\n";
    }

    private String words() {
        return "<details class=\"words\"><summary>Meaning of the figures</summary>\n"
                + "<p>Runs that are equal but for their seed are one row. The mean is over the runs that are done; n runs give the standard error"
                + " s/√n, one gives none. A group in which a run diverged is never the best.</p><dl>\n"
                + shown.stream()
                        .map(metric -> "<dt>" + Html.text(metric.name()) + "</dt><dd>" + Html.text(metric.meaning())
                                + "; best is the " + (metric.largerIsBetter() ? "largest" : "smallest") + ".</dd>\n")
                        .collect(Collectors.joining())
                + "</dl></details>\n";
    }
}
