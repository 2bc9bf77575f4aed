package dev.understudy.imitation;

import java.util.ArrayList;
import java.util.List;

/**
 * Running averages that the imitator may read beside the gradient, kept for each coordinate [I15], [I16]. From them come
 * scale-free signals, each of which is zero where the gradients are: every numerator (g, then each first moment) over every
 * scale (in the order raw, second moments, sum, own).
 *
 * <p>They hand over much of what a teacher does: {@code first [0.9], second [0.999]} is Adam but for a constant. What the
 * LSTM itself learned shows beside a control without it, {@link Imitator.Head#CONSTANT}.
 *
 * @param first decay rates of averages of g
 * @param second decay rates of averages of g²
 * @param corrected averages divided by the sum of their weights so far, as Adam does, so that they are no smaller at first
 * @param raw also the numerators themselves, over 1: for teachers whose updates grow with the gradient
 * @param sum also over the root of the sum of all g², as AdaGrad does
 * @param own decay rate of averages of g² and of the imitator's own (Δ̂/gain)², whose roots' ratio is the last scale, as
 *     Adadelta does; 0 for none
 */
public record Moments(
        List<Double> first, List<Double> second, boolean corrected, boolean raw, boolean sum, double own) {
    /** What is added to the root of a second moment, and of the sum; within both roots of the own scale. */
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

    /** What a row of the state is, in the order of the rows. */
    public enum Sort {
        /** Average of g. */
        FIRST,
        /** Average of g². */
        SECOND,
        /** Average of ones with the rate of the FIRST or SECOND in the same place: the sum of its weights; only where corrected. */
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

    /** What the LSTM reads: the signals, then the magnitude [I13] of every scale but raw, then that of every first moment. */
    public int inputs() {
        return signals() + scales() - (raw ? 1 : 0) + first.size();
    }
}
