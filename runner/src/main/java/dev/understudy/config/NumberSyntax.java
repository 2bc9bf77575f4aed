package dev.understudy.config;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers from the text of a config, by the rules of the package's description. */
final class NumberSyntax {
    private static final String DIGITS = "(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:_[0-9]{3})+)";
    private static final Pattern WHOLE = Pattern.compile("([-+]?" + DIGITS + ")(?:[eE]\\+?([0-9]{1,2}))?");
    private static final Pattern REAL =
            Pattern.compile("[-+]?(?:" + DIGITS + "(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?");
    private static final Pattern NAN = Pattern.compile("\\.?(?:nan|NaN|NAN)");
    private static final Pattern INFINITE = Pattern.compile("([-+]?)\\.?(?:inf|Inf|INF|Infinity)");
    /** Longer texts are no number that anyone means. */
    private static final int LONGEST = 64;

    private NumberSyntax() {}

    /** The number, or null where the text is no whole number. */
    static BigInteger whole(String text) {
        Matcher m = WHOLE.matcher(text);
        if (text.length() > LONGEST || !m.matches()) {
            return null;
        }
        int exponent = m.group(2) == null ? 0 : Integer.parseInt(m.group(2));
        return new BigInteger(m.group(1).replace("_", "")).multiply(BigInteger.TEN.pow(exponent));
    }

    /** The number, which may be NaN or infinite, or null where the text is no number. */
    static Double real(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        if (NAN.matcher(text).matches()) {
            return Double.NaN;
        }
        Matcher infinite = INFINITE.matcher(text);
        if (infinite.matches()) {
            return infinite.group(1).equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return REAL.matcher(text).matches() ? Double.valueOf(text.replace("_", "")) : null;
    }
}
