package dev.understudy.report;

import java.util.List;

/** Makes pieces of HTML. All texts of users or runs are escaped by {@link #text}. */
public final class Html {
    /** The policy of all pages: they send no requests. */
    public static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

    private Html() {}

    /** The beginning of a page, up to its title. @param title HTML */
    public static String head(String title) {
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="%s">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>%s – Understudy</title>
            """.formatted(POLICY, title);
    }

    /**
     * Escapes a text for content and quoted attributes. Control characters, which HTML does not allow, become spaces.
     */
    public static String text(String raw) {
        StringBuilder out = new StringBuilder(raw.length() + 16);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.append(c);
                default -> out.append(Character.isISOControl(c) ? ' ' : c);
            }
        }
        return out.toString();
    }

    /**
     * Escapes JSON for a script element of any type: every {@code "<"} is replaced, so neither an end tag nor a comment
     * can begin.
     */
    static String script(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    /**
     * A number made by {@link Numbers}, with typographic powers of ten and signs; its error may be on a line of its
     * own.
     */
    static String number(String shown) {
        if (shown.equals("-")) {
            return "<span class=\"none\">–</span>";
        }
        String power = shown.replaceAll("e-(\\d+)", "×10<sup>−$1</sup>").replaceAll("e(\\d+)", "×10<sup>$1</sup>");
        String signs = power.replaceAll("(^|\\()-", "$1−");
        String kind = shown.startsWith("(") ? "error" : "error own";
        return signs.replaceFirst(" \\+- (.+?)(?=\\)|$)", " <span class=\"" + kind + "\">± $1</span>");
    }

    static String number(MeanWithError figure) {
        return number(Numbers.show(figure));
    }

    static String number(double value) {
        return number(Numbers.show(value, 4));
    }

    /** @param title HTML */
    static String heading(int level, String id, String title) {
        return "<h%d class=\"part\" id=\"%s\">%s</h%d>".formatted(level, id, title, level);
    }

    /**
     * A row of a table; the name, which heads it, and the cells are HTML. @param kind for the style sheet; may be empty
     */
    static String row(String kind, String name, String... cells) {
        return "<tr" + ofKind(kind) + "><th scope=\"row\">" + name + "</th><td>" + String.join("</td><td>", cells)
                + "</td></tr>\n";
    }

    /**
     * A table with a heading for each column; the first column has the rows' names.
     *
     * @param kind for the style sheet; may be empty
     */
    static String table(String kind, String caption, List<String> columns, CharSequence rows) {
        return """
            <div class="table"><table%s><caption>%s</caption><thead><tr><th scope="col">%s</th></tr></thead><tbody>
            %s</tbody></table></div>""".formatted(ofKind(kind), caption, String.join("</th><th scope=\"col\">", columns), rows);
    }

    private static String ofKind(String kind) {
        return kind.isEmpty() ? "" : " class=\"" + kind + "\"";
    }
}
