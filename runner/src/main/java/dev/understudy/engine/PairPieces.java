package dev.understudy.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the pairs of all tasks into pieces, and gives each piece to a slot for the whole training, so that particles
 * stay where they are. Each slot gets about the same number of pairs of every task, because a pair of one task may take
 * much longer than one of another.
 */
final class PairPieces {
    private PairPieces() {}

    /** @return [slots], the pieces of each; some slots have none if there are more slots than pairs */
    static List<List<PairRange>> cut(int tasks, int pairs, int slots) {
        List<List<PairRange>> cut = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            cut.add(new ArrayList<>());
        }
        int pieces = Math.min(slots, pairs);
        for (int task = 0; task < tasks; task++) {
            int first = (int) ((long) task * pairs % slots); // so that no slot has all the pairs that are left over
            for (int j = 0; j < pieces; j++) {
                PairRange piece = new PairRange(task, bound(pairs, j, pieces), bound(pairs, j + 1, pieces));
                cut.get((first + j) % slots).add(piece);
            }
        }
        return cut;
    }

    private static int bound(int pairs, int j, int pieces) {
        return (int) ((long) pairs * j / pieces);
    }
}
