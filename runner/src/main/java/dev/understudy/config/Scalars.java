package dev.understudy.config;

import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One value, read by the type of its key from the text that stands there. */
final class Scalars {
    private Scalars() {}

    /** The value, or null where the node is not of this type. */
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
            return constants(type).get(text); // a word is the same word in quotes, as JSON has it
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
            return NumberSyntax.real(text);
        }
        return text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : null;
    }

    /** What to say where {@link #read} gives null. */
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
            Map<String, Object> known = constants(type);
            return (known.size() > 1 ? "one of " : "") + String.join(", ", known.keySet());
        }
        return "a whole number";
    }

    /** The words of which one may have been meant where {@link #read} gives null. */
    static Collection<String> words(Class<?> type) {
        return type.isEnum() ? constants(type).keySet() : List.of();
    }

    /**
     * A number outside of low … high becomes {@code low}: every range in the records begins at 0 or above, so the record
     * refuses it, and names the range.
     */
    private static Long within(String text, long low, long high) {
        BigInteger whole = NumberSyntax.whole(text);
        if (whole == null) {
            return null;
        }
        boolean inside =
                whole.compareTo(BigInteger.valueOf(low)) >= 0 && whole.compareTo(BigInteger.valueOf(high)) <= 0;
        return inside ? whole.longValue() : low;
    }

    private static Map<String, Object> constants(Class<?> type) {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            constants.put(EnumNames.of((Enum<?>) constant), constant);
        }
        return constants;
    }
}
