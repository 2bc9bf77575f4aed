package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** The page of a comparison without its script. */
class ComparisonPageTest {
    @TempDir
    Path folder;

    private ComparedRuns runs;

    @BeforeEach
    void none() {
        runs = new ComparedRuns(folder);
    }

    private String page() throws IOException {
        Path file = folder.resolve("c.html");
        RunComparison.of(runs.all()).writeHtml(file);
        return Files.readString(file);
    }

    private void addByThreeKeys() {
        runs.add("a1", 1, "DONE", "optimizee: {batch: 2}\ntraining: {replicas: 1, logEvery: 10}", 2, 1.1);
        runs.add("b1", 1, "DONE", "optimizee: {batch: 16}\ntraining: {replicas: 1, logEvery: 20}", 2, 1.3);
        runs.add("c1", 1, "DONE", "optimizee: {batch: 128}\ntraining: {replicas: 2, logEvery: 30}", 2, 1.5);
        runs.add("d1", 1, "INTERRUPTED", "optimizee: {batch: 128}\ntraining: {replicas: 1, logEvery: 30}");
    }

    @Test
    void rowsStandInTheOrderOfTheMetricAndTheBestIsMarked() throws IOException {
        runs.add("a1", 1, "DONE", "threads: 1", 2, 1.5);
        runs.add("b1", 1, "DONE", "threads: 2", 2, 1.1);
        runs.add("b2", 2, "DONE", "threads: 2", 2, 1.2);

        String page = page();

        List<String> rows = Evaluated.rows(page);
        assertThat(rows.get(0)).startsWith("lossratio | threads | runs | imitatorloss | teacherloss");
        assertThat(rows.get(1)).startsWith("1.150 ± 0.050 best | 2 | 2sweep/b1 sweep/b2 | ");
        assertThat(rows.get(2)).startsWith("1.500 | 1 | 1sweep/a1 | ");
        assertThat(page)
                .containsOnlyOnce(" aria-sort=\"ascending\">lossRatio<")
                .contains("Best is the smallest lossRatio: <strong>threads 2</strong> with 1.150");
    }

    @Test
    void manyThatAreEquallyGoodAreCountedAndNotNamed() throws IOException {
        runs.add("a1", 1, "DONE", "threads: 1", 2, 1.5);
        runs.add("b1", 1, "DONE", "threads: 2", 2, 1.5);
        assertThat(page()).contains("<strong>threads 1</strong> and <strong>threads 2</strong> with 1.500");

        runs.add("c1", 1, "DONE", "threads: 3", 2, 1.5);
        assertThat(page()).contains("lossRatio: 3 groups with 1.500");
    }

    @Test
    void nothingIsAskedOfANetwork() throws IOException {
        addByThreeKeys();
        String page = page();

        assertThat(page)
                .contains("default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'")
                .doesNotContain("http://", "https://", "<link", "<img", "url(", "@import", " src=");
    }

    @Test
    void aFigureIsDrawnWhereMoreThanTwoKeysDiffer() throws IOException {
        runs.add("a1", 1, "DONE", "threads: 1\noptimizee: {batch: 2}", 2, 1.5);
        runs.add("b1", 1, "DONE", "threads: 2\noptimizee: {batch: 4}", 2, 1.1);
        assertThat(page()).doesNotContain("<svg");

        runs = new ComparedRuns(folder.resolve("other"));
        addByThreeKeys();
        assertThat(page()).contains("<svg");
    }

    /** By hand: places from top 56 to 316, the values of a key in the order of numbers, the metric by its size. */
    @Test
    void aLineGoesThroughItsValuesToItsMetric() throws Exception {
        addByThreeKeys();
        String page = page();
        String svg = page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + 6);

        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)))
                        .getElementsByTagName("polyline")
                        .getLength())
                .isEqualTo(4);
        // Of the three with replicas 1 it is the best, and so the lowest of their band of 26.
        assertThat(line(svg, 0)).isEqualTo("12,316.0 192,316.0 372,329.0 552,316.0");
        assertThat(line(svg, 1)).startsWith("12,186.0 ").endsWith(" 552,186.0");
        assertThat(line(svg, 2)).endsWith(" 552,56.0");
        assertThat(line(svg, 3).split(" ")).hasSize(3);
        assertThat(svg)
                .contains("class=\"q0 best\"", "class=\"q2\"", "class=\"q4\"", "class=\"unknown\"")
                .contains("role=\"img\"", "aria-labelledby=\"parallel-title parallel-words\"")
                .contains("The best group is batch 2, logEvery 10, replicas 1.")
                .contains("lossRatio from 1.10 to 1.50");
    }

    private static String line(String svg, int group) {
        var found = Pattern.compile("data-group=\"" + group + "\".*?points=\"(.*?)\"")
                .matcher(svg);
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @Test
    void whatAConfigOrAFaultSaysIsNoHtml() throws IOException {
        runs.add("a1", 1, "DONE", "data: {dataset: mnist, dir: '<b>&\"'}", 2, 1.5);
        runs.add("b1", 1, "DONE", "data: {dataset: mnist}", 2, 1.1);
        Path wrong = runs.add("c1", 1, "DONE", "training: {unroll: '<i>'}", 2, 1.1);

        String page = page();

        assertThat(page)
                .contains("&lt;b&gt;&amp;", "Left out", "sweep/c1: " + wrong)
                .doesNotContain("<b>", "<i>");
    }

    @Test
    void everyColumnHasAHeadAndEveryRowOne() throws IOException {
        addByThreeKeys();
        String page = page();
        String body = page.substring(page.indexOf("<tbody>"), page.indexOf("</tbody>"));

        assertThat(Pattern.compile("<th scope=\"row\"").matcher(body).results().count())
                .isEqualTo(4);
        assertThat(Pattern.compile("<th scope=\"col\"").matcher(page).results().count())
                .isEqualTo(Pattern.compile("<t[dh]\\b")
                        .matcher(body.split("</tr>")[0])
                        .results()
                        .count());
    }
}
