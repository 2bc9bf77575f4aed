package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report's page in a browser, used by keys and by mouse. */
@Tag("process")
class PageInBrowserTest {
    private static final String NINE = "9,8,7,6,5,4,3,2,1";

    @TempDir
    Path folder;

    private List<String> answers(String script, Path... directories) throws IOException, InterruptedException {
        Path page = folder.resolve("report.html");
        Report.write(List.of(directories), page);
        return Browser.answers(page, script);
    }

    /** Nine steps; the smoothing leaves a straight line as it is. */
    private Path nine(String name) {
        return new Evaluated(folder, name)
                .point("imitator", 1, 9, NINE, "")
                .point("teacher", 1, 9, "18,16,14,12,10,8,6,4,2", "")
                .directory();
    }

    @Test
    void arrowKeysGoAlongTheCurvesAndTheValuesAreShownAndSaid() throws Exception {
        assertThat(answers("""
                        say(plot("loss").tabIndex + plot("loss").getAttribute("role"));
                        key("loss", "ArrowRight"); say(now("loss")); say(tip("loss"));
                        key("loss", "ArrowRight"); say(now("loss")); say(tip("loss"));
                        key("loss", "ArrowLeft"); key("loss", "ArrowLeft"); say(now("loss"));
                        key("loss", "End"); say(now("loss")); say(tip("loss"));
                        key("loss", "ArrowRight"); say(now("loss"));
                        key("loss", "ArrowLeft", {shiftKey: true}); say(now("loss"));
                        key("loss", "End"); key("loss", "Home"); say(now("loss"));
                        plot("loss").dispatchEvent(new Event("blur")); say(tip("loss"));
                        key("loss", "x"); say(now("loss"));
                        """, nine("a")))
                .containsExactly(
                        "0application",
                        "step 1: Imitator 9, Teacher 18",
                        "step 1 | Imitator 9 | Teacher 18",
                        "step 2: Imitator 8, Teacher 16",
                        "step 2 | Imitator 8 | Teacher 16",
                        "step 1: Imitator 9, Teacher 18",
                        "step 9: Imitator 1, Teacher 2",
                        "step 9 | Imitator 1 | Teacher 2",
                        "step 9: Imitator 1, Teacher 2",
                        "step 1: Imitator 9, Teacher 18",
                        "step 1: Imitator 9, Teacher 18",
                        "",
                        "step 1: Imitator 9, Teacher 18");
    }

    /** Twice as many points as the chart has columns of pixels. */
    @Test
    void aStepIsOnePointWhereManyLieClose() throws Exception {
        String losses =
                IntStream.rangeClosed(1, 2000).mapToObj(Integer::toString).collect(Collectors.joining(","));
        Path run = new Evaluated(folder, "a")
                .point("imitator", 1, 2000, losses, "")
                .directory();
        assertThat(answers("""
                        key("loss", "ArrowRight"); key("loss", "ArrowRight"); key("loss", "ArrowRight"); say(now("loss")); say(tip("loss"));
                        key("loss", "ArrowRight", {shiftKey: true}); say(now("loss"));
                        """, run))
                .containsExactly("step 3: Imitator 3", "step 3 | Imitator 3", "step 13: Imitator 13");
    }

    @Test
    void plusAndMinusZoomAndEscapeShowsAll() throws Exception {
        assertThat(answers("""
                        for (const k of ["+", "Home", "Escape", "Home", "+", "End", "-", "+", "0"]) { key("loss", k); say(now("loss")); await pause(); }
                        press("loss", "log"); await pause(); key("loss", "End"); say(now("loss"));
                        """, nine("a")))
                .containsExactly(
                        "step 3 to 7",
                        "step 3: Imitator 7, Teacher 14",
                        "step 1 to 9",
                        "step 1: Imitator 9, Teacher 18",
                        "step 1 to 5",
                        "step 5: Imitator 5, Teacher 10",
                        "step 1 to 5",
                        "step 3 to 5",
                        "step 1 to 9",
                        "step 9: Imitator 1, Teacher 2");
    }

    @Test
    void aMouseStillReads() throws Exception {
        assertThat(answers("""
                        const over = plot("loss").querySelector(".u-over"), r = over.getBoundingClientRect();
                        const at = (type, x) => over.dispatchEvent(new MouseEvent(type, {clientX: r.left + x, clientY: r.top + 40, bubbles: true}));
                        at("mouseenter", r.width / 2); at("mousemove", r.width / 2); await pause(); say(tip("loss"));
                        key("loss", "Home"); say(tip("loss")); at("mousemove", r.width); await pause(); say(tip("loss"));
                        """, nine("a")))
                .containsExactly(
                        "step 5 | Imitator 5 | Teacher 10",
                        "step 1 | Imitator 9 | Teacher 18",
                        "step 9 | Imitator 1 | Teacher 2");
    }

    @Test
    void aCurvesNameHidesItAndShowsItAgain() throws Exception {
        List<String> answers = answers("""
                const imitator = curve("loss", "Imitator"), look = async () => {
                  await pause();
                  say(curve("loss", "Imitator").getAttribute("aria-pressed")); say(pixels("loss", "imitator") > 20);
                  key("loss", "Home"); say(now("loss"));
                  say(plot("loss").querySelector("canvas[role=img]").getAttribute("aria-label").split(" Not drawn now: ")[1]);
                };
                say(imitator.tagName + imitator.type); await look();
                imitator.focus(); imitator.click(); await look(); say(document.activeElement === curve("loss", "Imitator"));
                say((csvOf("loss")).split("\\r")[0].split("\\n")[1]);
                curve("loss", "Teacher").click(); say(plot("loss").textContent); say(chart("loss").querySelector(".csv").disabled);
                curve("loss", "Teacher").click(); curve("loss", "Imitator").click(); await look();
                """, nine("a"));
        assertThat(answers)
                .containsExactly(
                        "BUTTONbutton",
                        "true",
                        "true",
                        "step 1: Imitator 9, Teacher 18",
                        "undefined",
                        "false",
                        "false",
                        "step 1: Teacher 18",
                        "Imitator.",
                        "true",
                        "step,training-mode loss (nats); Teacher,training-mode loss (nats); Teacher; smoothed",
                        "Every curve is hidden; press its name to show it",
                        "true",
                        "true",
                        "true",
                        "step 1: Imitator 9, Teacher 18",
                        "undefined");
    }

    @Test
    void theCsvHasWhatIsDrawnWithEveryDigitAndNothingForWhatIsNotFinite() throws Exception {
        Path broken = new Evaluated(folder, "a,\u00fc b")
                .point("imitator", 1, 3, "2.3818777,1.5E-8,null", "")
                .point("imitator", 2, 3, "2.5,2.5,2.5", "")
                .directory();
        List<String> answers = answers("say(csvOf('loss')); press('loss', 'seed 2'); say(csvOf('loss'));", broken);
        String head = "step,training-mode loss (nats); Imitator,training-mode loss (nats); Imitator; smoothed\r\n";
        assertThat(answers)
                .containsExactly(
                        "a-ü-b-seed-1-loss-seed-1.csv\n" + head + "1,2.3818777,2.3818777\r\n2,1.5e-8,1.5e-8\r\n3,,\r\n",
                        "a-ü-b-seed-1-loss-seed-2.csv\n" + head + "1,2.5,2.5\r\n2,2.5,2.5\r\n3,2.5,2.5\r\n");
    }

    @Test
    void theCsvOfABandHasItsEdges() throws Exception {
        Path run = new Evaluated(folder, "a")
                .point("imitator", 1, 3, "1", ",\"testLoss\":2.2820712542161345,\"testAccuracy\":0.28")
                .point("imitator", 2, 3, "1", ",\"testLoss\":3,\"testAccuracy\":0.5")
                .point("imitator", 1, 6, "1", "")
                .directory();
        String[] names = {"highest over seeds", "lowest over seeds", "mean over seeds"};
        String loss = "step,"
                + Stream.of(names).map("test loss (nats); Imitator; "::concat).collect(Collectors.joining(","));
        assertThat(answers("say(csvOf('testLoss')); say(csvOf('testAccuracy'));", run))
                .containsExactly(
                        "a-seed-1-test-loss.csv\n" + loss + "\r\n3,3,2.28207125421613,2.64103562710807\r\n6,,,\r\n",
                        "a-seed-1-test-accuracy.csv\n" + loss.replace("loss (nats)", "accuracy (%)")
                                + "\r\n3,50,28,39\r\n6,,,\r\n");
    }

    @Test
    void whileEnlargedTheCsvHasTheVisibleStepsAlone() throws Exception {
        assertThat(answers(
                        "key('loss', '+'); await pause(); say((csvOf('loss')).split('\\r\\n').slice(1).map(r => r.split(',')[0]));",
                        nine("a")))
                .containsExactly("3,4,5,6,7,");
    }

    /** The second would cover the first; both names are shown, one with a note about that. */
    @Test
    void curvesThatAreTheSameAreBothSeen() throws Exception {
        List<String> answers = answers("""
                say(pixels("overlay", "line-0", 40)); say(pixels("overlay", "line-1", 40));
                say([...chart("overlay").querySelectorAll(".legend button")].map(b => b.textContent).join("; "));
                curve("overlay", "a/seed-1").click(); await pause(); say(pixels("overlay", "line-0", 40)); say(pixels("overlay", "line-1", 40));
                """, nine("a"), nine("b"));
        assertThat(answers.get(2)).isEqualTo("a/seed-1; b/seed-1 = a/seed-1; Teachers");
        int first = Integer.parseInt(answers.get(0));
        int second = Integer.parseInt(answers.get(1));
        assertThat(first).isGreaterThan(100);
        assertThat(second).isBetween(first / 3, first * 3);
        assertThat(answers.get(3)).isEqualTo("0");
        assertThat(Integer.parseInt(answers.get(4))).isGreaterThan(second);
    }

    @Test
    void theFloorIsSeenThatIsTheSameAsTheImitator() throws Exception {
        String looked = ",\"testLoss\":%s";
        Evaluated run = new Evaluated(folder, "a");
        for (String driver : List.of("imitator", "teacher", "floor")) {
            for (int step = 1; step < 9; step++) {
                run.point(driver, 1, step, "1", looked.formatted(10 - step));
            }
        }
        List<String> answers = answers("""
                ["imitator", "floor"].forEach(d => say(pixels("testLoss", d, 40)));
                say(curve("testLoss", "Floor").textContent);
                """, run.directory());
        assertThat(Integer.parseInt(answers.get(0))).isGreaterThan(50);
        assertThat(Integer.parseInt(answers.get(1))).isGreaterThan(50);
        assertThat(answers.get(2)).isEqualTo("Floor = Imitator");
    }

    @Test
    void theFirstChartIsSeenWithoutScrolling() throws Exception {
        String bottom =
                "say(Math.max(0, document.querySelector('.plot canvas').getBoundingClientRect().bottom - innerHeight));"
                        + "say(document.querySelector('.plot canvas').getBoundingClientRect().height >= 260)";
        Path one = new SyntheticRun(folder.resolve("one/seed-1"), 1000, 1L, 2L, 3L)
                .diverging(2, 512)
                .write();
        assertThat(answers(bottom, one)).containsExactly("0", "true");
        Path[] eight = Stream.generate(() -> one).limit(8).toArray(Path[]::new);
        assertThat(answers(bottom, eight)).containsExactly("0", "true");
    }

    @Test
    void everyChartOfAWholePageIsDrawnAndDescribed() throws Exception {
        Path one = new SyntheticRun(folder.resolve("one/seed-1"), 200, 1L, 2L).write();
        assertThat(answers("""
                        const all = [...document.querySelectorAll(".chart")];
                        say(all.length);
                        say(all.every(c => c.querySelector("canvas[role=img]").getAttribute("aria-label").startsWith(c.getAttribute("aria-label") + ". Curves of ")));
                        say(all.every(c => document.getElementById(c.querySelector(".plot").getAttribute("aria-describedby")).textContent.includes("Escape")));
                        say([...document.querySelectorAll("button")].every(b => b.textContent.trim() && b.type === "button"));
                        say(all[0].closest("figure").contains(document.getElementById("keys")));
                        press("loss", "mean of 2");
                        say(plot("loss").querySelector("canvas").getAttribute("aria-label").split(".")[1]);
                        """, one))
                .containsExactly(
                        "10",
                        "true",
                        "true",
                        "true",
                        "true",
                        " Curves of training-mode loss (nats) by step, mean of 2");
    }
}
