package dev.understudy.engine;

/**
 * A rollout over steps that an engine computes. It counts the steps, keeps their trace until it is read, and averages
 * θ.
 */
public final class TracedRollout implements Rollout {
    /** The largest number of steps between two calls of {@link #trace}, whose figures an engine keeps. */
    public static final int KEPT = 1000;

    private final RolloutSteps steps;
    private int step;
    private int read;
    private int summed = -1; // steps since beginMean; -1 before it

    /** @param steps closed with this */
    public TracedRollout(RolloutSteps steps) {
        this.steps = steps;
    }

    @Override
    public int step() {
        return step;
    }

    @Override
    public void run(int more) {
        if (step + more - read > KEPT) {
            throw new IllegalStateException((step + more - read) + " steps without reading the trace; at most " + KEPT);
        }
        steps.run(more, summed >= 0);
        step += more;
        summed += summed >= 0 ? more : 0;
    }

    @Override
    public Trace trace() {
        float[] loss = new float[step - read];
        float[] sums = new float[loss.length * Agreement.SUMS];
        steps.figures(loss, sums);
        Agreement[] agreement = new Agreement[loss.length];
        for (int i = 0; i < agreement.length; i++) {
            agreement[i] = Agreement.of(sums, i * Agreement.SUMS);
        }
        Trace trace = new Trace(read, loss, agreement);
        read = step;
        return trace;
    }

    @Override
    public State state() {
        return steps.state();
    }

    @Override
    public float[] gradient() {
        return steps.gradient();
    }

    @Override
    public float[] predicted() {
        return steps.predicted();
    }

    @Override
    public float[] theta() {
        return steps.theta();
    }

    @Override
    public Score score(Samples samples, int count, float[] theta) {
        return steps.score(samples, count, theta);
    }

    @Override
    public void beginMean() {
        steps.clearSum();
        summed = 0;
    }

    @Override
    public float[] mean() {
        float[] mean = steps.sum();
        for (int p = 0; p < mean.length; p++) {
            mean[p] /= summed;
        }
        return mean;
    }

    @Override
    public void close() {
        steps.close();
    }
}
