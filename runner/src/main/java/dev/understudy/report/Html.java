package dev.understudy.report;

/** Pieces of HTML. Whatever a user or a run wrote goes through {@link #text}. */
final class Html {
    private Html() {}

    /** Safe as content and inside a quoted attribute. Control characters, which HTML does not allow, become spaces. */
    static String text(String raw) {
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

    /** Safe inside a script element of any type: no "<" is left, so neither an end tag nor a comment can begin. */
    static String script(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    /** A number made by {@link Numbers}, with powers of ten and signs as in print; its error may stand on a line of its own. */
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

    /** A cell of a table; {@code content} is HTML. */
    static String cell(String content) {
        return "<td>" + content + "</td>";
    }

    /** The head of a table; each name is HTML. The first column is the row's name. */
    static String head(String... names) {
        return "<thead><tr><th scope=\"col\">" + String.join("</th><th scope=\"col\">", names) + "</th></tr></thead>";
    }
}
