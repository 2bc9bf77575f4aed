package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a comparison in a browser. */
@Tag("process")
class ComparisonInBrowserTest {
    private static final String LOOK = """
            const rows = () => [...document.querySelectorAll(".compared tbody tr")];
            const batches = () => rows().filter(r => !r.hidden).map(r => r.cells[1].textContent).join(" ");
            const head = name => [...document.querySelectorAll(".compared th button")].find(b => b.textContent === name);
            const find = text => { const f = document.getElementById("filter"); f.value = text; f.dispatchEvent(new Event("input")); };
            const lines = () => [...document.querySelectorAll(".parallel g")].filter(g => !g.hasAttribute("hidden")).length;
            """;

    @TempDir
    Path folder;

    private ComparedRuns runs;

    @BeforeEach
    void fourGroupsByThreeKeys() {
        runs = new ComparedRuns(folder);
        runs.add("a1", 1, "DONE", "optimizee: {batch: 2}\ntraining: {replicas: 1, logEvery: 10}", 2, 1.3);
        runs.add("b1", 1, "DONE", "optimizee: {batch: 16}\ntraining: {replicas: 1, logEvery: 20}", 2, 1.1);
        runs.add("c1", 1, "DONE", "optimizee: {batch: 128}\ntraining: {replicas: 2, logEvery: 30}", 2, 1.5);
        runs.add("d1", 1, "INTERRUPTED", "optimizee: {batch: 4}\ntraining: {replicas: 1, logEvery: 30}");
    }

    private List<String> answers(String script) throws IOException, InterruptedException {
        Path page = folder.resolve("c.html");
        RunComparison.of(runs.all()).writeHtml(page);
        return Browser.answers(page, LOOK + script);
    }

    @Test
    void aHeadSortsUpAndDownAsNumbersAndWhatIsNotKnownStaysLast() throws Exception {
        assertThat(answers("""
                        say(batches());
                        head("batch").click(); say(batches()); say(head("batch").parentNode.getAttribute("aria-sort"));
                        head("batch").click(); say(batches()); say(head("batch").parentNode.getAttribute("aria-sort"));
                        say(document.querySelectorAll("[aria-sort]").length);
                        head("lossRatio").click(); say(batches());
                        head("lossRatio").click(); say(batches());
                        """))
                .containsExactly(
                        "16 2 128 4",
                        "2 4 16 128",
                        "ascending",
                        "128 16 4 2",
                        "descending",
                        "1",
                        "16 2 128 4",
                        "128 2 16 4");
    }

    /** A button takes Enter and Space by itself. */
    @Test
    void everyHeadIsAButtonThatTheKeyboardReaches() throws Exception {
        assertThat(answers("""
                        const heads = [...document.querySelectorAll(".compared thead th")];
                        say(heads.every(h => h.children.length === 1 && h.firstChild.tagName === "BUTTON" && h.firstChild.tabIndex === 0));
                        head("batch").focus(); say(document.activeElement === head("batch")); head("batch").click();
                        say(document.activeElement.textContent);
                        """)).containsExactly("true", "true", "batch");
    }

    @Test
    void aFilterLeavesTheRowsWithAllItsWordsAndTheirLines() throws Exception {
        assertThat(answers("""
                        say(document.querySelector(".filter").hidden); say(document.getElementById("count").textContent); say(lines());
                        find("replicas=1 "); say(batches()); say(document.getElementById("count").textContent); say(lines());
                        find("SWEEP/c1"); say(batches());
                        find("logevery=30 unfinished"); say(batches());
                        find("nowhere"); say(batches()); say(document.getElementById("count").textContent);
                        find(""); say(batches());
                        """))
                .containsExactly(
                        "false", "4 of 4", "4", "16 2 4", "3 of 4", "3", "128", "4", "", "0 of 4", "16 2 128 4");
    }

    @Test
    void aRowThatIsPointedAtShowsItsLineAlsoAfterSorting() throws Exception {
        assertThat(answers("""
                        const on = () => [...document.querySelectorAll(".parallel.one .on title")].map(t => t.textContent).join();
                        head("batch").click();
                        rows()[0].dispatchEvent(new Event("mouseenter")); say(on());
                        rows()[0].dispatchEvent(new Event("mouseleave")); say(on());
                        rows()[3].querySelector("summary").focus(); say(on());
                        """))
                .containsExactly(
                        "batch 2, logEvery 10, replicas 1: lossRatio 1.300",
                        "",
                        "batch 128, logEvery 30, replicas 2: lossRatio 1.500");
    }

    /** The page itself never scrolls sideways; wide content does so in its own box. */
    @Test
    void nothingIsWiderThanItsWindow() throws Exception {
        assertThat(
                        answers(
                                "say(document.documentElement.scrollWidth <= document.documentElement.clientWidth);"
                                        + "document.body.style.width = '400px'; say([...document.querySelectorAll('main > *')].every(e => e.getBoundingClientRect().right <= 400));"))
                .containsExactly("true", "true");
    }
}
