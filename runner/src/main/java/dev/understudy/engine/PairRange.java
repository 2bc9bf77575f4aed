package dev.understudy.engine;

import dev.understudy.imitation.Checks;

/**
 * Some antithetic pairs of one task of an evolution. Nothing that a pair does depends on the other pairs, so any range
 * of them can be computed anywhere.
 *
 * @param task its number in {@link EvolutionSpec#tasks}
 * @param from the first pair
 * @param to the pair after the last
 */
public record PairRange(int task, int from, int to) {
    public PairRange {
        Checks.that(task >= 0, "task", task, "0 or more");
        Checks.that(from >= 0 && to > from, "pairs", from + " to " + to, "one pair or more");
    }

    /** All pairs of a task. */
    public static PairRange all(EvolutionSpec spec, int task) {
        return new PairRange(task, 0, spec.evolution().pairs());
    }

    public int pairs() {
        return to - from;
    }

    public int particles() {
        return 2 * pairs();
    }
}
