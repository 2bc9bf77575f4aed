package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Moments;
import java.util.Arrays;
import java.util.List;

/**
 * The imitator's inputs for a block of coordinates over T steps, one worker's scratch: moments, signals and magnitudes.
 */
final class Features {
    final float[][][] inputs; // [T][F][B], rows of the first layer
    final float[][][] signals; // [T][K][B], multiplied by the head
    final float[][] states; // [S][B], the moments after the last step
    private final Imitator imitator;
    private final Moments moments;
    private final List<Moments.State> rows;
    private final float[] ones; // [B]
    private final float[] square; // [B], g²
    private final float[] scale; // [B]
    private final float[][] numerators; // [1 + first][B]; the first row is the gradient of the step
    private final int timeAt; // the row of [I23], followed by that of [I24]; −1 if time is not read

    /** @param gradient [T][B] */
    Features(Imitator imitator, float[][] gradient, int width) {
        this.imitator = imitator;
        moments = imitator.moments();
        rows = imitator.states();
        ones = new float[width];
        Arrays.fill(ones, 1f);
        square = new float[width];
        scale = new float[width];
        states = new float[rows.size()][width];
        numerators = new float[1 + moments.first().size()][width];
        timeAt = imitator.time() ? imitator.featureInputs() : -1;
        inputs = new float[gradient.length][][];
        signals = new float[gradient.length][][];
        for (int t = 0; t < gradient.length; t++) {
            inputs[t] = new float[imitator.inputs()][];
            for (int row = 0; row < inputs[t].length; row++) {
                boolean raw = row == 0 && imitator.features() == Imitator.Features.GRADIENT;
                inputs[t][row] = raw ? gradient[t] : new float[width];
            }
            signals[t] = imitator.head() == Imitator.Head.SCALED
                    ? new float[][] {ones}
                    : signals(imitator, gradient[t], inputs[t]);
        }
    }

    private static float[][] signals(Imitator imitator, float[] gradient, float[][] inputs) {
        return switch (imitator.features()) {
            case GRADIENT, LOG_GRADIENT -> new float[][] {gradient};
            case LOG_SIGN -> new float[][] {inputs[1]};
            case MOMENTS -> Arrays.copyOf(inputs, imitator.signals());
        };
    }

    /**
     * Fills the rows of time for all steps, if the imitator reads time; they stay until the next call.
     *
     * @param done steps before the first of them
     * @param horizon steps that the rollout is planned to have
     */
    void time(int done, int horizon) {
        for (int t = 0; timeAt >= 0 && t < inputs.length; t++) {
            float step = done + t + 1;
            Arrays.fill(inputs[t][timeAt], Formulas.progress(step, horizon)); // [I23]
            Arrays.fill(inputs[t][timeAt + 1], Formulas.logTime(step)); // [I24]
        }
    }

    /**
     * Computes the rows of step t from its gradient.
     *
     * @param last Δ_{t−1}
     */
    void step(int t, float[] gradient, float[] last, int n) {
        if (imitator.features() == Imitator.Features.LOG_SIGN) {
            magnitudeOf(gradient, inputs[t][0], n);
            sign(gradient, inputs[t][1], n);
        } else if (imitator.features() == Imitator.Features.LOG_GRADIENT) {
            nats(gradient, inputs[t][0], n);
            sign(gradient, inputs[t][1], n);
        } else if (imitator.features() == Imitator.Features.MOMENTS) {
            average(gradient, last, n);
            read(inputs[t], gradient, n);
        }
    }

    private void average(float[] gradient, float[] last, int n) {
        square(gradient, square, n);
        for (int s = 0; s < rows.size(); s++) {
            Moments.State row = rows.get(s);
            float keep = (float) row.rate();
            float fresh = (float) (1 - row.rate());
            switch (row.sort()) {
                case FIRST -> average(gradient, states[s], keep, fresh, n);
                case SECOND, OWN_GRADIENT -> average(square, states[s], keep, fresh, n);
                case WEIGHT -> average(ones, states[s], keep, fresh, n);
                case SUM -> average(square, states[s], 1f, 1f, n);
                case OWN_UPDATE -> averageOwn(last, (float) imitator.gain(), states[s], keep, fresh, n);
            }
        }
    }

    /** Computes the signals scale by scale, then the magnitudes. */
    private void read(float[][] x, float[] gradient, int n) {
        int firsts = moments.first().size();
        int seconds = moments.second().size();
        int weights = firsts + seconds;
        numerators[0] = gradient;
        for (int i = 0; i < firsts; i++) {
            if (moments.corrected()) {
                corrected(states[i], states[weights + i], numerators[1 + i], n);
            } else {
                numerators[1 + i] = states[i];
            }
        }
        int at = 0;
        int magnitude = moments.signals();
        if (moments.raw()) {
            for (float[] numerator : numerators) {
                System.arraycopy(numerator, 0, x[at++], 0, n);
            }
        }
        for (int j = 0; j < seconds; j++) {
            float[] v = states[firsts + j];
            if (moments.corrected()) {
                corrected(v, states[weights + firsts + j], scale, n);
                v = scale;
            }
            rootScale(v, Moments.EPSILON, scale, n);
            at = over(x, at, magnitude++, n);
        }
        int next = moments.corrected() ? 2 * weights : weights;
        if (moments.sum()) {
            rootScale(states[next++], Moments.SUM_EPSILON, scale, n);
            at = over(x, at, magnitude++, n);
        }
        if (moments.own() > 0) {
            ownScale(states[next], states[next + 1], scale, n);
            over(x, at, magnitude++, n);
        }
        for (int i = 0; i < firsts; i++) {
            magnitudeOf(numerators[1 + i], x[magnitude++], n);
        }
    }

    private int over(float[][] x, int at, int magnitude, int n) {
        for (float[] numerator : numerators) {
            signal(numerator, scale, x[at++], n);
        }
        magnitudeOf(scale, x[magnitude], n);
        return at;
    }

    private static void square(float[] g, float[] to, int n) {
        for (int p = 0; p < n; p++) {
            to[p] = g[p] * g[p];
        }
    }

    private static void average(float[] x, float[] m, float keep, float fresh, int n) {
        for (int p = 0; p < n; p++) {
            m[p] = Formulas.average(m[p], x[p], keep, fresh); // [T2]
        }
    }

    private static void averageOwn(float[] last, float gain, float[] m, float keep, float fresh, int n) {
        for (int p = 0; p < n; p++) {
            m[p] = Formulas.average(m[p], Formulas.ownSquare(last[p], gain), keep, fresh); // [I19]
        }
    }

    private static void corrected(float[] m, float[] weight, float[] to, int n) {
        for (int p = 0; p < n; p++) {
            to[p] = Formulas.corrected(m[p], weight[p]); // [I15]
        }
    }

    private static void rootScale(float[] v, float epsilon, float[] to, int n) {
        for (int p = 0; p < n; p++) {
            to[p] = Formulas.rootScale(v[p], epsilon); // [I16]
        }
    }

    private static void ownScale(float[] s, float[] a, float[] to, int n) {
        for (int p = 0; p < n; p++) {
            to[p] = Formulas.ownScale(s[p], a[p], Moments.OWN_EPSILON); // [I17]
        }
    }

    private static void signal(float[] numerator, float[] scale, float[] to, int n) {
        for (int p = 0; p < n; p++) {
            to[p] = Formulas.signal(numerator[p], scale[p]); // [I18]
        }
    }

    /** Used for scales as well, which are above zero. */
    private static void magnitudeOf(float[] x, float[] to, int n) {
        for (int p = 0; p < n; p++) {
            to[p] = Formulas.magnitudeOf(x[p]); // [I13]
        }
    }

    private static void nats(float[] g, float[] to, int n) {
        for (int p = 0; p < n; p++) {
            to[p] = Formulas.nats(g[p]); // [I22]
        }
    }

    private static void sign(float[] g, float[] to, int n) {
        for (int p = 0; p < n; p++) {
            to[p] = Formulas.sign(g[p]); // [I14]
        }
    }
}
