package dev.understudy.train;

import dev.understudy.engine.Rollout.Agreement;
import dev.understudy.engine.Rollout.Trace;
import java.util.ArrayDeque;
import java.util.List;

/** Sums and recent losses over the traces of a rollout. */
final class RolloutStatistics {
    /** The first step with a non-finite loss; −1 for none. */
    int firstBadStep = -1;
    /** Largest |c| at any point so far. */
    double maxCell;

    private final int window;
    private final ArrayDeque<Float> recent = new ArrayDeque<>();
    private Agreement all = Agreement.NONE;

    /** @param window the longest window of {@link #trainingLoss}, in steps */
    RolloutStatistics(int window) {
        this.window = window;
    }

    /** The steps from one point of the curve to the next. @param losses one per step. @param sum over these steps */
    record Span(float[] losses, Agreement sum) {}

    Span add(List<Trace> traces) {
        float[] losses =
                new float[traces.stream().mapToInt(t -> t.loss().length).sum()];
        Agreement sum = Agreement.NONE;
        int at = 0;
        for (Trace trace : traces) {
            for (int i = 0; i < trace.loss().length; i++) {
                float loss = trace.loss()[i];
                losses[at++] = loss;
                if (firstBadStep < 0 && !Float.isFinite(loss)) {
                    firstBadStep = trace.first() + i;
                }
                recent.addLast(loss);
                if (recent.size() > window) {
                    recent.removeFirst();
                }
                sum = sum.plus(trace.agreement()[i]);
            }
        }
        all = all.plus(sum);
        return new Span(losses, sum);
    }

    Agreement all() {
        return all;
    }

    /**
     * Mean loss over the last {@code steps} steps, or over fewer if fewer are in the window; NaN before the first step.
     */
    double trainingLoss(int steps) {
        return recent.stream()
                .skip(Math.max(0, recent.size() - steps))
                .mapToDouble(Float::doubleValue)
                .average()
                .orElse(Double.NaN);
    }
}
