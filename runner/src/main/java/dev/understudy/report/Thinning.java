package dev.understudy.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.DoubleUnaryOperator;

/**
 * Selects the values of a long series that a page shows. A fixed stride shows the spread fairly; the extremes of each
 * interval would exaggerate it. The first values are all kept, since they take most of the room on a logarithmic axis
 * of steps.
 */
final class Thinning {
    /** One digit less than a double always has: otherwise 100 · 0.28 would be 28.000000000000004. */
    private static final MathContext DIGITS = new MathContext(15);

    private Thinning() {}

    /** Increasing indices below {@code n}, about {@code most} of them, first and last included. */
    static int[] indices(int n, int most) {
        int dense = n <= most ? n : most / 10;
        int stride = n <= most ? 1 : (n - dense + most - dense - 1) / (most - dense);
        int rest = (n - dense + stride - 1) / stride;
        int[] kept = new int[dense + rest];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = i < dense ? i : Math.min(n - 1, dense + (i - dense + 1) * stride - 1);
        }
        return kept;
    }

    /** Values at these indices; null for an index after the end, or a value that is not finite. */
    static ArrayNode values(double[] values, int[] indices) {
        return array(
                values,
                indices,
                value -> BigDecimal.valueOf(value).round(DIGITS).doubleValue());
    }

    /** The same for values that were computed as floats, with the digits of a float, as the run's files have them. */
    static ArrayNode floats(double[] values, int[] indices) {
        return array(values, indices, value -> Double.parseDouble(Float.toString((float) value)));
    }

    private static ArrayNode array(double[] values, int[] indices, DoubleUnaryOperator digits) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(indices.length);
        for (int i : indices) {
            array.add(i < values.length && Double.isFinite(values[i]) ? number(digits.applyAsDouble(values[i])) : null);
        }
        return array;
    }

    /** A number; whole ones are written without a fraction. */
    private static JsonNode number(double value) {
        return value == (int) value
                ? JsonNodeFactory.instance.numberNode((int) value)
                : JsonNodeFactory.instance.numberNode(value);
    }
}
