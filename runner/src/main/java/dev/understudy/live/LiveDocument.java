package dev.understudy.live;

import dev.understudy.report.Html;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A report's page as it is served: with a script that asks the server for changes, and a sign whether the server can be
 * reached.
 */
final class LiveDocument {
    /** The policy of the report's own pages, with requests to the server of the page. */
    static final String POLICY = Html.POLICY + "; connect-src 'self'";

    static final String BACK = "<p class=\"back\"><a href=\"/\">All runs</a></p>\n";

    private static final String MAIN = "<main id=\"main\">\n";

    private LiveDocument() {}

    /** @param tag of this page's content, which the script compares */
    static String of(String page, String tag) {
        String open = replaced(page, "content=\"" + Html.POLICY + "\"", "content=\"" + POLICY + "\"");
        String styled = replaced(open, "</head>", "<style>\n" + resource("live.css") + "\n</style>\n</head>");
        int end = styled.lastIndexOf("</body>");
        return styled.substring(0, end)
                + "<p id=\"live\" role=\"status\" data-tag=\"" + Html.text(tag) + "\">live</p>\n"
                + "<script id=\"live-script\">\n" + resource("live.js") + "\n</script>\n"
                + styled.substring(end);
    }

    /** @param lead HTML that precedes all other content */
    static String led(String page, String lead) {
        return replaced(page, MAIN, MAIN + lead);
    }

    /** A page without a report. @param title of the page, with {@code says} as its text; @param lead HTML */
    static String plain(String title, String lead, String says) {
        return """
            %s</head>
            <body>
            <header><h1>%s</h1></header>
            %s%s<p>%s</p>
            </main>
            </body>
            </html>
            """.formatted(Html.head(Html.text(title)), Html.text(title), MAIN, lead, Html.text(says));
    }

    /** Replaces the first occurrence. Texts of a run come after it and so cannot be replaced instead. */
    private static String replaced(String page, String what, String by) {
        int at = page.indexOf(what);
        if (at < 0) {
            throw new IllegalStateException("the page has no " + what.strip() + " to be replaced");
        }
        return page.substring(0, at) + by + page.substring(at + what.length());
    }

    private static String resource(String name) {
        try (InputStream in = LiveDocument.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        name + " is not on the class path; expected it in the folder of this class");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " on the class path cannot be read", e);
        }
    }
}
