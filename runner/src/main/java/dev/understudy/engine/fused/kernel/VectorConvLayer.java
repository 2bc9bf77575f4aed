package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee.Placed;
import java.util.Arrays;

/**
 * A convolution by vectors, directly from the image. A vector is a piece of a row of the output, or in the backward
 * pass a row of a kernel, which must fit in one vector.
 */
final class VectorConvLayer extends ConvLayer {
    private static final int LENGTH = ConvTiles.LENGTH;

    /** True if rows of the output are shorter than a vector; then they are computed with the input's row stride. */
    private final boolean narrow;

    private final int plane; // distance between two outputs in the result of the forward pass
    private final float[] wide; // that result, if it is not the output itself
    private final int[] taps; // [C·k·k] offset from the first tap
    private final int[] from; // [vectors, a multiple of 4] first tap of the first value of each
    private final int[] to; // its place in the output's plane
    private final int[] five; // rows of the kernels, with zeros up to a multiple of five
    private final float[] sums; // [O][five][LENGTH] of a tile's samples
    private boolean asked; // true if finite is known for this tile, whose weights are the same
    private boolean finite; // true if all weights are finite

    VectorConvLayer(Layer.Conv layer, Placed placed, Activations in, Activations out, DropoutLayer next) {
        super(layer, placed, in, out, next);
        narrow = outWidth < LENGTH;
        int run = narrow ? (outHeight - 1) * width + outWidth : outWidth;
        int each = (run + LENGTH - 1) / LENGTH;
        int vectors = narrow ? each : each * outHeight;
        from = new int[(vectors + 3) / 4 * 4];
        to = new int[from.length];
        for (int v = 0; v < from.length; v++) {
            int p = Math.min(v, vectors - 1); // the last is computed up to four times
            int x = narrow ? p * LENGTH : Math.min(p % each * LENGTH, outWidth - LENGTH);
            int y = narrow ? 0 : p / each;
            from[v] = y * width + x;
            to[v] = narrow ? x : y * outWidth + x;
        }
        plane = narrow ? each * LENGTH : out.area();
        wide = narrow ? new float[outputs * plane] : out.values();
        taps = new int[columns];
        Arrays.setAll(taps, j -> rows[j / k] + j % k);
        five = Arrays.copyOf(rows, (rows.length + 4) / 5 * 5);
        sums = new float[outputs * five.length * LENGTH];
    }

    /** True if a row of the kernel fits in a vector. */
    static boolean serves(Layer.Conv layer) {
        return layer.kernel() <= LENGTH;
    }

    @Override
    void forward(float[] theta, int w0, int[] which, int n) {
        int b0 = w0 + outputs * columns;
        int i = 0;
        for (; i + 2 < n; i += 4) {
            int d = which[Math.min(i + 3, n - 1)];
            ConvTiles.four(
                    theta,
                    w0,
                    columns,
                    b0,
                    which[i],
                    which[i + 1],
                    which[i + 2],
                    d,
                    taps,
                    in.values(),
                    from,
                    wide,
                    to,
                    plane);
        }
        for (; i < n; i += 2) {
            int b = which[Math.min(i + 1, n - 1)];
            ConvTiles.two(theta, w0, columns, b0, which[i], b, taps, in.values(), from, wide, to, plane);
        }
        for (i = 0; narrow && i < n; i++) {
            for (int y = 0; y < outHeight; y++) {
                int row = which[i] * out.area() + y * outWidth;
                System.arraycopy(wide, which[i] * plane + y * width, out.values(), row, outWidth);
            }
        }
    }

    @Override
    void clear(float[] gradient, int w0) {
        Arrays.fill(sums, 0f);
        asked = false;
    }

    @Override
    void addWeights(Places places, float[] gradient, int w0) {
        for (int o = 0; o < outputs; o++) {
            int first = places.start[o];
            int end = places.start[o + 1];
            if (first < end) {
                int to = o * five.length * LENGTH;
                int done = ConvTiles.ten(in.values(), places.at, places.value, first, end, five, sums, to);
                if (done < five.length) {
                    int rest = to + done * LENGTH;
                    ConvTiles.five(in.values(), places.at, places.value, first, end, five, done, sums, rest);
                }
            }
        }
    }

    @Override
    void addInputs(Places places, float[] theta, int w0) {
        if (!asked) {
            int reach = w0 + outputs * columns - k + LENGTH; // the end of the last vector
            finite = ConvTiles.finite(theta, w0, Math.min(reach, theta.length));
            asked = true;
        }
        for (int o = 0; o < outputs; o++) {
            int w = w0 + o * columns;
            int first = places.start[o];
            int end = places.start[o + 1];
            if (finite && w + columns - k + LENGTH <= theta.length) {
                ConvTiles.spread(places.value, places.at, first, end, theta, w, k, in.gradient(), rows);
            } else {
                PlainConvLayer.spread(places, first, end, theta, w, in.gradient(), rows, k);
            }
        }
    }

    /** The last rows are copied one by one, since a vector would reach over the end of the weights. */
    @Override
    void collect(float[] gradient, int w0) {
        for (int o = 0; o < outputs; o++) {
            int from = o * five.length * LENGTH;
            int to = w0 + o * columns;
            int reach = (outputs - o) * rows.length - LENGTH;
            int whole = Math.max(0, Math.min(rows.length, reach));
            ConvTiles.collect(sums, from, whole, k, gradient, to);
            for (int r = whole; r < rows.length; r++) {
                System.arraycopy(sums, from + r * LENGTH, gradient, to + r * k, k);
            }
        }
    }
}
