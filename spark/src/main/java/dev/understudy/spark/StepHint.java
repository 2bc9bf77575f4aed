package dev.understudy.spark;

import java.util.Locale;
import java.util.function.Consumer;

/** Tells the user once if the steps of an evolution are too short to be worth a cluster. */
final class StepHint {
    /** Steps of which the mean is taken, after the first one, which opens engines and data. */
    private static final int STEPS = 20;

    private final double overheadMillis;
    private final Consumer<String> say;
    private long first;
    private int begun;

    /** @param overheadMillis the time of an empty job */
    StepHint(double overheadMillis, Consumer<String> say) {
        this.overheadMillis = overheadMillis;
        this.say = say;
    }

    /** Called at the beginning of each step. */
    void step(long nanos) {
        begun++;
        if (begun == 2) {
            first = nanos;
        }
        if (begun == STEPS + 2) {
            double millis = (nanos - first) / 1e6 / STEPS;
            if (millis < 2 * overheadMillis) {
                say.accept(String.format(
                        Locale.ROOT,
                        "a step takes %.0f ms, of which %.0f ms are Spark's: more pairs, or one machine",
                        millis,
                        overheadMillis));
            }
        }
    }
}
