package dev.understudy.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Needs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The live page in a browser while its runs continue. */
@Timeout(180)
@Tag("process")
class LivePageInBrowserTest {
    private static final String SIGN = "document.getElementById('live').textContent";
    private static final String NO_RELOAD = "window.untouched";

    @TempDir
    private Path folder;

    private LiveRun first;
    private LiveServer server;

    @BeforeEach
    void twoTrials() {
        Needs.CHROMIUM.orSkip();
        Path runs = folder.resolve("runs");
        first = new LiveRun(runs, "a", "seed-1")
                .config()
                .status("RUNNING", 0, "")
                .trained(100, 1000)
                .held();
        new LiveRun(runs, "a", "seed-2").config().status("DONE", 4000, "").trained(100, 4000);
        server = LiveServer.open(new LivePages(List.of(runs)), 0, null);
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
        }
    }

    private static String progress() {
        return "document.querySelector('#standings tbody tr').cells[3].textContent";
    }

    @Test
    void aLineThatIsWrittenIsSeenWithoutAReloadAndTheReaderKeepsThePlace() throws Exception {
        try (DevTools page = new DevTools(folder, server.url())) {
            assertThat(page.awaited(progress(), "1,000 of 4,000 meta-steps, 25 %"))
                    .startsWith("1,000");
            page.eval("window.untouched = 'yes'");
            page.eval("document.querySelector('details.words').open = true");
            page.eval(
                    "[document.getElementById('filter').value = 'seed', document.getElementById('filter').dispatchEvent(new Event('input')),"
                            + " document.getElementById('filter').focus(), document.querySelector('.compared th:last-child button').click()]");
            page.eval("scrollTo(0, 150)");
            String sorted = "document.querySelector('.compared th[aria-sort]').textContent";
            String by = page.eval(sorted);

            first.trained(1100, 1100);

            assertThat(page.awaited(progress(), "1,100 of 4,000 meta-steps, 27 %"))
                    .startsWith("1,100");
            assertThat(page.eval(NO_RELOAD)).isEqualTo("yes");
            assertThat(page.eval("scrollY")).isEqualTo("150");
            assertThat(page.eval("document.querySelector('details.words').open"))
                    .isEqualTo("true");
            assertThat(page.eval("document.getElementById('filter').value")).isEqualTo("seed");
            assertThat(page.eval("document.activeElement.id")).isEqualTo("filter");
            assertThat(by).isNotEqualTo("lossRatio");
            assertThat(page.eval(sorted)).isEqualTo(by);
            assertThat(page.eval(SIGN)).isEqualTo("live");
        }
    }

    @Test
    void aChartIsDrawnAnewAsTheReaderHasItAndTheFormerOneIsLetGo() throws Exception {
        String chart = "document.querySelector('.chart[data-chart=modelLoss]')";
        String pressed =
                "[..." + chart + ".querySelectorAll('.legend button')].map(b => b.getAttribute('aria-pressed'))";
        String heard = "getEventListeners(window).resize.length";
        String told = "document.querySelector('.verdict').textContent.match(/meta-step ([0-9,]+)/)[1]";
        try (DevTools page = new DevTools(folder, server.url() + "a/seed-1")) {
            assertThat(page.awaited(told, "1,000")).isEqualTo("1,000");
            assertThat(page.awaited(pressed, "true,true")).isEqualTo("true,true");
            page.eval("window.untouched = 'yes'");
            page.eval(chart + ".querySelector('.legend button').click()");
            page.eval("scrollTo(0, 400)");
            assertThat(page.eval("scrollY")).isEqualTo("400");
            String listeners = page.eval(heard);
            assertThat(Integer.parseInt(listeners)).isPositive();

            first.trained(1100, 1100);
            assertThat(page.awaited(told, "1,100")).isEqualTo("1,100");
            first.trained(1200, 1200);
            assertThat(page.awaited(told, "1,200")).isEqualTo("1,200");

            assertThat(page.awaited(pressed, "false,true")).isEqualTo("false,true");
            assertThat(page.awaited(chart + ".querySelectorAll('canvas').length", "1"))
                    .isEqualTo("1");
            assertThat(page.eval("scrollY")).isEqualTo("400");
            assertThat(page.eval(heard)).isEqualTo(listeners);
            assertThat(page.eval(NO_RELOAD)).isEqualTo("yes");
        }
    }

    @Test
    void aServerThatIsGoneIsSaidAndOneThatComesBackIsListenedTo() throws Exception {
        int port = server.port();
        try (DevTools page = new DevTools(folder, server.url())) {
            assertThat(page.awaited(SIGN, "live")).isEqualTo("live");
            page.eval("window.untouched = 'yes'");
            server.close();
            assertThat(page.awaited(SIGN, "stopped")).isEqualTo("stopped");
            assertThat(page.eval(progress())).as("what was there stays").startsWith("1,000");

            first.trained(1100, 1100);
            server = LiveServer.open(new LivePages(List.of(folder.resolve("runs"))), port, null);
            assertThat(page.awaited(progress(), "1,100 of 4,000 meta-steps, 27 %"))
                    .startsWith("1,100");
            assertThat(page.awaited(SIGN, "live")).isEqualTo("live");
            assertThat(page.eval(NO_RELOAD)).isEqualTo("yes");
        }
    }

    /** The whole page is replaced if its form changes: from one trial that has begun to a table of two. */
    @Test
    void aTrialThatIsBegunLaterComesWithItsStyle() throws Exception {
        String shown = "document.querySelectorAll('#standings tbody tr').length";
        String border = "getComputedStyle(document.querySelector('.filter input')).borderStyle";
        try (LiveServer one = LiveServer.open(new LivePages(List.of(first.path(), folder.resolve("later"))), 0, null);
                DevTools page = new DevTools(folder, one.url())) {
            assertThat(page.awaited("document.title", "a/seed-1 – Understudy")).startsWith("a/seed-1");
            new LiveRun(folder.resolve("later"), "b", "seed-1").config().status("DONE", 4000, "");
            assertThat(page.awaited(shown, "2")).isEqualTo("2");
            assertThat(page.eval(border)).isEqualTo("solid");
        }
    }
}
