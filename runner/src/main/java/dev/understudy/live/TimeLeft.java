package dev.understudy.live;

import java.util.OptionalDouble;

/**
 * How long a piece of work still takes, by its rate of late. The first steps in a JVM are many times slower than all later ones, so the rate
 * is that of the last half of the time until now, or of up to three quarters of it; and in the first second there is none.
 */
public final class TimeLeft {
    private static final long FIRST_NANOS = 1_000_000_000;

    private final long began;
    private Mark from; // where the rate is measured from
    private Mark next; // from where it will be, when as much time again has passed
    private Mark last;

    /** @param nanos as of {@link System#nanoTime}, when it was so */
    private record Mark(long done, long nanos) {}

    /** @param done before this work began, in another process */
    public TimeLeft(long done, long nanos) {
        began = nanos;
        from = new Mark(done, nanos);
        next = from;
        last = from;
    }

    /** @param nanos when so much was done: what has been done since then is not known, so that no later time belongs to it */
    public void at(long done, long nanos) {
        last = new Mark(done, nanos);
        long due = next.nanos == began ? FIRST_NANOS / 2 : 2 * (next.nanos - began);
        if (nanos - began >= due) {
            from = next;
            next = last;
        }
    }

    /** @return nothing where it cannot be told yet */
    public OptionalDouble seconds(long total) {
        if (last.nanos - began < FIRST_NANOS || last.done <= from.done) {
            return OptionalDouble.empty();
        }
        double perUnit = (last.nanos - from.nanos) / 1e9 / (last.done - from.done);
        return OptionalDouble.of((total - last.done) * perUnit);
    }
}
