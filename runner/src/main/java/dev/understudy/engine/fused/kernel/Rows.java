package dev.understudy.engine.fused.kernel;

/**
 * Matrix work over rows: a row is a float[] of its own, one lane per coordinate (or pixel). Loops without offsets into
 * separate arrays, with at most five arrays to a loop, are what C2 of JDK 17 vectorises reliably; with two different
 * offsets, or eight arrays, the same loops run five times slower (docs/decisions/002). Sums run in index order.
 */
final class Rows {
    private Rows() {}

    /** z[k] += Σ_j w[w0 + k·byRow + j·byColumn]·x[j] for k below {@code rows}, j below {@code columns}; n lanes. */
    static void multiply(
            float[] w, int w0, int byRow, int byColumn, int rows, int columns, float[][] x, float[][] z, int n) {
        for (int k = 0; k < rows; k++) {
            combine(w, w0 + k * byRow, byColumn, columns, x, z[k], n);
        }
    }

    /** z += Σ_j w[at + j·by]·x[j] */
    static void combine(float[] w, int at, int by, int columns, float[][] x, float[] z, int n) {
        int j = 0;
        int c = at;
        for (; j + 4 <= columns; j += 4, c += 4 * by) {
            add4(w[c], w[c + by], w[c + 2 * by], w[c + 3 * by], x[j], x[j + 1], x[j + 2], x[j + 3], z, n);
        }
        for (; j + 3 <= columns; j += 3, c += 3 * by) {
            add3(w[c], w[c + by], w[c + 2 * by], x[j], x[j + 1], x[j + 2], z, n);
        }
        for (; j < columns; j++, c += by) {
            add1(w[c], x[j], z, n);
        }
    }

    private static void add4(
            float a, float b, float c, float d, float[] x0, float[] x1, float[] x2, float[] x3, float[] z, int n) {
        for (int p = 0; p < n; p++) {
            z[p] = z[p] + a * x0[p] + b * x1[p] + c * x2[p] + d * x3[p];
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
        for (; t + 2 <= steps; t += 2) {
            addProducts(d[t][k], x[t][j], d[t + 1][k], x[t + 1][j], partial, n);
        }
        for (; t < steps; t++) {
            addProduct(d[t][k], x[t][j], partial, n);
        }
        return Losses.sum(partial, n);
    }

    private static void addProducts(float[] a, float[] u, float[] b, float[] v, float[] z, int n) {
        for (int p = 0; p < n; p++) {
            z[p] = z[p] + a[p] * u[p] + b[p] * v[p];
        }
    }

    static void addProduct(float[] a, float[] x, float[] z, int n) {
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
