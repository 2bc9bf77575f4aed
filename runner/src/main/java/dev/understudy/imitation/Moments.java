package dev.understudy.imitation;

import java.util.ArrayList;
import java.util.List;

/**
 * Running averages that the imitator may read in addition to the gradient, kept for each coordinate [I15], [I16].
 * Scale-free signals are computed from them: every numerator (g, then each first moment) over every scale (in the order
 * raw, second moments, sum, own). Each signal is zero if all gradients were.
 *
 * <p>They do much of a teacher's work: {@code first [0.9], second [0.999]} is Adam up to a constant. A comparison with
 * a control without LSTM, {@link Imitator.Head#CONSTANT}, shows how much the LSTM learned.
 *
 * @param first decay rates of averages of g
 * @param second decay rates of averages of g²
 * @param corrected divide each average by the sum of its weights so far, as Adam does, so that it is not too small at
 *     first
 * @param raw also the numerators themselves, over 1: for teachers whose updates grow with the gradient
 * @param sum also over the root of the sum of all g², as in AdaGrad
 * @param own decay rate of averages of g² and of the imitator's own (Δ̂/gain)²; the ratio of their roots is the last
 *     scale, as in Adadelta; 0 for no own scale
 */
public record Moments(
        List<Double> first, List<Double> second, boolean corrected, boolean raw, boolean sum, double own) {
    /**
     * EPSILON is added to the root of a second moment, SUM_EPSILON to the root of the sum, and OWN_EPSILON within both
     * roots of the own scale.
     */
    public static final float EPSILON = 1e-8f;

    public static final float SUM_EPSILON = 1e-10f;
    public static final float OWN_EPSILON = 1e-6f;

    /** Adam's and RMSProp's rates. */
    public static final Moments DEFAULTS = new Moments(List.of(0.9), List.of(0.99, 0.999), true, false, false, 0);

    public Moments {
        first = rates("imitator.moments.first", first);
        second = rates("imitator.moments.second", second);
        Checks.that(own >= 0 && own < 1, "imitator.moments.own", own, "at least 0 and below 1");
        Checks.that(
                raw || sum || own > 0 || !second.isEmpty(),
                "imitator.moments",
                "without any scale",
                "raw, second, sum or own");
    }

    private static List<Double> rates(String field, List<Double> rates) {
        Checks.that(rates.size() <= 4, field, rates, "at most four decay rates");
        for (int i = 0; i < rates.size(); i++) {
            Checks.that(
                    rates.get(i) > 0 && rates.get(i) < 1,
                    field + "[" + i + "]",
                    rates.get(i),
                    "a decay rate above 0 and below 1");
        }
        return List.copyOf(rates);
    }

    /** The kinds of rows of the state, in the order of the rows. */
    public enum Sort {
        /** Average of g. */
        FIRST,
        /** Average of g². */
        SECOND,
        /**
         * Average of ones with the rate of the FIRST or SECOND at the same index: the sum of its weights; only if
         * corrected.
         */
        WEIGHT,
        /** Sum of g². */
        SUM,
        /** Average of g² with the rate {@code own}. */
        OWN_GRADIENT,
        /** Average of (Δ̂_{t−1}/gain)² with the rate {@code own}. */
        OWN_UPDATE
    }

    /** One row of the state: all FIRST, all SECOND, then their WEIGHTs in the same order, SUM, OWN_GRADIENT, OWN_UPDATE. All begin at 0. */
    public record State(Sort sort, double rate) {}

    /** The rows of the state. */
    public List<State> states() {
        List<State> states = new ArrayList<>();
        first.forEach(rate -> states.add(new State(Sort.FIRST, rate)));
        second.forEach(rate -> states.add(new State(Sort.SECOND, rate)));
        if (corrected) {
            first.forEach(rate -> states.add(new State(Sort.WEIGHT, rate)));
            second.forEach(rate -> states.add(new State(Sort.WEIGHT, rate)));
        }
        if (sum) {
            states.add(new State(Sort.SUM, 1));
        }
        if (own > 0) {
            states.add(new State(Sort.OWN_GRADIENT, own));
            states.add(new State(Sort.OWN_UPDATE, own));
        }
        return List.copyOf(states);
    }

    /** Number of scales: raw, second moments, sum, own. */
    public int scales() {
        return (raw ? 1 : 0) + second.size() + (sum ? 1 : 0) + (own > 0 ? 1 : 0);
    }

    /** Number of signals: for each scale, g and every first moment over it. */
    public int signals() {
        return scales() * (1 + first.size());
    }

    /**
     * Number of inputs of the LSTM: the signals, then the magnitude [I13] of every scale but raw, then that of every
     * first moment.
     */
    public int inputs() {
        return signals() + scales() - (raw ? 1 : 0) + first.size();
    }
}
