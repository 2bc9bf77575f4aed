package dev.understudy.config;

import java.math.BigDecimal;
import java.util.stream.Collectors;

/**
 * The text of a swept value by which trials are told apart and folders are named. A number has one form, so that 1e-4
 * and 0.0001 are one trial.
 */
final class ValueText {
    /** Whole numbers below 10^9 are written out, since 10000 is easier to read than 1e4. */
    private static final int MOST_DIGITS = 9;

    private ValueText() {}

    /** The text of a value: {@code 3e-4}, {@code adam}, {@code null}, {@code [20, 20]}. */
    static String of(Node node) {
        if (node instanceof Node.Items items) {
            return items.list().stream().map(ValueText::of).collect(Collectors.joining(", ", "[", "]"));
        }
        if (!(node instanceof Node.Scalar scalar)) {
            return node.shown();
        }
        if (scalar.isNull()) {
            return "null";
        }
        Double number = scalar.plain() ? Scalars.real(scalar.text()) : null;
        return number == null || number.isNaN() || number.isInfinite() ? scalar.text() : of(number(scalar.text()));
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text.replace("_", "").replaceFirst("^\\+", ""));
    }

    /** The shorter of 0.0003 and 3e-4; if both are as long, the one without an exponent. */
    static String of(BigDecimal number) {
        if (number.signum() == 0) {
            return "0";
        }
        BigDecimal bare = number.stripTrailingZeros();
        int exponent = bare.precision() - bare.scale() - 1;
        String sign = bare.signum() < 0 ? "-" : "";
        String digits = bare.unscaledValue().abs().toString();
        String scientific =
                sign + digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + "e" + exponent;
        if (exponent < -MOST_DIGITS || exponent >= MOST_DIGITS) {
            return scientific;
        }
        String plain = bare.toPlainString();
        return bare.scale() <= 0 || plain.length() <= scientific.length() ? plain : scientific;
    }

    /** Whether a folder can be named by this value in every file system and shell. */
    static boolean isNameable(Node node) {
        return node instanceof Node.Scalar
                ? of(node).matches("[A-Za-z0-9._-]+")
                : node instanceof Node.Items items
                        && items.list().stream()
                                .allMatch(item -> item instanceof Node.Scalar && !item.isNull() && isNameable(item));
    }
}
