package dev.understudy.batch;

import dev.understudy.config.Halving;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The state of one race: the metric of each trial at each rung that it has reached, and the trials that continued. A
 * trial among the best share of those that have reached a rung continues at once, without waiting for the others, so
 * that no worker is idle. Trials that reach the rung later may be better, and continue as well.
 */
final class Rungs {
    private final Halving rule;
    private final int trials;
    private final List<Map<Integer, Double>> reached = new ArrayList<>(); // by rung: metric of a trial
    private final List<Set<Integer>> promoted = new ArrayList<>();

    /** @param trials the number of trials in the race */
    Rungs(Halving rule, int trials) {
        this.rule = rule;
        this.trials = trials;
        rule.rungs().forEach(rung -> {
            reached.add(new TreeMap<>());
            promoted.add(new HashSet<>());
        });
    }

    /** The first rung that this trial has not reached, or the number of rungs. */
    int next(int trial) {
        int rung = 0;
        while (rung < reached.size() && reached.get(rung).containsKey(trial)) {
            rung++;
        }
        return rung;
    }

    /** The meta-step up to which this trial runs next; 0 for the end of the training. */
    int until(int trial) {
        int rung = next(trial);
        return rung < rule.rungs().size() ? rule.rungs().get(rung) : 0;
    }

    /** @param metric lower is better; a value that is not finite, for example of a failed trial, is the worst */
    void reach(int trial, int rung, double metric) {
        reached.get(rung).put(trial, Double.isFinite(metric) ? metric : Double.POSITIVE_INFINITY);
    }

    /** This trial reaches no further rung, and ranks last at its next one. */
    void fail(int trial) {
        if (next(trial) < reached.size()) {
            reach(trial, next(trial), Double.NaN);
        }
    }

    /** This trial continued beyond this rung, now or in an earlier call. */
    void promote(int trial, int rung) {
        promoted.get(rung).add(trial);
    }

    /**
     * The trials that continue now, from the highest rung down: each is among the best share {@code keep} of those that
     * have reached its rung. When all expected trials have reached a rung, at least one continues.
     *
     * @return the trials, which are recorded here as promoted
     */
    List<Integer> promotions() {
        List<Integer> go = new ArrayList<>();
        for (int rung = reached.size() - 1; rung >= 0; rung--) {
            Map<Integer, Double> here = reached.get(rung);
            int expected = rung == 0 ? trials : promoted.get(rung - 1).size();
            int most = (int) Math.floor(here.size() * rule.keep() + 1e-9);
            if (most == 0 && here.size() == expected && expected > 0) {
                most = 1;
            }
            for (int trial : best(rung).subList(0, most)) {
                if (Double.isFinite(here.get(trial)) && promoted.get(rung).add(trial)) {
                    go.add(trial);
                }
            }
        }
        return go;
    }

    /** The trials that have reached a rung, the best first; equal ones in the order of the plan. */
    private List<Integer> best(int rung) {
        Map<Integer, Double> here = reached.get(rung);
        return here.keySet().stream()
                .sorted(Comparator.comparing((Integer trial) -> here.get(trial)).thenComparing(trial -> trial))
                .toList();
    }

    /** The message for a trial that stays at the last rung that it reached. */
    String sentence(int trial, long metaSteps) {
        int rung = next(trial) - 1;
        return "stopped by halving at meta-step " + rule.rungs().get(rung) + " of " + metaSteps + ", with "
                + rule.metric() + " "
                + String.format(Locale.ROOT, "%.4g", reached.get(rung).get(trial)) + ", which is number "
                + (best(rung).indexOf(trial) + 1) + " of " + reached.get(rung).size() + " trials there";
    }

    /** Whether this trial is stopped at a rung and has not continued. */
    boolean waits(int trial) {
        int rung = next(trial) - 1;
        return rung >= 0 && !promoted.get(rung).contains(trial);
    }
}
