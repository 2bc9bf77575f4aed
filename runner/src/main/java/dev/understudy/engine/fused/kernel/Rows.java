package dev.understudy.engine.fused.kernel;

/**
 * Matrix work over rows: a row is a float[] of its own, one lane per coordinate (or pixel). C2 of JDK 17 reliably
 * vectorises loops without offsets into separate arrays, with at most five arrays to a loop; with two different
 * offsets, or eight arrays, the same loops run five times slower (docs/decisions/002). Sums run in index order.
 */
final class Rows {
    private Rows() {}

    /** z[k] = start[k] + Σ_j w[w0 + k·byRow + j·byColumn]·x[j], j below {@code columns}; n lanes. */
    static void product(
            float[] start, float[] w, int w0, int byRow, int byColumn, int columns, float[][] x, float[][] z, int n) {
        for (int k = 0; k < z.length; k++) {
            product(start[k], w, w0 + k * byRow, byColumn, columns, x, z[k], n);
        }
    }

    /** z = start + Σ_j w[at + j·by]·x[j] */
    static void product(float start, float[] w, int at, int by, int columns, float[][] x, float[] z, int n) {
        int first = Math.min(columns, 4);
        switch (first) {
            case 0 -> java.util.Arrays.fill(z, 0, n, start);
            case 1 -> start1(start, w[at], x[0], z, n);
            case 2 -> start2(start, w[at], w[at + by], x[0], x[1], z, n);
            case 3 -> start3(start, w[at], w[at + by], w[at + 2 * by], x[0], x[1], x[2], z, n);
            default -> start4(start, w[at], w[at + by], w[at + 2 * by], w[at + 3 * by], x[0], x[1], x[2], x[3], z, n);
        }
        combine(w, at + first * by, by, first, columns, x, z, n);
    }

    private static void start1(float start, float a, float[] x, float[] z, int n) {
        for (int p = 0; p < n; p++) {
            z[p] = start + a * x[p];
        }
    }

    private static void start2(float start, float a, float b, float[] x0, float[] x1, float[] z, int n) {
        for (int p = 0; p < n; p++) {
            z[p] = start + a * x0[p] + b * x1[p];
        }
    }

    private static void start3(
            float start, float a, float b, float c, float[] x0, float[] x1, float[] x2, float[] z, int n) {
        for (int p = 0; p < n; p++) {
            z[p] = start + a * x0[p] + b * x1[p] + c * x2[p];
        }
    }

    private static void start4(
            float start,
            float a,
            float b,
            float c,
            float d,
            float[] x0,
            float[] x1,
            float[] x2,
            float[] x3,
            float[] z,
            int n) {
        for (int p = 0; p < n; p++) {
            z[p] = start + a * x0[p] + b * x1[p] + c * x2[p] + d * x3[p];
        }
    }

    /** z += Σ_j w·x[j] from column {@code first} on; its weight is w[at], the next column's w[at + by]. */
    private static void combine(float[] w, int at, int by, int first, int columns, float[][] x, float[] z, int n) {
        int j = first;
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

    /** partial[p] = Σ_t d[t][k][p]·x[t][j][p], then added to the lanes from {@code at} on [L3]. */
    static void products(
            float[][][] d, int k, float[][][] x, int j, int steps, float[] partial, int n, float[] lanes, int at) {
        int t = 1;
        if (steps == 1) {
            Lstm.product(d[0][k], x[0][j], partial, n);
        } else {
            startProducts(d[0][k], x[0][j], d[1][k], x[1][j], partial, n);
            t = 2;
        }
        for (; t + 2 <= steps; t += 2) {
            addProducts(d[t][k], x[t][j], d[t + 1][k], x[t + 1][j], partial, n);
        }
        for (; t < steps; t++) {
            addProduct(d[t][k], x[t][j], partial, n);
        }
        Lanes.add(partial, n, lanes, at);
    }

    /** partial[p] = Σ_t d[t][k][p], then added to the lanes from {@code at} on [L3]. */
    static void sums(float[][][] d, int k, int steps, float[] partial, int n, float[] lanes, int at) {
        System.arraycopy(d[0][k], 0, partial, 0, n);
        for (int t = 1; t < steps; t++) {
            add(d[t][k], partial, n);
        }
        Lanes.add(partial, n, lanes, at);
    }

    private static void startProducts(float[] a, float[] u, float[] b, float[] v, float[] z, int n) {
        for (int p = 0; p < n; p++) {
            z[p] = a[p] * u[p] + b[p] * v[p];
        }
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
