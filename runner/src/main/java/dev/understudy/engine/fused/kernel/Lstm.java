package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Formulas;

/** The LSTM's pointwise formulas over rows of coordinates, one formula per loop so that the compiler vectorises it. */
final class Lstm {
    private Lstm() {}

    /** [I4] Logistic function, in place. */
    static void sigmoid(float[] z, int n) {
        for (int p = 0; p < n; p++) {
            z[p] = Formulas.sigmoid(z[p]);
        }
    }

    /** [I3] tanh. */
    static void tanh(float[] z, float[] to, int n) {
        for (int p = 0; p < n; p++) {
            to[p] = Formulas.tanh(z[p]);
        }
    }

    /** [I5] The cell. */
    static void cell(float[] i, float[] f, float[] g, float[] before, float[] c, int n) {
        for (int p = 0; p < n; p++) {
            c[p] = Formulas.carry(f[p], before[p], i[p], g[p]);
        }
    }

    /** [I6] The output h. */
    static void output(float[] o, float[] tanhC, float[] h, int n) {
        for (int p = 0; p < n; p++) {
            h[p] = Formulas.output(o[p], tanhC[p]);
        }
    }

    /** [I7] The gated head. */
    static void gated(float[] g, float[] last, float[] h0, float[] h1, float[] q, int n) {
        for (int p = 0; p < n; p++) {
            q[p] = Formulas.gated(g[p], h0[p], last[p], h1[p]);
        }
    }

    /** slope becomes dΔ̂_t: the loss's own slope plus the gradient through Δ̂_t from the next step. */
    static void join(float[] slope, float[] through, int n) {
        for (int p = 0; p < n; p++) {
            slope[p] += through[p];
        }
    }

    /** Backward through [I7]: the gradient of a gate is dΔ̂ times its factor; one more product gives dΔ̂_{t−1}. */
    static void product(float[] a, float[] b, float[] to, int n) {
        for (int p = 0; p < n; p++) {
            to[p] = a[p] * b[p];
        }
    }

    /** [I10] The gradient by the cell. */
    static void cellBackward(float[] dh, float[] o, float[] tanhC, float[] dc, int n) {
        for (int p = 0; p < n; p++) {
            dc[p] = Formulas.cellGradient(dc[p], dh[p], o[p], tanhC[p]);
        }
    }

    /** [I11] Replaces the gate by its gradient; other is the factor of the gate. */
    static void gateBackward(float[] down, float[] other, float[] gate, int n) {
        for (int p = 0; p < n; p++) {
            gate[p] = Formulas.sigmoidGateGradient(down[p], other[p], gate[p]);
        }
    }

    /** [I11] The three gates of the cell, in place; dc becomes the gradient by c_{t−1}. */
    static void cellGatesBackward(float[] dc, float[] before, float[] i, float[] f, float[] g, int n) {
        for (int p = 0; p < n; p++) {
            float down = dc[p];
            float in = i[p];
            float forget = f[p];
            float candidate = g[p];
            i[p] = Formulas.sigmoidGateGradient(down, candidate, in);
            f[p] = Formulas.sigmoidGateGradient(down, before[p], forget);
            g[p] = Formulas.tanhGateGradient(down, in, candidate);
            dc[p] = down * forget;
        }
    }
}
