package dev.understudy.fault;

import java.util.Locale;
import java.util.regex.Pattern;

/** Makes text from outside safe to show in a message: on one line, and of limited length. */
public final class Printable {
    private static final int LONGEST = 72;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private Printable() {}

    /**
     * At most 72 characters. Characters that are not plain become escapes, so that a name cannot forge a line of a log.
     */
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

    /**
     * True unless it is a control or format character, a line or paragraph separator, a lone surrogate, or unassigned.
     */
    public static boolean isPlain(int c) {
        int type = Character.getType(c);
        return !Character.isISOControl(c)
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.SURROGATE
                && type != Character.FORMAT
                && type != Character.UNASSIGNED;
    }

    /**
     * A whole message, parts of which may not have been shortened, with control characters escaped: they would move the
     * cursor.
     */
    static String visible(String message) {
        return CONTROL.matcher(message)
                .replaceAll(found -> String.format(
                        Locale.ROOT, "\\\\x%02x", (int) found.group().charAt(0)));
    }
}
