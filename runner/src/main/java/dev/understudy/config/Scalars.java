package dev.understudy.config;

import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads one value from its text by the type of its key, with the rules in the package's description. */
final class Scalars {
    private static final String DIGITS = "(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:_[0-9]{3})+)";
    /** A number whose digits are in groups, which other YAML readers read as a text. */
    static final String GROUPED = "[-+]?[1-9][0-9]{0,2}(?:_[0-9]{3})+(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]{1,4})?";

    private static final Pattern WHOLE = Pattern.compile("([-+]?" + DIGITS + ")(?:[eE]\\+?([0-9]{1,2}))?");
    private static final Pattern REAL =
            Pattern.compile("[-+]?(?:" + DIGITS + "(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?");
    private static final Pattern NAN = Pattern.compile("\\.?(?:nan|NaN|NAN)");
    private static final Pattern INFINITE = Pattern.compile("([-+]?)\\.?(?:inf|Inf|INF|Infinity)");
    /** A longer text is not read as a number. */
    private static final int LONGEST = 64;

    private Scalars() {}

    /** The value, or null if the node is not of this type. */
    static Object read(Class<?> type, Node node) {
        if (!(node instanceof Node.Scalar scalar) || scalar.isNull()) {
            return null;
        }
        String text = scalar.text();
        if (type == String.class) {
            return text;
        }
        if (type == DeviceChoice.class) {
            return new DeviceChoice(text);
        }
        if (type.isEnum()) {
            return constants(type).get(text); // a word may be in quotes, as JSON has it
        }
        if (!scalar.plain()) {
            return null;
        }
        if (type == int.class || type == Integer.class) {
            Long whole = within(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            return whole == null ? null : (Object) whole.intValue();
        }
        if (type == long.class || type == Long.class) {
            return within(text, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type == double.class || type == Double.class) {
            return real(text);
        }
        return text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : null;
    }

    /** The expected form, for the message if {@link #read} returns null. */
    static String expected(Class<?> type) {
        if (type == String.class) {
            return "a text";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        if (type == DeviceChoice.class) {
            return "auto, cpu, cuda or cuda:n";
        }
        if (type.isEnum()) {
            return "one of " + String.join(", ", words(type));
        }
        return "a whole number";
    }

    /** The words that may have been meant if {@link #read} returns null. */
    static Collection<String> words(Class<?> type) {
        return type.isEnum() ? constants(type).keySet() : List.of();
    }

    /** The word for a constant in configs: fashion-mnist for FASHION_MNIST. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the node, read as some type of number, is this number as Java writes it. */
    static boolean isNumber(Node node, String number) {
        return Stream.of(int.class, long.class, double.class)
                .map(type -> read(type, node))
                .anyMatch(value -> value != null && number.equals(value.toString()));
    }

    private static Map<String, Object> constants(Class<?> type) {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            constants.put(word((Enum<?>) constant), constant);
        }
        return constants;
    }

    /**
     * A number outside of low … high becomes {@code low}. Every range in the records begins at 0 or above, so the
     * record refuses it and names the range.
     */
    private static Long within(String text, long low, long high) {
        BigInteger whole = whole(text);
        if (whole == null) {
            return null;
        }
        boolean inside =
                whole.compareTo(BigInteger.valueOf(low)) >= 0 && whole.compareTo(BigInteger.valueOf(high)) <= 0;
        return inside ? whole.longValue() : low;
    }

    /** The number, or null if the text is not a whole number. */
    static BigInteger whole(String text) {
        Matcher m = WHOLE.matcher(text);
        if (text.length() > LONGEST || !m.matches()) {
            return null;
        }
        int exponent = m.group(2) == null ? 0 : Integer.parseInt(m.group(2));
        return new BigInteger(m.group(1).replace("_", "")).multiply(BigInteger.TEN.pow(exponent));
    }

    /** The number, which may be NaN or infinite, or null if the text is not a number. */
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
