package dev.understudy.report;

import static dev.understudy.report.Html.cell;
import static dev.understudy.report.Html.number;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.WhoDrives;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Several trials side by side: one row each, and their smoothed curves on the same axes. */
final class Comparison {
    private Comparison() {}

    /** @param data what {@link ChartData} has for the trials */
    static String of(List<Trial> trials, JsonNode data) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < trials.size(); i++) {
            Trial trial = trials.get(i);
            Summary summary = Summary.of(trial);
            MeanWithError ratio = trial.logRatio(WhoDrives.IMITATOR);
            MeanWithError floor = trial.logRatio(WhoDrives.FLOOR);
            rows.append("<tr><th scope=\"row\"><a href=\"#trial-")
                    .append(i)
                    .append("\">")
                    .append(Html.text(trial.label()))
                    .append("</a></th>")
                    .append(cell(summary.judged() ? badge(summary) : number(Double.NaN)))
                    .append(cell(summary.judged() ? Html.text(summary.state()) : badge(summary)))
                    .append(cell(
                            "<strong>" + (ratio.known() ? Numbers.ratio(ratio) : number(Double.NaN)) + "</strong>"))
                    .append(cell(floor.known() ? Numbers.ratio(floor) : number(Double.NaN)))
                    .append(cell(number(trial.mean(WhoDrives.IMITATOR, Result::meanLoss))))
                    .append(cell(number(trial.mean(WhoDrives.TEACHER, Result::meanLoss))))
                    .append(cell(number(
                            trial.mean(WhoDrives.IMITATOR, Result::testAccuracy).times(100))))
                    .append(cell(number(Numbers.show(
                            trial.mean(WhoDrives.TEACHER, Result::relativeError).mean(), 3))))
                    .append(cell(number(Numbers.show(
                            trial.mean(WhoDrives.IMITATOR, Result::relativeError)
                                    .mean(),
                            3))))
                    .append("</tr>\n");
        }
        return """
            <section aria-labelledby="comparison"><h2 id="comparison">Side by side</h2>
            <p class="counts">%s</p>
            <figure>%s<p class="caption">Model loss per step, smoothed (Savitzky–Golay, window 31, order 2), mean over seeds.
            Each imitator has its own colour and dashes; dotted in the same colour: its teacher. A curve ends where the first seed diverged.</p>
            <div class="charts">%s</div></figure>
            <div class="table"><table class="comparison"><caption>Mean over seeds ± standard error; test loss of the mean θ</caption>%s<tbody>
            %s</tbody></table></div></section>
            """.formatted(
                        counts(trials),
                        Html.heading(3, "all", "All imitators"),
                        ChartInWords.all(data),
                        Html.head(
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
                        rows);
    }

    /** How many have which verdict, in the order in which they come, since the table may be long. */
    private static String counts(List<Trial> trials) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        trials.forEach(trial -> counts.merge(badge(Summary.of(trial)), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(count -> "<span>" + count.getKey() + " " + Numbers.count(count.getValue()) + " of "
                        + Numbers.count(trials.size()) + "</span>")
                .collect(Collectors.joining(" "));
    }

    private static String badge(Summary summary) {
        return "<span class=\"badge " + summary.tone() + "\">" + Html.text(summary.badge()) + "</span>";
    }
}
