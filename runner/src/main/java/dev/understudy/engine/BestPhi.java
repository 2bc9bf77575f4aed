package dev.understudy.engine;

import java.util.function.ToDoubleFunction;

/** The running average of φ, and the average with the best validation so far. */
final class BestPhi {
    private final double rate;
    private final float[] average; // [W]; begins as the first φ
    private final float[] best; // [W]
    private float value = Float.MAX_VALUE; // of the best; larger than any loss before the first validation

    /** @param rate of the average; 0 for φ itself */
    BestPhi(float[] phi, double rate) {
        this.rate = rate;
        average = phi.clone();
        best = phi.clone();
    }

    /** Adds the φ of one more meta-step to the average. */
    void average(float[] phi) {
        for (int w = 0; w < phi.length; w++) {
            average[w] = (float) (rate * average[w] + (1 - rate) * phi[w]);
        }
    }

    /**
     * Validates the average and keeps it if it is better than the best so far.
     *
     * @param judge returns a loss, the lower the better
     * @return that loss
     */
    float judge(ToDoubleFunction<float[]> judge) {
        float found = (float) judge.applyAsDouble(average.clone());
        if (found < value) {
            value = found;
            System.arraycopy(average, 0, best, 0, best.length);
        }
        return found;
    }

    float[] averaged() {
        return average.clone();
    }

    float[] phi() {
        return best.clone();
    }

    /** The loss of the best average, [1]. */
    float[] value() {
        return new float[] {value};
    }

    void restore(float[] average, float[] best, float[] value) {
        System.arraycopy(average, 0, this.average, 0, average.length);
        System.arraycopy(best, 0, this.best, 0, best.length);
        this.value = value[0];
    }
}
