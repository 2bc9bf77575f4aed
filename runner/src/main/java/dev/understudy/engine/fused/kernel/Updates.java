package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Formulas;

/**
 * The hand-made optimizers, one loop each, over rows that begin at index 0: the compiler vectorises these loops, but
 * not loops over indices that begin anywhere (docs/decisions/002-rows.md). g is the gradient and u the update, of n
 * coordinates; the other rows are states.
 */
final class Updates {
    private Updates() {}

    static void sgd(float rate, float[] b, float[] u, int n) {
        for (int p = 0; p < n; p++) {
            u[p] = Formulas.sgdUpdate(b[p], rate); // [T1]
        }
    }

    static void momentum(float mu, float undamped, float rate, float[] g, float[] b, float[] u, int n) {
        for (int p = 0; p < n; p++) {
            float after = Formulas.momentum(b[p], g[p], mu, undamped); // [T1]
            b[p] = after;
            u[p] = Formulas.sgdUpdate(after, rate); // [T1]
        }
    }

    static void nesterov(float mu, float rate, float[] g, float[] b, float[] u, int n) {
        for (int p = 0; p < n; p++) {
            float after = Formulas.momentum(b[p], g[p], mu, 1f); // [T1]
            b[p] = after;
            u[p] = Formulas.nesterovUpdate(g[p], after, mu, rate); // [T1]
        }
    }

    static void adam(
            double beta1,
            double beta2,
            float stepSize,
            float rootBias,
            float epsilon,
            float[] g,
            float[] m,
            float[] v,
            float[] u,
            int n) {
        float keep1 = (float) beta1;
        float fresh1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float fresh2 = (float) (1 - beta2);
        for (int p = 0; p < n; p++) {
            float mean = Formulas.average(m[p], g[p], keep1, fresh1); // [T2]
            float square = Formulas.average(v[p], g[p] * g[p], keep2, fresh2); // [T2]
            m[p] = mean;
            v[p] = square;
            u[p] = Formulas.adamUpdate(mean, square, stepSize, rootBias, epsilon); // [T3]
        }
    }

    static void nAdam(
            double beta1,
            double beta2,
            float[] coefficients,
            float epsilon,
            float[] g,
            float[] m,
            float[] v,
            float[] u,
            int n) {
        float keep1 = (float) beta1;
        float fresh1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float fresh2 = (float) (1 - beta2);
        float stepSize = coefficients[0];
        float rootBias = coefficients[1];
        float weight = coefficients[2];
        for (int p = 0; p < n; p++) {
            float mean = Formulas.average(m[p], g[p], keep1, fresh1); // [T2]
            float square = Formulas.average(v[p], g[p] * g[p], keep2, fresh2); // [T2]
            m[p] = mean;
            v[p] = square;
            float ahead = Formulas.lookAhead(g[p], mean, weight); // [T7]
            u[p] = Formulas.adamUpdate(ahead, square, stepSize, rootBias, epsilon); // [T3]
        }
    }

    /** Two loops, since the compiler does not vectorise them as one. */
    static void adadelta(double rho, float epsilon, float rate, float[] g, float[] s, float[] a, float[] u, int n) {
        float keep = (float) rho;
        float fresh = (float) (1 - rho);
        for (int p = 0; p < n; p++) {
            float square = Formulas.average(s[p], g[p] * g[p], keep, fresh); // [T2]
            s[p] = square;
            u[p] = Formulas.adadeltaStep(g[p], square, a[p], epsilon); // [T4]
        }
        for (int p = 0; p < n; p++) {
            float step = u[p];
            a[p] = Formulas.average(a[p], step * step, keep, fresh); // [T2]
            u[p] = Formulas.sgdUpdate(step, rate); // [T1]
        }
    }

    static void rmsProp(double alpha, float epsilon, float[] g, float[] v, float[] u, int n) {
        float keep = (float) alpha;
        float fresh = (float) (1 - alpha);
        for (int p = 0; p < n; p++) {
            float square = Formulas.average(v[p], g[p] * g[p], keep, fresh); // [T2]
            v[p] = square;
            u[p] = Formulas.overRoot(g[p], square, epsilon); // [T5]
        }
    }

    static void centred(double alpha, float epsilon, float[] g, float[] v, float[] m, float[] u, int n) {
        float keep = (float) alpha;
        float fresh = (float) (1 - alpha);
        for (int p = 0; p < n; p++) {
            float square = Formulas.average(v[p], g[p] * g[p], keep, fresh); // [T2]
            float mean = Formulas.average(m[p], g[p], keep, fresh); // [T2]
            v[p] = square;
            m[p] = mean;
            u[p] = Formulas.overRoot(g[p], Formulas.variance(square, mean), epsilon); // [T5]
        }
    }

    static void adaGrad(float epsilon, float rate, float[] g, float[] s, float[] u, int n) {
        for (int p = 0; p < n; p++) {
            float square = Formulas.average(s[p], g[p] * g[p], 1f, 1f); // [T6]
            s[p] = square;
            u[p] = Formulas.sgdUpdate(Formulas.overRoot(g[p], square, epsilon), rate); // [T6] [T1]
        }
    }

    /** θ ← fl(θ·keep + u) */
    static void apply(float[] theta, float[] u, float keep, int n) {
        for (int p = 0; p < n; p++) {
            theta[p] = theta[p] * keep + u[p];
        }
    }

    /** The same, and u becomes Δ, the change that θ received. */
    static void applyRounded(float[] theta, float[] u, float keep, int n) {
        for (int p = 0; p < n; p++) {
            float before = theta[p];
            float after = before * keep + u[p];
            theta[p] = after;
            u[p] = after - before;
        }
    }
}
