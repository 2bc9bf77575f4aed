package dev.understudy.engine.fused.cuda.ptx;

import dev.understudy.engine.fused.cuda.ptx.Flow.Stretch;
import java.util.BitSet;

/**
 * A block's threads on their way through a program. Threads at the same stretch execute it together, and the earliest stretch of
 * the text comes first, so that diverged threads meet again as soon as their paths do. A barrier lets no thread pass before
 * all have arrived.
 */
final class Block {
    private static final int WARP = 32;
    /**
     * Number of threads that are executed together, small enough for the rows of a stretch to stay in a core's cache.
     */
    private static final int TOGETHER = 128;
    /** Stretches in a block, beyond any kernel of the tests: one with a fault might never end. */
    private static final long ENDLESS = 20_000_000;

    private final Program program;
    private final Moment moment;
    private final long[] visits; // of stretches
    private final BitSet[] at; // threads by stretch
    private final BitSet[] waiting; // threads by stretch, at the barrier at its end
    private final BitSet ready = new BitSet(); // stretches with at least one thread
    private final BitSet ended = new BitSet();
    private BitSet here = new BitSet(); // threads that go through a stretch now

    /** @param visits is counted on, one for each stretch */
    Block(Program program, Moment moment, long[] visits) {
        this.program = program;
        this.moment = moment;
        this.visits = visits;
        at = new BitSet[visits.length];
        waiting = new BitSet[visits.length];
        for (int s = 0; s < at.length; s++) {
            at[s] = new BitSet();
            waiting[s] = program.stretches().get(s).waits() ? new BitSet() : null;
        }
    }

    private Statement last(int stretch) {
        return program.stretches().get(stretch).last();
    }

    Program program() {
        return program;
    }

    /** Once for each block of a grid. @throws Finding of the first thing that is wrong; no block can be run afterwards */
    void run(int threads) {
        program.beginBlock();
        moment.beginBlock();
        ended.clear();
        at[0].set(0, threads);
        ready.set(0);
        long left = ENDLESS;
        do {
            for (int s = ready.nextSetBit(0); s >= 0; s = ready.nextSetBit(0)) {
                BitSet empty = here;
                here = at[s];
                at[s] = empty;
                ready.clear(s);
                visits[s]++;
                if (left-- == 0) {
                    throw new Finding(last(s), here.nextSetBit(0), "the block does not come to an end");
                }
                through(s);
                here.clear();
            }
        } while (released());
    }

    private void through(int s) {
        Step[] steps = program.steps(s);
        for (int from = here.nextSetBit(0); from >= 0; from = here.nextSetBit(from)) {
            int end = here.nextClearBit(from);
            while (from < end) {
                int to = Math.min(from + TOGETHER, end);
                for (Step step : steps) {
                    step.run(from, to);
                }
                from = to;
            }
        }
        Stretch stretch = program.stretches().get(s);
        if (stretch.waits()) {
            waiting[s].or(here);
        } else if (stretch.next() < 0 && stretch.target() < 0) {
            ended.or(here);
        } else {
            boolean[] condition = program.condition(s);
            if (condition != null) {
                part(condition, stretch.last().unless(), stretch.target());
            }
            arrive(condition == null && stretch.target() >= 0 ? stretch.target() : stretch.next());
        }
    }

    /** Who takes the branch leaves: run by run of neighbours that go the same way. */
    private void part(boolean[] condition, boolean unless, int target) {
        for (int from = here.nextSetBit(0); from >= 0; from = here.nextSetBit(from)) {
            int end = here.nextClearBit(from);
            while (from < end) {
                boolean taken = condition[from] != unless;
                int to = from + 1;
                while (to < end && condition[to] != unless == taken) {
                    to++;
                }
                if (taken) {
                    at[target].set(from, to);
                    here.clear(from, to);
                    ready.set(target);
                }
                from = to;
            }
        }
    }

    /** Moves these threads to a stretch, at which others may be already. */
    private void arrive(int stretch) {
        if (here.isEmpty()) {
            return;
        }
        ready.set(stretch);
        if (at[stretch].isEmpty()) {
            BitSet empty = at[stretch];
            at[stretch] = here;
            here = empty;
        } else {
            at[stretch].or(here);
        }
    }

    /** No thread can continue: either all have ended, or the barrier opens. bar.sync is .aligned: a warp's threads wait at the same one. */
    private boolean released() {
        BitSet seen = new BitSet();
        boolean some = false;
        for (int s = 0; s < waiting.length; s++) {
            if (waiting[s] == null || waiting[s].isEmpty()) {
                continue;
            }
            some = true;
            int thread = waiting[s].nextSetBit(0);
            if (!ended.isEmpty()) {
                throw new Finding(last(s), thread, "waits, and thread " + ended.nextSetBit(0) + " has ended");
            }
            for (int i = thread; i >= 0; i = waiting[s].nextSetBit(i + 1)) {
                int warp = i / WARP * WARP;
                int other = seen.nextSetBit(warp);
                if (other >= 0 && other < warp + WARP) {
                    throw new Finding(
                            last(s), i, "waits, and thread " + other + " of its warp waits at another barrier");
                }
            }
            seen.or(waiting[s]);
            int next = program.stretches().get(s).next();
            at[next].or(waiting[s]);
            ready.set(next);
            waiting[s].clear();
        }
        moment.beginInterval();
        return some;
    }
}
