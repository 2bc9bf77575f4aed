package dev.understudy.engine;

/** A rollout: one optimizee that an imitator or a teacher trains for many steps. */
public interface Rollout extends AutoCloseable {
    /** Steps done. */
    int step();

    /** Does {@code steps} more steps. */
    void run(int steps);

    /** Losses and agreements of the steps since the last call. */
    Trace trace();

    /** Statistics at the last step. */
    State state();

    /** The gradient at the last step, [P]. */
    float[] gradient();

    /** The imitator's update at the last step, [P]. */
    float[] predicted();

    /** θ, [P]. */
    float[] theta();

    /** Loss and accuracy of any θ [P] over the first {@code count} samples, in evaluation mode (no dropout). */
    Score score(Samples samples, int count, float[] theta);

    /** Starts the mean of θ over the following steps, and discards an earlier mean. */
    void beginMean();

    /** Mean of θ over the steps since {@link #beginMean}, [P]. */
    float[] mean();

    @Override
    void close();

    /**
     * Values of consecutive steps, one per step.
     *
     * @param first the step of the first value, counted from 0
     * @param loss training-mode loss on the batch, before the update
     * @param agreement between the imitator's and the teacher's update on the same gradients
     */
    record Trace(int first, float[] loss, Agreement[] agreement) {}

    /**
     * Sums over all coordinates at one step, of the prediction Δ̂ and the teacher's u.
     *
     * @param error Σ(Δ̂ − u)²
     * @param truth Σu²
     * @param predicted Σ Δ̂²
     * @param product Σ Δ̂·u
     * @param signed Σ(Δ̂ − u)
     * @param size Σ|u|
     */
    record Agreement(double error, double truth, double predicted, double product, double signed, double size) {
        public static final Agreement NONE = new Agreement(0, 0, 0, 0, 0, 0);
        /** Number of sums. */
        public static final int SUMS = 6;

        /** From sums[at ..], in the order of the components. */
        public static Agreement of(float[] sums, int at) {
            return new Agreement(sums[at], sums[at + 1], sums[at + 2], sums[at + 3], sums[at + 4], sums[at + 5]);
        }

        public Agreement plus(Agreement o) {
            return new Agreement(
                    error + o.error,
                    truth + o.truth,
                    predicted + o.predicted,
                    product + o.product,
                    signed + o.signed,
                    size + o.size);
        }

        /** ‖Δ̂ − u‖ / ‖u‖ */
        public double relativeError() {
            return Math.sqrt(error / truth);
        }

        /** Cosine of the angle between Δ̂ and u. */
        public double cosine() {
            return product / Math.sqrt(truth * predicted);
        }

        /** Mean signed error in units of the mean |u|. */
        public double bias() {
            return signed / size;
        }
    }

    /**
     * Statistics at one step.
     *
     * @param theta of |θ|
     * @param cell of |c|, all layers
     * @param relativeError of the absolute value of [L1] at the last step
     */
    record State(Statistics theta, Statistics cell, Statistics relativeError) {
        /** Computes the statistics; overwrites theta, cell and truth. */
        public static State of(float[] theta, float[] cell, float[] truth, float[] predicted) {
            return new State(
                    Statistics.ofMagnitudes(theta),
                    Statistics.ofMagnitudes(cell),
                    Statistics.ofRelativeErrors(truth, predicted));
        }
    }

    /** Mean loss, and the share of the samples that are classified correctly. */
    record Score(double loss, double accuracy) {}
}
