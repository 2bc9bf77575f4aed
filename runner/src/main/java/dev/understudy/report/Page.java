package dev.understudy.report;

import java.util.List;

/** The whole page. Its content policy forbids every request, so that it shows the same anywhere and tells nobody. */
final class Page {
    /** What the badges mean. The numbers are those of {@link Judgement}. */
    private static final String WORDS = """
        <details class="words"><summary>What the verdict’s words mean</summary>
        <p>Compared are the test losses of the mean θ, the imitator’s over its teacher’s on the same seeds, by the mean of the logarithm of
        their ratio. The margin is 1.01 for SGD, 1.02 with momentum and 1.05 for the other teachers up to 4,000 steps; 1.02, 1.05 and 1.10 beyond.</p>
        <dl>
        <dt>imitates</dt><dd>The ratio is within the margin and two standard errors, above or below. With one or two seeds there is no error to
        speak of: the margin alone decides, and the badge says how few they were.</dd>
        <dt>close</dt><dd>Beyond that, and at most a tenth of the way from no update to the teacher, in ln loss, is left; where no update was not
        measured, a ratio of at most 1.2. Said from three seeds on.</dd>
        <dt>better than its teacher</dt><dd>Below the margin and two standard errors. Said from three seeds on.</dd>
        <dt>does not imitate</dt><dd>Further away than close, or no better than no update at all, or diverged where its teacher did not.</dd>
        <dt>no verdict</dt><dd>The figures cannot tell: another teacher than the one it was trained on (the badge says so), a teacher that is itself no better than no
        update or diverged everywhere, losses that can be 0 or below, seeds that are too few or too different.</dd>
        </dl></details>
        """;

    private Page() {}

    static String of(List<Trial> trials) {
        boolean alone = trials.size() == 1;
        String title = alone ? Html.text(trials.get(0).label()) : trials.size() + " trials";
        StringBuilder sections = new StringBuilder();
        for (int i = 0; i < trials.size(); i++) {
            sections.append(TrialSection.of(trials.get(i), i, alone));
        }
        StringBuilder page = new StringBuilder("""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            """);
        page.append("<title>")
                .append(title)
                .append(" – Understudy</title>\n<style>\n")
                .append(Assets.css())
                .append("\n</style>\n</head>\n<body>\n<main>\n");
        page.append("<header><p class=\"eyebrow\">Understudy · does it imitate?</p><h1>")
                .append(title)
                .append("</h1></header>\n");
        page.append("<noscript><p class=\"note\">The figures need JavaScript; the tables do not.</p></noscript>\n");
        page.append(alone ? "" : Comparison.of(trials))
                .append(sections)
                .append(WORDS)
                .append("</main>\n");
        page.append("<script type=\"application/json\" id=\"data\">")
                .append(Html.script(ChartData.json(trials)))
                .append("</script>\n");
        page.append("<script>\n").append(Assets.javascript()).append("\n</script>\n</body>\n</html>\n");
        return page.toString();
    }
}
