package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;
import java.util.Arrays;

/** Windows of the usual size, two by two: by vectors the maximum of each place in every second row, of which each second one is taken. */
final class VectorPoolLayer extends PoolLayer {
    private final int[] from; // [vectors] place in a channel
    private final int[] to; // [vectors] in the scratch, whose rows lie one behind the other
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
                to, v -> v / each * 2 * across + v % each * PointTiles.LENGTH); // over what the row before had too much
        largest = new float[2 * out.area() + Activations.BEHIND];
        behind = new float[largest.length];
        corner = new int[out.area()];
        Arrays.setAll(corner, i -> i / across * 2 * width + i % across * 2);
    }

    /** Whether this is the usual size. */
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
