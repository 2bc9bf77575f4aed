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
 * The state of one race: who has reached which rung with which metric, and who went on. Whoever is among the best part of those that have come to a
 * rung goes on at once, without a wait for the others, so that no worker is idle; the later ones may be better, and go on as well.
 */
final class Rungs {
    private final Halving rule;
    private final int trials;
    private final List<Map<Integer, Double>> reached = new ArrayList<>(); // by rung: metric of a trial
    private final List<Set<Integer>> promoted = new ArrayList<>();

    /** @param trials how many take part */
    Rungs(Halving rule, int trials) {
        this.rule = rule;
        this.trials = trials;
        rule.rungs().forEach(rung -> {
            reached.add(new TreeMap<>());
            promoted.add(new HashSet<>());
        });
    }

    /** The first rung that it has not reached, or the number of rungs: where its next piece of work ends. */
    int next(int trial) {
        int rung = 0;
        while (rung < reached.size() && reached.get(rung).containsKey(trial)) {
            rung++;
        }
        return rung;
    }

    /** The meta-step at which a piece of work ends; 0 for the end of the training. */
    int until(int trial) {
        int rung = next(trial);
        return rung < rule.rungs().size() ? rule.rungs().get(rung) : 0;
    }

    /** @param metric the lower the better; whatever is no number, as of a trial that failed, is the worst */
    void reach(int trial, int rung, double metric) {
        reached.get(rung).put(trial, Double.isFinite(metric) ? metric : Double.POSITIVE_INFINITY);
    }

    /** It comes to no further rung, and is the last at its next one. */
    void fail(int trial) {
        if (next(trial) < reached.size()) {
            reach(trial, next(trial), Double.NaN);
        }
    }

    /** It went on beyond this rung, now or in an earlier call. */
    void promote(int trial, int rung) {
        promoted.get(rung).add(trial);
    }

    /**
     * Who goes on now, from the highest rung down: each is among the best {@code keep} of those that have come to its rung. Where all have
     * come that will, at least one goes on.
     *
     * @return trials, each with the rung that it leaves marked as left
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

    /** Those that have come to a rung, the best first; of equal ones the first in the plan. */
    private List<Integer> best(int rung) {
        Map<Integer, Double> here = reached.get(rung);
        return here.keySet().stream()
                .sorted(Comparator.comparing((Integer trial) -> here.get(trial)).thenComparing(trial -> trial))
                .toList();
    }

    /** Of a trial that went no further than the last rung that it reached. */
    String sentence(int trial, long metaSteps) {
        int rung = next(trial) - 1;
        return "stopped by halving at meta-step " + rule.rungs().get(rung) + " of " + metaSteps + ", with "
                + rule.metric() + " "
                + String.format(Locale.ROOT, "%.4g", reached.get(rung).get(trial)) + " number "
                + (best(rung).indexOf(trial) + 1) + " of " + reached.get(rung).size() + " there";
    }

    /** Whether it waits at a rung, to go on or not. */
    boolean waits(int trial) {
        int rung = next(trial) - 1;
        return rung >= 0 && !promoted.get(rung).contains(trial);
    }
}
