package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The structure of a page, for readers with a screen reader or without JavaScript. */
class PageStructureTest {
    private static final String DIAGNOSED =
            "{\"metaStep\":100,\"imitationLoss\":0.5,\"modelLossFirst\":2,\"modelLossLast\":1,\"learningRate\":0.1,"
                    + "\"diagnostics\":{\"relativeError\":{},\"gradients\":{\"min\":1},\"teacherUpdates\":{},\"predictedUpdates\":{}}}\n";

    @TempDir
    Path folder;

    /** With every table and every figure. */
    private Evaluated whole(String name) {
        Evaluated run = new Evaluated(folder, name)
                .file("config.yaml", "name: a\nteacher: {sgd: {learningRate: 0.01}}\n")
                .file("provenance.json", "{\"runs\":[]}")
                .file("metrics.jsonl", DIAGNOSED)
                .status("DONE", "");
        for (String driver : List.of("imitator", "teacher", "noUpdate")) {
            run.point(driver, 1, 2, "2.5,2.25", ",\"testLoss\":2.3,\"theta\":{\"min\":1}")
                    .point(driver, 1, 4, "2,1.75", ",\"testLoss\":1.5,\"theta\":{\"min\":1}")
                    .line(
                            "\"kind\":\"horizon\",\"seed\":1,\"rollout\":\"%s\",\"step\":2,\"meanLoss\":2,\"relativeError\":0.1"
                                    .formatted(driver))
                    .end(driver, 1, 1.5, ",\"relativeError\":0.1");
        }
        return run;
    }

    private String one() {
        return Page.of(List.of(whole("a").trial()));
    }

    private String two() {
        return Page.of(List.of(whole("a").trial(), whole("b").trial()));
    }

    private static List<String> all(String page, String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(found -> found.groupCount() == 0 ? found.group() : found.group(1))
                .toList();
    }

    @Test
    void headingsGoDownOneLevelAtATimeAndNameEveryPart() {
        assertThat(all(one(), "<(h[1-6].*?)</h[1-6]>").stream()
                        .map(heading -> heading.charAt(1) + " " + heading.replaceFirst("^[^>]*>", "")))
                .containsExactly(
                        "1 a/seed-1",
                        "2 Figure 1. Model loss per step",
                        "2 Setup",
                        "2 In numbers",
                        "2 Figure 2. On the test set",
                        "2 Figure 3. Agreement of the updates",
                        "2 Figure 4. Meta-training",
                        "2 How it was run");
        assertThat(all(two(), "<h([1-6])").stream().collect(Collectors.joining()))
                .isEqualTo("1" + "23" + "23333333" + "23333333");
    }

    @Test
    void theContentsLeadToTheParts() {
        String page = one();
        List<String> links =
                all(page.replaceFirst("(?s)^.*<nav", "").replaceFirst("(?s)</nav>.*", ""), "href=\"#(.*?)\"");
        assertThat(links).hasSize(7).isSubsetOf(all(page, " id=\"(.*?)\""));
        assertThat(all(page, "<a href=\"#trial-0-agreement\">(.*?)</a>")).containsExactly("Agreement of the updates");
        assertThat(all(two(), "href=\"#(.*?)\"")).isSubsetOf(all(two(), " id=\"(.*?)\""));
    }

    @Test
    void thePageHasItsLandmarksItsLanguageAndNoNameTwice() {
        for (String page : List.of(one(), two())) {
            String body = page.substring(page.indexOf("<body>"), page.indexOf("<script"));
            assertThat(page).contains("<html lang=\"en\">");
            assertThat(all(body, "<(header|nav|main|/header|/main)\\b").stream().filter(tag -> !tag.equals("nav")))
                    .containsExactly("header", "/header", "main", "/main");
            assertThat(body)
                    .containsOnlyOnce("<a class=\"skip\" href=\"#main\">")
                    .containsOnlyOnce("<main id=\"main\">");
            assertThat(all(body, " id=\"(.*?)\"")).doesNotHaveDuplicates();
        }
    }

    @Test
    void everyTableHasACaptionAndEveryCellAHead() {
        List<String> tables = all(two(), "<table.*?</table>");
        assertThat(tables).hasSize(1 + 2 * 9);
        assertThat(tables).allSatisfy(table -> {
            assertThat(all(table, "<caption>(.+?)</caption>")).hasSize(1);
            assertThat(all(table, "<th(?! scope=\"(?:col|row)\")[ >]")).isEmpty();
            assertThat(all(table, "<tr[^>]*>(?!<th)")).isEmpty();
        });
        assertThat(all(one(), "<caption>(.+?)</caption>"))
                .doesNotHaveDuplicates()
                .contains("Every rollout at the end", "Every rollout after 2 steps");
    }

    @Test
    void withoutAScriptTheTablesAreThereAndTheChartsAreTold() {
        String page = one();
        assertThat(all(page, "<noscript>(.*?)</noscript>"))
                .containsExactly("<p class=\"note\">The curves need JavaScript, and so do their CSV files;"
                        + " the tables do not, and each chart is told in words.</p>");
        assertThat(
                        all(
                                page,
                                "<div class=\"chart\".*?<details class=\"told\"><summary>In words<span>: [^<]+</span></summary><div data-panel=\"0\"><p>"))
                .hasSameSizeAs(all(page, "<div class=\"chart\""))
                .hasSize(10);
    }

    /** Comparison with another teacher than its own is one of the reasons for no verdict. */
    @Test
    void everyWordOfAVerdictIsExplained() {
        List<String> words = all(one(), "<details class=\"words\">(.*?)</details>");
        assertThat(words).hasSize(1);
        assertThat(all(words.get(0), "<dt>(.*?)</dt><dd>."))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Verdict.Word.values())
                        .map(word -> new Verdict(word, 3, "").shown().replaceFirst(":.*", ""))
                        .distinct()
                        .toList());
    }

    // ---- colours ----

    /** At the end and after the horizon's two steps: the results, the agreement, every seed. */
    @Test
    void aRowHasTheColourOfWhoDrives() {
        assertThat(all(one(), "<tr class=\"(\\w+)\"><th scope=\"row\"><i class=\"key\">").stream()
                        .map(driver -> driver.substring(0, 1))
                        .collect(Collectors.joining()))
                .isEqualTo(("itn" + "ti" + "itn").repeat(2));
    }

    private static List<List<String>> schemes() {
        List<String> schemes = all(Page.css(), ":root(?::not\\(\\.printing\\))? \\{(.*?)\\}");
        assertThat(schemes).as("light and dark").hasSize(2);
        return schemes.stream()
                .map(scheme -> all(scheme, "(--[a-zA-Z0-9-]+: #[0-9a-f]{6});"))
                .toList();
    }

    private static double[] colour(List<String> scheme, String name) {
        MatchResult hex = scheme.stream()
                .filter(one -> one.startsWith("--" + name + ": "))
                .map(one -> Pattern.compile("#(..)(..)(..)")
                        .matcher(one)
                        .results()
                        .findFirst()
                        .orElseThrow())
                .findFirst()
                .orElseThrow();
        double[] colour = new double[3];
        for (int i = 0; i < 3; i++) {
            colour[i] = Integer.parseInt(hex.group(i + 1), 16) / 255.0;
        }
        return colour;
    }

    /** Relative luminance as WCAG 2.1 defines it. */
    private static double luminance(double[] colour) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            sum += weights[i] * (colour[i] <= 0.03928 ? colour[i] / 12.92 : Math.pow((colour[i] + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    private static double contrast(double[] a, double[] b) {
        double first = luminance(a);
        double second = luminance(b);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double[] over(double[] paper, double[] colour, double share) {
        double[] mixed = new double[3];
        for (int i = 0; i < 3; i++) {
            mixed[i] = share * colour[i] + (1 - share) * paper[i];
        }
        return mixed;
    }

    @Test
    void theContrastIsThatOfTheGuideline() {
        assertThat(contrast(new double[] {1, 1, 1}, new double[3])).isEqualTo(21);
    }

    /** AA of WCAG 2.1 requires a contrast of 4.5 for text and of 3 for graphics. */
    @Test
    void textAndCurvesStandOutFromThePaperByDayAndByNight() {
        for (List<String> scheme : schemes()) {
            List<String> low = new ArrayList<>();
            double[] paper = colour(scheme, "paper");
            for (String back : List.of("paper", "card")) {
                for (String text : List.of("ink", "soft", "teacher")) {
                    note(low, text + " on " + back, contrast(colour(scheme, text), colour(scheme, back)), 4.5);
                }
            }
            for (String badge : List.of("ok", "warn", "bad", "busy")) {
                note(low, badge, contrast(colour(scheme, badge), colour(scheme, badge + "-back")), 4.5);
            }
            for (String curve : List.of(
                    "imitator",
                    "floor",
                    "noUpdate",
                    "line-0",
                    "line-1",
                    "line-2",
                    "line-3",
                    "line-4",
                    "line-5",
                    "line-6")) {
                note(low, curve, contrast(colour(scheme, curve), paper), 3);
            }
            note(low, "the broad teacher", contrast(over(paper, colour(scheme, "teacher"), 0.7), paper), 3);
            note(low, "the broad first loss", contrast(over(paper, colour(scheme, "noUpdate"), 0.8), paper), 3);
            assertThat(low).isEmpty();
        }
    }

    private static void note(List<String> low, String what, double contrast, double bar) {
        if (contrast < bar) {
            low.add(what + " has " + contrast);
        }
    }
}
