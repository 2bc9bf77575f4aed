package dev.understudy.train;

import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A rollout that computes nothing: all its values are simple functions of the step, so that a test can compute by hand
 * the expected lines. Step t counts from 0, n = t + 1 steps are done after it.
 * <pre>
 * θ after n steps      {n}, so a mean of θ is the mean of step numbers
 * loss at step t       t
 * agreement at step t  error n², truth n, predicted 4·n, product 1, signed 1, size n
 * score of θ           loss θ[0], but −1 − θ[0] on other samples than the test set; accuracy the count of samples
 * time                 none, or 1 ms a step with an imitator, half of it without one, and 80 ms for a score
 * state after n steps  mean |θ| n + 0.5; max |c| rises to 1200 after 1200 steps and falls from there
 * </pre>
 */
final class RolloutByHeart implements Rollout {
    final RolloutSpec spec;
    final float[] phi;
    /** The steps at which a mean of θ was begun. */
    final List<Integer> means = new ArrayList<>();

    boolean closed;
    /** Whether it takes its time. */
    boolean slow;

    private final Samples test;
    private final int bad;
    private int step;
    private int read;

    /** @param bad the first step whose loss is NaN; −1 for none */
    RolloutByHeart(RolloutSpec spec, float[] phi, Samples test, int bad) {
        this.spec = spec;
        this.phi = phi;
        this.test = test;
        this.bad = bad;
    }

    @Override
    public int step() {
        return step;
    }

    @Override
    public void run(int steps) {
        if (steps <= 0) {
            throw new IllegalArgumentException("asked for " + steps + " steps; expected at least one");
        }
        step += steps;
        take(steps * (phi == null ? 0.5 : 1));
    }

    private void take(double millis) {
        if (slow) {
            LockSupport.parkNanos((long) (1e6 * millis));
        }
    }

    @Override
    public Trace trace() {
        int first = read;
        float[] loss = new float[step - first];
        Agreement[] agreement = new Agreement[loss.length];
        for (int i = 0; i < loss.length; i++) {
            int n = first + i + 1;
            loss[i] = bad >= 0 && first + i >= bad ? Float.NaN : first + i;
            agreement[i] = new Agreement((double) n * n, n, 4.0 * n, 1, 1, n);
        }
        read = step;
        return new Trace(first, loss, agreement);
    }

    @Override
    public State state() {
        return new State(
                new Statistics(0, step + 2, step + 0.5, 4, 5, 6),
                new Statistics(7, 1200 - Math.abs(1200 - step), 8, 9, 10, 11),
                new Statistics(12, 13, 14, 15, 16, 17));
    }

    @Override
    public float[] theta() {
        return new float[] {step};
    }

    @Override
    public Score score(Samples samples, int count, float[] theta) {
        take(80);
        return new Score(samples == test ? theta[0] : -1 - theta[0], count);
    }

    @Override
    public void beginMean() {
        means.add(step);
    }

    /** Of the numbers from {@code begun + 1} to {@code step}. */
    @Override
    public float[] mean() {
        int begun = means.get(means.size() - 1);
        return new float[] {(begun + 1 + step) / 2f};
    }

    @Override
    public float[] gradient() {
        throw new UnsupportedOperationException("no figure of an evaluation is made of it");
    }

    @Override
    public float[] predicted() {
        throw new UnsupportedOperationException("no figure of an evaluation is made of it");
    }

    @Override
    public void close() {
        closed = true;
    }
}
