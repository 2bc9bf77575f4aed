package dev.understudy.report;

import java.util.List;

/** The whole page. Its content policy forbids every request, so that it shows the same anywhere and tells nobody. */
final class Page {
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
        page.append(alone ? "" : Comparison.of(trials)).append(sections).append("</main>\n");
        page.append("<script type=\"application/json\" id=\"data\">")
                .append(Html.script(ChartData.json(trials)))
                .append("</script>\n");
        page.append("<script>\n").append(Assets.javascript()).append("\n</script>\n</body>\n</html>\n");
        return page.toString();
    }
}
