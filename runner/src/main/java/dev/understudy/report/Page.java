package dev.understudy.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The HTML page of a report. Its content policy forbids every request, so it looks the same everywhere and sends no
 * data.
 */
final class Page {
    /** The meaning of the badges, with the numbers of {@link Verdict}. */
    private static final String WORDS = """
        <details class="words"><summary>Meaning of the verdict’s words</summary>
        <p>Compared are the test losses of the mean θ, the imitator’s over its teacher’s on the same seeds, by the mean of the logarithm of
        their ratio. The margin is 1.01 for SGD, 1.02 with momentum and 1.05 for the other teachers up to 4,000 steps; 1.02, 1.05 and 1.10 beyond.</p>
        <dl>
        <dt>imitates</dt><dd>The ratio is within the margin and two standard errors, above or below. One or two seeds have no standard error:
        the margin alone decides, and the badge shows the number of seeds.</dd>
        <dt>close</dt><dd>Beyond that, and at most a tenth of the way from no update to the teacher, in ln loss, is left; or, if no update was not
        measured, a ratio of at most 1.2. Used from three seeds on.</dd>
        <dt>better than its teacher</dt><dd>Below the margin and two standard errors. Used from three seeds on.</dd>
        <dt>does not imitate</dt><dd>Further away than close, or no better than no update at all, or it diverged on a seed on which its teacher did not.</dd>
        <dt>no verdict</dt><dd>The figures cannot tell: another teacher than the one it was trained on (the badge says so), a teacher that is itself no better than no
        update or diverged everywhere, losses that can be 0 or below, seeds that are too few or too different.</dd>
        </dl></details>
        """;

    /** The keys of a chart; the script moves this text below the first chart. */
    private static final String KEYS = """
        <p class="note" id="keys" hidden>A chart that has the focus (Tab) listens to keys: <kbd>←</kbd> <kbd>→</kbd> go along the curves, with
        <kbd>Shift</kbd> ten points at a time, <kbd>Home</kbd> and <kbd>End</kbd> to their ends; <kbd>+</kbd> and <kbd>−</kbd> zoom,
        <kbd>0</kbd> or <kbd>Escape</kbd> show all again. With a mouse: point to read, drag to enlarge, double-click to return.
        A curve’s name hides and shows it.</p>
        """;

    /**
     * uPlot 1.6.32, the unchanged files of npm: Maven Central has only versions up to 1.6.30, which has an advisory
     * (CVE-2024-21489).
     */
    private static final String UPLOT = "uplot/";

    private static final List<String> SCRIPTS =
            List.of("numbers.js", "plot.js", "legend.js", "keyboard.js", "csv.js", "figures.js", "page.js");

    private static final Pattern HEADING =
            Pattern.compile("<h2 class=\"part\" id=\"([^\"]*)\">(?:Figure \\d\\. )?(.*?)</h2>");

    private Page() {}

    static String of(List<Trial> trials) {
        boolean alone = trials.size() == 1;
        String title = alone ? Html.text(trials.get(0).label()) : trials.size() + " trials";
        ArrayNode data = ChartData.of(trials);
        StringBuilder sections = new StringBuilder();
        for (int i = 0; i < trials.size(); i++) {
            sections.append(new TrialSection(trials.get(i), i, alone, data.get(i)).html());
        }
        StringBuilder page = new StringBuilder(Html.head(title));
        page.append("<style>\n")
                .append(css())
                .append("\n</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n");
        page.append("<header><p class=\"eyebrow\">Understudy · does it imitate?</p>")
                .append(alone ? contents(sections) : "")
                .append("<h1>")
                .append(title)
                .append("</h1></header>\n<main id=\"main\">\n");
        page.append(
                "<noscript><p class=\"note\">The curves need JavaScript, and so do their CSV files; the tables do not, and each chart"
                        + " is told in words.</p></noscript>\n");
        page.append(alone ? "" : Comparison.of(trials, data))
                .append(sections)
                .append(KEYS)
                .append(WORDS)
                .append("</main>\n");
        page.append("<script type=\"application/json\" id=\"data\">")
                .append(Html.script(ChartData.json(data)))
                .append("</script>\n");
        page.append("<script>\n").append(javascript()).append("\n</script>\n</body>\n</html>\n");
        return page.toString();
    }

    /** Links to the parts of the page, from its headings. */
    private static String contents(CharSequence sections) {
        String links = HEADING.matcher(sections)
                .results()
                .map(heading -> "<a href=\"#%s\">%s</a>".formatted(heading.group(1), heading.group(2)))
                .collect(Collectors.joining(" "));
        return links.isEmpty() ? "" : "<nav aria-label=\"On this page\">" + links + "</nav>";
    }

    static String css() {
        return resource(UPLOT + "uPlot.min.css") + "\n" + resource("report.css");
    }

    /**
     * uPlot with its licence, then this project's scripts: parts of one scope, each of which may use the earlier ones.
     * uPlot adds listeners to the window that it never removes, so a page whose content is replaced must load it only
     * once.
     */
    private static String javascript() {
        String own = SCRIPTS.stream().map(Page::resource).collect(Collectors.joining("\n"));
        return "/*!\n" + resource(UPLOT + "LICENSE") + "\n*/\nif (!window.uPlot) {\n"
                + resource(UPLOT + "uPlot.iife.min.js") + "\n}\n(() => {\n\"use strict\";\n" + own + "})();";
    }

    static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        name + " is not on the class path; expected it in the folder of this class: build again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " on the class path cannot be read", e);
        }
    }
}
