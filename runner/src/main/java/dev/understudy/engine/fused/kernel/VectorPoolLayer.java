package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;
import java.util.Arrays;

/**
 * Max-pooling with the usual windows of two by two. Vectors compute the maximum at each place of every second row, and
 * every second of these is the result.
 */
final class VectorPoolLayer extends PoolLayer {
    private final int[] from; // [vectors] place in a channel
    private final int[] to; // [vectors] in the scratch, whose rows are contiguous
    private final float[] largest;
    private final float[] behind;
    private final int[] corner; // [windows of a channel]

    VectorPoolLayer(Layer.MaxPool layer, Activations in, Activations out) {
        super(layer, in, out);
        int width = in.shape().width();
        int across = out.shape().width();
        int each = (2 * across + PointTiles.LENGTH - 1) / PointTiles.LENGTH;
        from = new int[each * out.shape().height()];
        to = new int[from.length];
        Arrays.setAll(from, v -> v / each * 2 * width + v % each * PointTiles.LENGTH);
        Arrays.setAll(
                to, v -> v / each * 2 * across + v % each * PointTiles.LENGTH); // overlaps the previous row's surplus
        largest = new float[2 * out.area() + Activations.BEHIND];
        behind = new float[largest.length];
        corner = new int[out.area()];
        Arrays.setAll(corner, i -> i / across * 2 * width + i % across * 2);
    }

    /** True for the size of 2. */
    static boolean serves(Layer.MaxPool layer) {
        return layer.size() == 2;
    }

    @Override
    void forward(float[] theta, int weights, boolean training) {
        for (int c = 0; c < in.shape().channels(); c++) {
            PointTiles.windows(in.values(), c * in.area(), in.shape().width(), from, to, largest, behind);
            take(largest, behind, corner, out.values(), at, c * corner.length);
        }
    }

    private static void take(float[] largest, float[] behind, int[] corner, float[] out, int[] at, int first) {
        for (int i = 0; i < corner.length; i++) {
            out[first + i] = largest[2 * i];
            at[first + i] = corner[i] + Float.floatToRawIntBits(behind[2 * i]);
        }
    }
}
