package dev.understudy.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Formats numbers for readers, the same in every locale, in ASCII; an unknown number is "-". */
public final class Numbers {
    private Numbers() {}

    /** For example 0.1174, 2.303, 1.23e-5. */
    public static String show(double value, int digits) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        if (value == 0) {
            return "0";
        }
        if (isPlain(value)) {
            return BigDecimal.valueOf(value)
                    .round(new MathContext(digits))
                    .setScale(places(value, digits), RoundingMode.HALF_EVEN)
                    .toPlainString();
        }
        return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value)
                .replaceFirst("e([+-])0*(\\d)", "e$1$2")
                .replace("e+", "e");
    }

    /**
     * For example 0.1174 +- 0.0012: with the digits that the standard error justifies; without an error, four digits.
     */
    static String show(MeanWithError figure) {
        double mean = figure.mean();
        double error = figure.standardError();
        if (!Double.isFinite(error) || !Double.isFinite(mean)) {
            return show(mean, 4);
        }
        // Rounding leaves a tiny error for equal values, which is shown as 0.
        if (error <= 1e-12 * Math.abs(mean)) {
            return show(mean, 4) + " +- 0";
        }
        double size = Math.max(Math.abs(mean), error);
        if (!isPlain(size)) {
            int exponent = exponent(size);
            return "(" + show(figure.times(Math.pow(10, -exponent))) + ")e" + exponent;
        }
        int places = Math.max(0, 1 - exponent(error));
        if (places > 6) {
            return show(mean, 6) + " +- " + show(error, 1);
        }
        return fixed(mean, places) + " +- " + fixed(error, places);
    }

    /**
     * exp of a mean of logarithms, the geometric mean of ratios; with three decimals near 1, for small differences from
     * 1.
     */
    static String ratio(MeanWithError logRatio) {
        double ratio = Math.exp(logRatio.mean());
        return ratio > 0.9 && ratio < 1.1 ? fixed(ratio, 3) : show(ratio, 3);
    }

    static String percent(double share) {
        return show(100 * share, 3) + "\u00a0%";
    }

    /** For example 4,000. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String fixed(double value, int places) {
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }

    private static boolean isPlain(double value) {
        return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5;
    }

    private static int places(double value, int digits) {
        return Math.max(0, digits - 1 - exponent(value));
    }

    private static int exponent(double value) {
        return (int) Math.floor(Math.log10(Math.abs(value)));
    }
}
