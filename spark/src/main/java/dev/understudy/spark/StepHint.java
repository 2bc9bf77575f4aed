package dev.understudy.spark;

import java.util.Locale;
import java.util.function.Consumer;

/** Tells the user once how long the steps of an evolution take, and whether they are too short to be worth a cluster. */
final class StepHint {
    /** Steps of which the mean is taken, after the first one, which opens engines and data. */
    private static final int STEPS = 20;

    private final Consumer<String> say;
    private long first; // the beginning of the second step
    private long spent; // since then, by Spark
    private int begun; // steps

    StepHint(Consumer<String> say) {
        this.say = say;
    }

    /** Called at the beginning of each step. */
    void step(long nanos) {
        begun++;
        if (begun == 2) {
            first = nanos;
            spent = 0;
        }
        if (begun == STEPS + 2) {
            double millis = (nanos - first) / 1e6 / STEPS;
            double sparks = spent / 1e6 / STEPS;
            say.accept(String.format(
                    Locale.ROOT,
                    "a step takes %.0f ms, of which %.0f ms are Spark's%s",
                    millis,
                    sparks,
                    millis < 2 * sparks ? ": more pairs, or one machine" : ""));
        }
    }

    /** Called after each job of a step. @param nanos of the job in which no executor computed */
    void overhead(long nanos) {
        spent += nanos;
    }
}
