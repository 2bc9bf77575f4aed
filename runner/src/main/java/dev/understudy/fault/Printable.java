package dev.understudy.fault;

import java.util.Locale;
import java.util.regex.Pattern;

/** How text from outside appears in a message: on one line, and not endless. */
public final class Printable {
    private static final int LONGEST = 72;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private Printable() {}

    /** At most 72 characters. What is not plain becomes an escape, so that a name cannot forge a line of a log. */
    public static String brief(String text) {
        StringBuilder out = new StringBuilder();
        int[] points = text.codePoints().limit(LONGEST + 1L).toArray();
        for (int i = 0; i < Math.min(points.length, LONGEST); i++) {
            int c = points[i];
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (isPlain(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append("\\x").append(Integer.toHexString(c));
                    }
                }
            }
        }
        return points.length > LONGEST ? out.append('…').toString() : out.toString();
    }

    /** Neither a control character, nor a line separator, nor half a character, nor a mark that turns the line around. */
    public static boolean isPlain(int c) {
        int type = Character.getType(c);
        return !Character.isISOControl(c)
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.SURROGATE
                && type != Character.FORMAT
                && type != Character.UNASSIGNED;
    }

    /** A whole message, in which some part may not have been made brief: a control character would move the cursor. */
    static String visible(String message) {
        return CONTROL.matcher(message)
                .replaceAll(found -> String.format(
                        Locale.ROOT, "\\\\x%02x", (int) found.group().charAt(0)));
    }
}
