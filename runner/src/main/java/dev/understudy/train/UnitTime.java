package dev.understudy.train;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;
import java.util.function.IntConsumer;

/**
 * The time of a repeated unit of work, with its warm-up at the start of a process.
 *
 * @param each seconds per unit after the warm-up
 * @param extra additional seconds of the first units, in total, while the JVM compiled their code
 * @param first the number of these first units
 */
public record UnitTime(double each, double extra, double first) {
    public static final UnitTime NONE = new UnitTime(0, 0, 0);
    /** Share of the earlier time per unit: while a span is faster than this, the speed has not settled. */
    private static final double HARDLY = 0.85;
    /** Share of the time: while the JVM's compiler works more than this, it has not finished. */
    private static final double NEXT_TO_NOTHING = 0.05;

    /** A time without a warm-up. */
    public UnitTime(double each) {
        this(each, 0, 0);
    }

    /** Seconds for {@code count} units from the start of a process; 0 for none. */
    double seconds(double count) {
        return count * each + (first == 0 ? 0 : extra * Math.min(1, count / first));
    }

    /** This time with the warm-up of another one: a later measurement in the same process finds its code compiled. */
    UnitTime asYoungAs(UnitTime other) {
        return other.extra <= extra || each == 0
                ? this
                : new UnitTime(each, other.extra, other.first * other.each / each);
    }

    /**
     * Measures in spans, each as long as all spans before it together, until the JVM hardly compiled during the last
     * span and the last span was hardly faster than the one before it. This works on slow and on busy machines.
     *
     * @param seconds the least time of the measurement; it takes at most four times as long
     * @param run does the given number of units, and waits for an engine that only enqueues
     */
    static UnitTime settled(double seconds, IntConsumer run) {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        boolean tells = compiler != null && compiler.isCompilationTimeMonitoringSupported();
        return settled(seconds, run, () -> tells ? compiler.getTotalCompilationTime() / 1e3 : 0);
    }

    /** @param compiling returns the JVM's compilation time until now, in seconds */
    static UnitTime settled(double seconds, IntConsumer run, DoubleSupplier compiling) {
        Timed before = timed(seconds / 4, run);
        Timed last = timed(seconds / 4, run);
        boolean settled = false;
        for (double span = seconds / 2; !settled && span <= 2 * seconds; span *= 2) {
            before = new Timed(before.done + last.done, before.seconds + last.seconds);
            double former = last.each();
            double compiled = compiling.getAsDouble();
            last = timed(span, run);
            settled = last.each() > HARDLY * former
                    && compiling.getAsDouble() - compiled < NEXT_TO_NOTHING * last.seconds;
        }
        return of(before, last);
    }

    /** Measures for about {@code seconds}; the second half counts as the time after the warm-up. */
    static UnitTime measure(double seconds, IntConsumer run) {
        Timed before = timed(seconds / 2, run);
        return of(before, timed(seconds / 2, run));
    }

    private static UnitTime of(Timed before, Timed last) {
        return new UnitTime(last.each(), Math.max(0, before.seconds - before.done * last.each()), before.done);
    }

    private record Timed(long done, double seconds) {
        double each() {
            return seconds / done;
        }
    }

    /**
     * Runs units, at least one, in groups of about a twentieth of a second, so that reading the clock costs no time.
     */
    private static Timed timed(double seconds, IntConsumer run) {
        long start = System.nanoTime();
        long done = 0;
        double passed = 0;
        do {
            int group = done == 0 ? 1 : (int) Math.max(1, Math.min(50, 0.05 * done / passed));
            run.accept(group);
            done += group;
            passed = (System.nanoTime() - start) / 1e9;
        } while (passed < seconds);
        return new Timed(done, passed);
    }
}
