package dev.understudy.config;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** What a random key of a sweep is drawn from. */
sealed interface Distribution {
    /** @param u from 0 up to, and without, 1 */
    Node draw(double u);

    /** One of these. */
    record Choice(List<Node> nodes) implements Distribution {
        @Override
        public Node draw(double u) {
            return nodes.get((int) (u * nodes.size()));
        }
    }

    /**
     * A number from low to high, with three significant digits, so that it makes a short name.
     *
     * @param logarithmic its logarithm is uniform, as suits a learning rate
     * @param whole both ends can be drawn
     */
    record Between(BigDecimal low, BigDecimal high, boolean logarithmic, boolean whole, String where)
            implements Distribution {
        private static final MathContext DIGITS = new MathContext(3);

        @Override
        public Node draw(double u) {
            double from = low.doubleValue();
            double to = high.doubleValue() + (whole ? 1 : 0);
            // StrictMath: the same draws on every machine.
            double drawn = logarithmic
                    ? StrictMath.exp(StrictMath.log(from) + u * (StrictMath.log(to) - StrictMath.log(from)))
                    : from + u * (to - from);
            BigDecimal number = new BigDecimal(whole ? Math.floor(drawn) : drawn);
            BigDecimal inside = (whole ? number : number.round(DIGITS)).max(low).min(high);
            return new Node.Scalar(whole ? inside.toBigInteger().toString() : ValueText.of(inside), true, where);
        }
    }
}
