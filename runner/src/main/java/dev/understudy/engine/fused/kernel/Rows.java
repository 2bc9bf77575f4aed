package dev.understudy.engine.fused.kernel;

/**
 * Matrix work over rows: a row is a float[] of its own, one lane per coordinate (or pixel). Loops without offsets into
 * separate arrays are what C2 of JDK 17 vectorises reliably; the same loops with two different offsets run five times
 * slower (docs/decisions/002). Sums run in index order, left to right.
 */
final class Rows {
    private Rows() {
    }

    /** z[k] += Σ_j w[w0 + k·byRow + j·byColumn]·x[j] for k below {@code rows}, j below {@code columns}; n lanes. */
    static void multiply(float[] w, int w0, int byRow, int byColumn, int rows, int columns, float[][] x, float[][] z, int n) {
        for (int k = 0; k < rows; k++) {
            combine(w, w0 + k * byRow, byColumn, columns, x, z[k], n);
        }
    }

    /** z += Σ_j w[at + j·by]·x[j] */
    static void combine(float[] w, int at, int by, int columns, float[][] x, float[] z, int n) {
        int j = 0;
        int c = at;
        for (; j + 8 <= columns; j += 8, c += 8 * by) {
            add8(w[c], w[c + by], w[c + 2 * by], w[c + 3 * by], w[c + 4 * by], w[c + 5 * by], w[c + 6 * by], w[c + 7 * by],
                    x[j], x[j + 1], x[j + 2], x[j + 3], x[j + 4], x[j + 5], x[j + 6], x[j + 7], z, n);
        }
        for (; j + 3 <= columns; j += 3, c += 3 * by) {
            add3(w[c], w[c + by], w[c + 2 * by], x[j], x[j + 1], x[j + 2], z, n);
        }
        for (; j < columns; j++, c += by) {
            add1(w[c], x[j], z, n);
        }
    }

    private static void add8(float a, float b, float c, float d, float e, float f, float g, float h,
            float[] x0, float[] x1, float[] x2, float[] x3, float[] x4, float[] x5, float[] x6, float[] x7, float[] z, int n) {
        for (int p = 0; p < n; p++) {
            z[p] = z[p] + a * x0[p] + b * x1[p] + c * x2[p] + d * x3[p] + e * x4[p] + f * x5[p] + g * x6[p] + h * x7[p];
        }
    }

    private static void add3(float a, float b, float c, float[] x0, float[] x1, float[] x2, float[] z, int n) {
        for (int p = 0; p < n; p++) {
            z[p] = z[p] + a * x0[p] + b * x1[p] + c * x2[p];
        }
    }

    private static void add1(float a, float[] x, float[] z, int n) {
        for (int p = 0; p < n; p++) {
            z[p] += a * x[p];
        }
    }

    /** partial[p] = Σ_t d[t][k][p]·x[t][j][p]; then their sum over p [L3]. */
    static float products(float[][][] d, int k, float[][][] x, int j, int steps, float[] partial, int n) {
        java.util.Arrays.fill(partial, 0, n, 0f);
        int t = 0;
        for (; t + 5 <= steps; t += 5) {
            add5(d[t][k], d[t + 1][k], d[t + 2][k], d[t + 3][k], d[t + 4][k],
                    x[t][j], x[t + 1][j], x[t + 2][j], x[t + 3][j], x[t + 4][j], partial, n);
        }
        for (; t < steps; t++) {
            addProduct(d[t][k], x[t][j], partial, n);
        }
        return Losses.sum(partial, n);
    }

    private static void add5(float[] a, float[] b, float[] c, float[] d, float[] e,
            float[] u, float[] v, float[] w, float[] x, float[] y, float[] z, int n) {
        for (int p = 0; p < n; p++) {
            z[p] = z[p] + a[p] * u[p] + b[p] * v[p] + c[p] * w[p] + d[p] * x[p] + e[p] * y[p];
        }
    }

    private static void addProduct(float[] a, float[] x, float[] z, int n) {
        for (int p = 0; p < n; p++) {
            z[p] += a[p] * x[p];
        }
    }

    static void add(float[] x, float[] z, int n) {
        for (int p = 0; p < n; p++) {
            z[p] += x[p];
        }
    }
}
