package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Teacher;

/**
 * The hand-made optimizers over a range of coordinates, one loop per formula. g, u begin at {@code g0}, {@code u0}; state
 * k begins at {@code s0 + k·stride}; n coordinates; {@code t} counts steps from 1.
 */
final class Updates {
    private Updates() {}

    static void update(
            Teacher rule, int t, float[] g, int g0, float[] s, int s0, int stride, float[] u, int u0, int n) {
        new Range().update(rule, t, g, g0, s, s0, stride, u, u0, n);
    }

    /** Where a rule reads and writes; n coordinates. A worker has one of its own for all its ranges: a meta-step allocates nothing. */
    static final class Range implements Teacher.Cases<Void> {
        private final float[] coefficients = new float[Teacher.COEFFICIENTS];
        private float rate;
        private float[] g;
        private int g0;
        private float[] s;
        private int s0;
        private int stride;
        private float[] u;
        private int u0;
        private int n;

        void update(Teacher rule, int t, float[] g, int g0, float[] s, int s0, int stride, float[] u, int u0, int n) {
            rule.coefficients(t, coefficients, 0);
            rate = coefficients[0];
            this.g = g;
            this.g0 = g0;
            this.s = s;
            this.s0 = s0;
            this.stride = stride;
            this.u = u;
            this.u0 = u0;
            this.n = n;
            rule.choose(this);
        }

        @Override
        public Void sgd(Teacher.Sgd rule) {
            float mu = (float) rule.momentum();
            if (mu == 0) {
                Updates.sgd(rate, g, g0, u, u0, n);
            } else if (rule.nesterov()) {
                heavyBall(mu, 1f, g, g0, s, s0, n);
                nesterov(mu, rate, g, g0, s, s0, u, u0, n);
            } else {
                heavyBall(mu, coefficients[1], g, g0, s, s0, n);
                Updates.sgd(rate, s, s0, u, u0, n);
            }
            return null;
        }

        @Override
        public Void adam(Teacher.Adam rule) {
            average(rule.beta1(), g, g0, s, s0, n);
            averageSquare(rule.beta2(), g, g0, s, s0 + stride, n);
            Updates.adam(rate, coefficients[1], (float) rule.epsilon(), s, s0, s, s0 + stride, u, u0, n);
            return null;
        }

        @Override
        public Void adadelta(Teacher.Adadelta rule) {
            averageSquare(rule.rho(), g, g0, s, s0, n);
            Updates.adadelta((float) rule.epsilon(), g, g0, s, s0, s0 + stride, u, u0, n);
            averageSquare(rule.rho(), u, u0, s, s0 + stride, n);
            Updates.sgd(rate, u, u0, u, u0, n);
            return null;
        }

        @Override
        public Void rmsProp(Teacher.RmsProp rule) {
            averageSquare(rule.alpha(), g, g0, s, s0, n);
            float epsilon = (float) rule.epsilon();
            if (rule.centered()) {
                average(rule.alpha(), g, g0, s, s0 + stride, n);
                overCentredRoot(epsilon, g, g0, s, s0, s0 + stride, u, u0, n);
            } else {
                overRoot(epsilon, g, g0, s, s0, u, u0, n);
            }
            if (rule.momentum() > 0) {
                int b0 = s0 + stride * (rule.states() - 1);
                heavyBall((float) rule.momentum(), 1f, u, u0, s, b0, n);
                Updates.sgd(rate, s, b0, u, u0, n);
            } else {
                Updates.sgd(rate, u, u0, u, u0, n);
            }
            return null;
        }

        @Override
        public Void adaGrad(Teacher.AdaGrad rule) {
            sumSquare(g, g0, s, s0, n);
            overRoot((float) rule.epsilon(), g, g0, s, s0, u, u0, n);
            Updates.sgd(rate, u, u0, u, u0, n);
            return null;
        }

        @Override
        public Void nAdam(Teacher.NAdam rule) {
            average(rule.beta1(), g, g0, s, s0, n);
            averageSquare(rule.beta2(), g, g0, s, s0 + stride, n);
            lookAhead(coefficients[2], g, g0, s, s0, u, u0, n);
            Updates.adam(rate, coefficients[1], (float) rule.epsilon(), u, u0, s, s0 + stride, u, u0, n);
            return null;
        }
    }

    private static void sgd(float rate, float[] b, int b0, float[] u, int u0, int n) {
        for (int p = 0; p < n; p++) {
            u[u0 + p] = Formulas.sgdUpdate(b[b0 + p], rate); // [T1]
        }
    }

    private static void heavyBall(float mu, float undamped, float[] g, int g0, float[] b, int b0, int n) {
        for (int p = 0; p < n; p++) {
            b[b0 + p] = Formulas.momentum(b[b0 + p], g[g0 + p], mu, undamped); // [T1]
        }
    }

    private static void nesterov(float mu, float rate, float[] g, int g0, float[] b, int b0, float[] u, int u0, int n) {
        for (int p = 0; p < n; p++) {
            u[u0 + p] = Formulas.nesterovUpdate(g[g0 + p], b[b0 + p], mu, rate); // [T1]
        }
    }

    private static void average(double decay, float[] x, int x0, float[] m, int m0, int n) {
        float keep = (float) decay;
        float fresh = (float) (1 - decay);
        for (int p = 0; p < n; p++) {
            m[m0 + p] = Formulas.average(m[m0 + p], x[x0 + p], keep, fresh); // [T2]
        }
    }

    private static void averageSquare(double decay, float[] x, int x0, float[] m, int m0, int n) {
        float keep = (float) decay;
        float fresh = (float) (1 - decay);
        for (int p = 0; p < n; p++) {
            m[m0 + p] = Formulas.average(m[m0 + p], x[x0 + p] * x[x0 + p], keep, fresh); // [T2]
        }
    }

    private static void sumSquare(float[] x, int x0, float[] m, int m0, int n) {
        for (int p = 0; p < n; p++) {
            m[m0 + p] = Formulas.average(m[m0 + p], x[x0 + p] * x[x0 + p], 1f, 1f); // [T6]
        }
    }

    private static void adam(
            float stepSize,
            float rootBias,
            float epsilon,
            float[] m,
            int m0,
            float[] v,
            int v0,
            float[] u,
            int u0,
            int n) {
        for (int p = 0; p < n; p++) {
            u[u0 + p] = Formulas.adamUpdate(m[m0 + p], v[v0 + p], stepSize, rootBias, epsilon); // [T3]
        }
    }

    private static void lookAhead(float weight, float[] g, int g0, float[] m, int m0, float[] u, int u0, int n) {
        for (int p = 0; p < n; p++) {
            u[u0 + p] = Formulas.lookAhead(g[g0 + p], m[m0 + p], weight); // [T7]
        }
    }

    private static void adadelta(
            float epsilon, float[] g, int g0, float[] s, int s0, int a0, float[] u, int u0, int n) {
        for (int p = 0; p < n; p++) {
            u[u0 + p] = Formulas.adadeltaStep(g[g0 + p], s[s0 + p], s[a0 + p], epsilon); // [T4]
        }
    }

    private static void overRoot(float epsilon, float[] g, int g0, float[] v, int v0, float[] u, int u0, int n) {
        for (int p = 0; p < n; p++) {
            u[u0 + p] = Formulas.overRoot(g[g0 + p], v[v0 + p], epsilon); // [T5] [T6]
        }
    }

    private static void overCentredRoot(
            float epsilon, float[] g, int g0, float[] s, int v0, int m0, float[] u, int u0, int n) {
        for (int p = 0; p < n; p++) {
            u[u0 + p] = Formulas.overRoot(g[g0 + p], Formulas.variance(s[v0 + p], s[m0 + p]), epsilon); // [T5]
        }
    }

    /** θ ← fl(θ·keep + u) */
    static void apply(float[] theta, int p0, float[] u, int u0, float keep, int n) {
        for (int p = 0; p < n; p++) {
            theta[p0 + p] = theta[p0 + p] * keep + u[u0 + p];
        }
    }

    /** The same, and u becomes Δ, what θ really received. */
    static void applyRounded(float[] theta, int p0, float[] u, int u0, float keep, int n) {
        for (int p = 0; p < n; p++) {
            float before = theta[p0 + p];
            theta[p0 + p] = before * keep + u[u0 + p];
            u[u0 + p] = theta[p0 + p] - before;
        }
    }
}
