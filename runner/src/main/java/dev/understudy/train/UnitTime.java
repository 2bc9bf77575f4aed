package dev.understudy.train;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;
import java.util.function.IntConsumer;

/**
 * How fast something goes that is done again and again, from the start of a process on.
 *
 * @param each seconds of one, of late
 * @param extra seconds that the first ones took longer than that, all together, while the JVM compiled what they do
 * @param first how many these were
 */
public record UnitTime(double each, double extra, double first) {
    public static final UnitTime NONE = new UnitTime(0, 0, 0);
    /** Of the time of one before: what is faster than that has not settled. */
    private static final double HARDLY = 0.85;
    /** Of the time: a compiler that works more has not done yet. */
    private static final double NEXT_TO_NOTHING = 0.05;

    /** Without a beginning. */
    public UnitTime(double each) {
        this(each, 0, 0);
    }

    /** @param count so many, and 0 for none */
    double seconds(double count) {
        return count * each + (first == 0 ? 0 : extra * Math.min(1, count / first));
    }

    /** As it would be in a process that is as young as another one was: a later measurement in the same process finds the code compiled. */
    UnitTime asYoungAs(UnitTime other) {
        return other.extra <= extra || each == 0
                ? this
                : new UnitTime(each, other.extra, other.first * other.each / each);
    }

    /**
     * Measures in spans, each as long as all before it, until in the last one the JVM compiled next to nothing and it was hardly faster than the one
     * before it, be the machine slow or busy.
     *
     * @param seconds after which it can be so; at most four times as long
     * @param run does so many at a time, and waits for an engine that only enqueues
     */
    static UnitTime settled(double seconds, IntConsumer run) {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        boolean tells = compiler != null && compiler.isCompilationTimeMonitoringSupported();
        return settled(seconds, run, () -> tells ? compiler.getTotalCompilationTime() / 1e3 : 0);
    }

    /** @param compiling seconds that the JVM has compiled for until now */
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

    /** Measures for about so many seconds, of which the second half counts as of late. */
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

    /** In groups of some twentieths of a second, so that asking for the time costs nothing; at least one. */
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
