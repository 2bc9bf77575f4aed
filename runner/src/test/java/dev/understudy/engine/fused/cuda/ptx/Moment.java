package dev.understudy.engine.fused.cuda.ptx;

/**
 * The present moment, for checks of memory: launches, in them blocks one after the other, in a block the intervals between two barriers.
 * Every access to memory leaves a stamp there, the moment and the thread; stamps grow with time.
 */
final class Moment {
    /** In place of a thread: several. */
    static final int MANY = (1 << 11) - 1;

    private static final int BITS = 11; // for 1024 threads, and MANY

    private long intervals;
    private long launch;
    private long block;
    private long interval;

    void beginLaunch() {
        beginBlock();
        launch = interval;
    }

    void beginBlock() {
        beginInterval();
        block = interval;
    }

    void beginInterval() {
        intervals++;
        interval = intervals << BITS;
    }

    long stamp(int thread) {
        return interval | thread;
    }

    static int thread(long stamp) {
        return (int) (stamp & MANY);
    }

    /** These three return whether a stamp is of the present launch, block, interval. */
    boolean ofLaunch(long stamp) {
        return stamp >= launch;
    }

    boolean ofBlock(long stamp) {
        return stamp >= block;
    }

    boolean ofInterval(long stamp) {
        return stamp >= interval;
    }

    /** The first stamps of the present launch, block, interval. */
    long launch() {
        return launch;
    }

    long block() {
        return block;
    }

    long interval() {
        return interval;
    }
}
