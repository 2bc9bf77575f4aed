package dev.understudy.report;

import static dev.understudy.report.Html.number;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.RolloutKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The comparison of several trials on a page: a table with one row each, and their smoothed curves on the same axes.
 */
final class Comparison {
    private Comparison() {}

    /** @param data the trials' JSON from {@link ChartData} */
    static String of(List<Trial> trials, JsonNode data) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < trials.size(); i++) {
            Trial trial = trials.get(i);
            Summary summary = Summary.of(trial);
            MeanWithError ratio = trial.logRatio(RolloutKind.IMITATOR);
            MeanWithError floor = trial.logRatio(RolloutKind.FLOOR);
            rows.append(Html.row(
                    "",
                    "<a href=\"#trial-" + i + "\">" + Html.text(trial.label()) + "</a>",
                    summary.judged() ? badge(summary) : number(Double.NaN),
                    summary.judged() ? Html.text(summary.state()) : badge(summary),
                    "<strong>" + (ratio.known() ? Numbers.ratio(ratio) : number(Double.NaN)) + "</strong>",
                    floor.known() ? Numbers.ratio(floor) : number(Double.NaN),
                    number(trial.mean(RolloutKind.IMITATOR, Result::meanLoss)),
                    number(trial.mean(RolloutKind.TEACHER, Result::meanLoss)),
                    number(trial.mean(RolloutKind.IMITATOR, Result::testAccuracy)
                            .times(100)),
                    error(trial, RolloutKind.TEACHER),
                    error(trial, RolloutKind.IMITATOR)));
        }
        return """
            <section aria-labelledby="comparison"><h2 id="comparison">Side by side</h2>
            <p class="counts">%s</p>%s
            <figure>%s<p class="caption">Model loss per step, smoothed (Savitzky–Golay, window 31, order 2), mean over seeds.
            Each imitator has its own colour and dashes; dotted in the same colour: its teacher. A curve ends when the first seed diverges.</p>
            <div class="charts">%s</div></figure>
            %s</section>
            """.formatted(
                        counts(trials),
                        OverTasks.of(trials).map(Comparison::over).orElse(""),
                        Html.heading(3, "all", "All imitators"),
                        ChartInWords.all(data),
                        Html.table(
                                "comparison",
                                "Mean over seeds ± standard error; test loss of the mean θ",
                                List.of(
                                        "Trial",
                                        "Verdict",
                                        "Run",
                                        "Loss ratio<br>to teacher",
                                        "Noise<br>floor",
                                        "Test loss,<br>imitator",
                                        "Test loss,<br>teacher",
                                        "Test accuracy,<br>%",
                                        "Open-loop<br>error",
                                        "Closed-loop<br>error"),
                                rows));
    }

    /** The table over the tasks, with the means in bold. */
    private static String over(OverTasks tasks) {
        List<List<String>> rows = tasks.rows();
        StringBuilder html = new StringBuilder();
        for (int i = 1; i < rows.size(); i++) {
            List<String> row = rows.get(i);
            boolean mean = i > rows.size() - 3;
            String name = Html.text(mean ? TrialTables.capital(row.get(0)) : row.get(0));
            html.append(Html.row(
                    "",
                    mean ? "<strong>" + name + "</strong>" : name,
                    row.stream()
                            .skip(1)
                            .map(cell -> mean ? "<strong>" + number(cell) + "</strong>" : number(cell))
                            .toArray(String[]::new)));
        }
        List<String> head = Stream.concat(
                        Stream.of("evaluation"), rows.get(0).stream().skip(1))
                .map(column -> Html.text(TrialTables.capital(column))
                        .replace(" / ", " /<br>")
                        .replace(" to ", " to<br>"))
                .toList();
        return Html.table("", "Against tuned teachers, " + Html.text(rows.get(0).get(0)), head, html)
                + "\n<p class=\"caption\">" + Html.text(OverTasks.legend()) + "</p>\n";
    }

    /** The number of trials with each verdict, in the order of first occurrence; a summary of a table that may be long. */
    private static String counts(List<Trial> trials) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        trials.forEach(trial -> counts.merge(badge(Summary.of(trial)), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(count -> "<span>" + count.getKey() + " " + Numbers.count(count.getValue()) + " of "
                        + Numbers.count(trials.size()) + "</span>")
                .collect(Collectors.joining(" "));
    }

    private static String error(Trial trial, RolloutKind rollout) {
        return number(Numbers.show(trial.mean(rollout, Result::relativeError).mean(), 3));
    }

    private static String badge(Summary summary) {
        return "<span class=\"badge " + summary.tone() + "\">" + Html.text(summary.badge()) + "</span>";
    }
}
