package dev.understudy.engine;

import java.util.function.ToDoubleFunction;

/** The running average of φ, and the average that did best when it was judged. */
final class BestPhi {
    private final double rate;
    private final float[] average; // [W]; begins as the first φ
    private final float[] best; // [W]
    private float value = Float.MAX_VALUE; // of the best; as long as none was judged, worse than any

    /** @param rate of the average; 0 for φ itself */
    BestPhi(float[] phi, double rate) {
        this.rate = rate;
        average = phi.clone();
        best = phi.clone();
    }

    /** Takes the φ of one meta-step more into the average. */
    void average(float[] phi) {
        for (int w = 0; w < phi.length; w++) {
            average[w] = (float) (rate * average[w] + (1 - rate) * phi[w]);
        }
    }

    /** Keeps the average if it is better than the best so far. @param judge the lower the better; @return what it says */
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

    /** [1] */
    float[] value() {
        return new float[] {value};
    }

    void restore(float[] average, float[] best, float[] value) {
        System.arraycopy(average, 0, this.average, 0, average.length);
        System.arraycopy(best, 0, this.best, 0, best.length);
        this.value = value[0];
    }
}
