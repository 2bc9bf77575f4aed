package dev.understudy.live;

import java.util.OptionalDouble;

/**
 * Estimates the remaining time of some work from its recent rate. The first steps in a JVM are many times slower than
 * later ones, so the rate is measured over the last half of the time so far, or up to three quarters of it. In the
 * first second there is no estimate.
 */
public final class TimeLeft {
    private static final long FIRST_NANOS = 1_000_000_000;

    private final long began;
    private Mark from; // start of the interval over which the rate is measured
    private Mark next; // start of the next interval, which begins when as much time again has passed
    private Mark last;

    /** @param nanos time of this progress, as of {@link System#nanoTime} */
    private record Mark(long done, long nanos) {}

    /** @param done units that were done before, in another process */
    public TimeLeft(long done, long nanos) {
        began = nanos;
        from = new Mark(done, nanos);
        next = from;
        last = from;
    }

    /**
     * @param nanos the time of exactly this progress; a later time would count units that are not yet in {@code done}
     */
    public void at(long done, long nanos) {
        last = new Mark(done, nanos);
        long due = next.nanos == began ? FIRST_NANOS / 2 : 2 * (next.nanos - began);
        if (nanos - began >= due) {
            from = next;
            next = last;
        }
    }

    /** @return empty if it is not known yet */
    public OptionalDouble seconds(long total) {
        if (last.nanos - began < FIRST_NANOS || last.done <= from.done) {
            return OptionalDouble.empty();
        }
        double perUnit = (last.nanos - from.nanos) / 1e9 / (last.done - from.done);
        return OptionalDouble.of((total - last.done) * perUnit);
    }
}
