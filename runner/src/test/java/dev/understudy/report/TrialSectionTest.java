package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The head of a page: a trial's sentences and key figures, and how many of several trials have which verdict. */
class TrialSectionTest {
    @TempDir
    Path folder;

    private Evaluated run(String name) {
        return new Evaluated(folder, name);
    }

    private static String section(Evaluated run, boolean alone) {
        Trial trial = run.trial();
        return new TrialSection(trial, 3, alone, ChartData.of(List.of(trial)).get(0)).html();
    }

    private static List<String> tiles(Evaluated run) {
        return Pattern.compile(
                        "<div class=\"tile\"><span class=\"name\">(.*?)</span><span class=\"value\">(.*?)</span><span class=\"below\">(.*?)</span></div>")
                .matcher(section(run, true))
                .results()
                .map(tile -> tile.group(1) + " | " + tile.group(2) + " | " + tile.group(3))
                .toList();
    }

    @Test
    void theKeyFiguresStandBesideTheTeachers() {
        assertThat(tiles(run("a").end("imitator", 1, 0.2, ",\"testAccuracy\":0.9,\"relativeError\":0.5")
                        .end("teacher", 1, 0.1, ",\"testAccuracy\":0.95,\"relativeError\":0.25")
                        .end("floor", 1, 0.101)))
                .containsExactly(
                        "Test loss ratio | 2.00 | to the teacher; noise floor 1.010",
                        "Test accuracy | 90.0\u00a0% | teacher 95.0\u00a0%",
                        "Open-loop error | 0.250 | ‖Δ̂ − u‖ / ‖u‖, teacher drives",
                        "Closed-loop error | 0.500 | ‖Δ̂ − u‖ / ‖u‖, imitator drives");
    }

    @Test
    void aKeyFigureThatIsNotKnownIsNotShown() {
        assertThat(tiles(run("a").end("imitator", 1, 0.2).end("teacher", 1, 0.1)))
                .containsExactly("Test loss ratio | 2.00 | to the teacher; 1 is perfect");
        assertThat(tiles(run("b").end("imitator", 1, 0.2, ",\"testAccuracy\":0.9")))
                .containsExactly("Test accuracy | 90.0\u00a0% | ");
        assertThat(tiles(run("c").end("imitator", 1, -0.2).end("teacher", 1, -0.5)))
                .containsExactly(
                        "Test loss difference | 0.300 | to the teacher; losses here can be 0 or below, so no ratio");
        assertThat(tiles(run("d").end("imitator", 1, -0.2))).isEmpty();
        assertThat(section(run("e"), true)).doesNotContain("tiles");
    }

    @Test
    void aTrialBesideOthersHasAHeadingAndEachFurtherSentenceAParagraph() {
        assertThat(section(run("a").end("imitator", 1, 0.2), false))
                .startsWith("<section class=\"trial\" aria-labelledby=\"trial-3\">\n<h2 id=\"trial-3\">a/seed-1</h2>\n")
                .contains(
                        "<span class=\"state\">run: done</span>",
                        "<p>The imitator reached a test loss of 0.200 after 4,000 steps (mean θ; 1 seed).</p></div>");
        assertThat(section(run("b").status("FAILED", "no room"), true))
                .startsWith(
                        "<section class=\"trial\">\n\n<div class=\"verdict bad\"><span class=\"badge\">failed</span>"
                                + "<p class=\"sentence\">Failed: no room.</p></div>");
    }

    @Test
    void theVerdictsOfSeveralTrialsAreCounted() {
        List<Trial> trials = List.of(
                run("a").end("imitator", 1, 0.2).end("teacher", 1, 0.1).trial(),
                run("b").trial(),
                run("c").end("imitator", 1, 0.3).end("teacher", 1, 0.1).trial());
        ArrayNode data = ChartData.of(trials);
        assertThat(Comparison.of(trials, data))
                .contains(
                        "<p class=\"counts\"><span><span class=\"badge bad\">does not imitate (one seed)</span> 2 of 3</span>"
                                + " <span><span class=\"badge busy\">no result yet</span> 1 of 3</span></p>");
    }

    @Test
    void aTrialIsNamedByItsFoldersAndAnEvaluationByItsTrialAsWell() {
        assertThat(run("a").trial().label()).isEqualTo("a/seed-1");
        Path evaluation = new Evaluated(folder, "a/seed-1/evaluations").directory();
        assertThat(label(evaluation)).isEqualTo("a/seed-1: seed-1");
        assertThat(label(evaluation.getParent())).isEqualTo("seed-1/evaluations");
    }

    private static String label(Path directory) {
        return Report.read(List.of(directory)).trials().get(0).label();
    }
}
