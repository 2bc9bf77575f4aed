package dev.understudy.config;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The distribution from which the values of a random key of a sweep are drawn. */
sealed interface Distribution {
    /** @param u from 0 up to, and without, 1 */
    Node draw(double u);

    /** One of these values, all with equal probability. */
    record Choice(List<Node> nodes) implements Distribution {
        @Override
        public Node draw(double u) {
            return nodes.get((int) (u * nodes.size()));
        }
    }

    /**
     * A number from low to high, with three significant digits, so that it makes a short name.
     *
     * @param logarithmic whether its logarithm is uniform, as suits a learning rate
     * @param whole whether it is a whole number, with both ends included
     */
    record Between(BigDecimal low, BigDecimal high, boolean logarithmic, boolean whole, String where)
            implements Distribution {
        private static final MathContext DIGITS = new MathContext(3);

        @Override
        public Node draw(double u) {
            double from = low.doubleValue();
            double to = high.doubleValue() + (whole ? 1 : 0);
            // StrictMath draws the same numbers on every machine.
            double drawn = logarithmic
                    ? StrictMath.exp(StrictMath.log(from) + u * (StrictMath.log(to) - StrictMath.log(from)))
                    : from + u * (to - from);
            BigDecimal number = new BigDecimal(whole ? Math.floor(drawn) : drawn);
            BigDecimal inside = (whole ? number : number.round(DIGITS)).max(low).min(high);
            return new Node.Scalar(whole ? inside.toBigInteger().toString() : ValueText.of(inside), true, where);
        }
    }

    /** Reads the distribution of a random key. @throws dev.understudy.fault.Fault bad input if it is not one */
    static Distribution read(String path, Node node) {
        String field = "sweep.random " + path;
        if (!(node instanceof Node.Keys kinds) || kinds.map().size() != 1) {
            throw ConfigFaults.wrong(
                    field, node, "one of uniform, logUniform and choice, as in {logUniform: [1e-4, 1e-2]}");
        }
        Map.Entry<String, Node.Key> kind = kinds.map().entrySet().iterator().next();
        if (!List.of("uniform", "logUniform", "choice").contains(kind.getKey())) {
            throw ConfigFaults.unknown(
                    field, kind.getKey(), kind.getValue().where(), List.of("uniform", "logUniform", "choice"));
        }
        Node given = kind.getValue().value();
        if (kind.getKey().equals("choice")) {
            Values values = Values.of(path, given);
            if (values instanceof Values.Listed listed) {
                return new Distribution.Choice(listed.nodes());
            }
            Values.Range range = (Values.Range) values;
            return new Distribution.Between(
                    BigDecimal.valueOf(range.first()), BigDecimal.valueOf(range.last()), false, true, range.where());
        }
        boolean logarithmic = kind.getKey().equals("logUniform");
        List<BigDecimal> ends = ends(field + " " + kind.getKey(), given, logarithmic, RecordTree.isWhole(path));
        return new Distribution.Between(ends.get(0), ends.get(1), logarithmic, RecordTree.isWhole(path), given.where());
    }

    private static List<BigDecimal> ends(String field, Node node, boolean positive, boolean whole) {
        List<BigDecimal> ends = new ArrayList<>();
        if (node instanceof Node.Items items && items.list().size() == 2) {
            for (Node end : items.list()) {
                Object number = Scalars.read(whole ? long.class : double.class, end);
                if (number != null && Double.isFinite(((Number) number).doubleValue())) {
                    ends.add(new BigDecimal(number.toString()));
                }
            }
        }
        if (ends.size() < 2
                || ends.get(0).compareTo(ends.get(1)) >= 0
                || positive && ends.get(0).signum() <= 0) {
            throw ConfigFaults.wrong(
                    field,
                    node,
                    "two " + (positive ? "positive " : "") + (whole ? "whole numbers" : "numbers")
                            + ", the lesser before the greater");
        }
        return ends;
    }
}
