package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Imitator;
import java.util.Arrays;

/**
 * One worker's scratch for a block of coordinates over T steps, small enough for the second-level cache, and the passes
 * over it: unroll, loss, unrollBackward. Lanes beyond the block's n coordinates hold zeros and give zero gradients.
 */
final class LstmBlock {
    /** The limit for the bytes of a block's scratch. */
    private static final int CACHE = 512 << 10;

    final int width; // B, lanes of a row
    final int steps; // T
    final float[][] gradient; // [T][B]
    final float[][] truth; // [T][B]
    final float[][] predicted; // [T][B]
    private final float[][] last; // [T+1][B], Δ_{t−1} as input of the head
    private final float[][] slope; // [T][B], gradient by Δ̂_t
    private final float[] sum; // [B], terms of the loss
    private final float[] through; // [B], gradient by Δ̂_{t−1}
    private final float[] scratch; // [B]
    private final boolean forced;
    private final boolean gateZero;
    private final Features features;
    private final LstmLayer[] layers;
    private final LstmLayer top; // null without layers
    private final Head head; // null for the gated one

    LstmBlock(Imitator imitator, boolean sourceFaithful, int steps, int width, Provider provider) {
        this.width = width;
        this.steps = steps;
        forced = imitator.teacherForcing();
        gateZero = forced && sourceFaithful;
        gradient = new float[steps][width];
        truth = new float[steps][width];
        predicted = new float[steps][width];
        last = new float[steps + 1][width];
        slope = new float[steps][width];
        sum = new float[width];
        through = new float[width];
        scratch = new float[width];
        layers = new LstmLayer[imitator.hidden().size()];
        features = new Features(imitator, gradient, width);
        float[][][] inputs = features.inputs;
        for (int l = 0; l < layers.length; l++) {
            int size = imitator.hidden().get(l);
            // A layer reads all rows of the one below, the gated head two of the last layer; other heads read panels.
            int ofTop = imitator.gates() == 0 ? Math.min(2, size) : 0;
            int shown = l == layers.length - 1 ? ofTop : size;
            layers[l] = provider == Provider.VECTOR
                    ? new VectorLstmLayer(size, inputs, imitator.layer(l), width, shown)
                    : new PlainLstmLayer(size, inputs, imitator.layer(l), width);
            inputs = layers[l].outputs;
        }
        top = layers.length == 0 ? null : layers[layers.length - 1];
        if (imitator.gates() == 0) {
            head = null;
        } else if (top instanceof VectorLstmLayer panels) {
            head = new VectorHead(imitator, steps, width, panels);
        } else {
            head = new Head(imitator, steps, width);
        }
    }

    /**
     * Chooses between plain Java and vectors for an imitator's layers. Vectors of eight gain nothing on four units or
     * fewer: most of the time goes into tanh, which the compiler vectorises by itself.
     */
    static Provider provider(Imitator imitator) {
        boolean small = imitator.hidden().stream().allMatch(size -> size <= 4);
        return small && Provider.OF_THIS_JVM.floats() <= 8 ? Provider.PLAIN : Provider.OF_THIS_JVM;
    }

    /** Lanes per block: a function of the sizes alone, since it determines the order of summation [L3]. */
    static int width(Imitator imitator, int steps, int coordinates) {
        int ofFeatures = imitator.isPlain() ? 0 : imitator.inputs() + 2 * imitator.gates();
        long bytesPerLane = 4L * steps * (7L * imitator.carried() + 5 + ofFeatures);
        int width = 512;
        while (width > 128 && width * bytesPerLane > CACHE) {
            width /= 2;
        }
        while (width > 16 && width / 2 >= coordinates) {
            width /= 2;
        }
        return width;
    }

    /**
     * Lanes per block of {@link Provider#VECTOR}: whole panels, few enough that the rows a layer reads repeatedly stay
     * in the first-level cache.
     */
    private static int vectorWidth(Imitator imitator, int steps, int plain) {
        int columns = 1;
        int inputs = imitator.inputs();
        for (int hidden : imitator.hidden()) {
            columns = Math.max(columns, inputs + hidden);
            inputs = hidden;
        }
        long bytesPerLane = 4L * steps * columns;
        int width = Math.max(VectorTiles.PANEL, plain);
        while (width > VectorTiles.PANEL && width * bytesPerLane > 28 << 10) {
            width /= 2;
        }
        return width;
    }

    /** Coordinates that a worker of the provider takes at a time; they do not affect the order of summation. */
    static int width(Imitator imitator, int steps, int coordinates, Provider provider) {
        int unit = width(imitator, steps, coordinates);
        return provider == Provider.VECTOR ? vectorWidth(imitator, steps, unit) : unit;
    }

    /**
     * Copies n coordinates from {@code place} on of [H][stride] h and c, [stride] last update and [S][stride] moments.
     */
    void loadCarry(float[] h, float[] c, float[] update, float[] moments, int place, int stride, int n) {
        int row = 0;
        for (LstmLayer layer : layers) {
            layer.load(h, c, row * stride + place, stride, n);
            row += layer.size;
        }
        load(update, place, last[0], n);
        for (int s = 0; s < features.states.length; s++) {
            load(moments, s * stride + place, features.states[s], n);
        }
    }

    /** Copies the carry after the last step back to the same arrays. */
    void storeCarry(float[] h, float[] c, float[] update, float[] moments, int place, int stride, int n) {
        int row = 0;
        for (LstmLayer layer : layers) {
            layer.store(h, c, row * stride + place, stride, n);
            row += layer.size;
        }
        System.arraycopy(last[steps], 0, update, place, n);
        for (int s = 0; s < features.states.length; s++) {
            System.arraycopy(features.states[s], 0, moments, s * stride + place, n);
        }
    }

    /** Copies n values to a row and fills the rest of it with zeros. */
    static void load(float[] from, int at, float[] row, int n) {
        System.arraycopy(from, at, row, 0, n);
        Arrays.fill(row, n, row.length, 0f);
    }

    /**
     * Copies the weights from the φ that begins at {@code at}, for the forward passes of all blocks until the next
     * call.
     */
    void pack(float[] phi, int at) {
        for (LstmLayer layer : layers) {
            layer.pack(phi, at);
        }
        if (head != null) {
            head.pack(phi, at);
        }
    }

    /** Called after {@link #pack} if backward passes follow. */
    void packBackward() {
        for (LstmLayer layer : layers) {
            layer.packBackward();
        }
        if (head != null) {
            head.packBackward();
        }
    }

    /** {@link Features#time}: sets the block's steps in their rollout, for an imitator that reads time. */
    void time(int done, int horizon) {
        features.time(done, horizon);
    }

    /**
     * Predicts the updates of all steps, from the loaded carry and gradients (and from the truth with teacher forcing).
     */
    void unroll() {
        for (int t = 0; t < steps; t++) {
            features.step(t, gradient[t], last[t], width);
            for (LstmLayer layer : layers) {
                layer.forward(t);
            }
            float[][] h = top == null ? null : top.outputs[t];
            if (head == null) {
                Lstm.gated(gradient[t], last[t], h[0], h[gateZero ? 0 : 1], predicted[t], width); // [I7]
            } else {
                head.forward(t, features.signals[t], h, last[t], predicted[t]);
            }
            System.arraycopy(forced ? truth[t] : predicted[t], 0, last[t + 1], 0, width);
        }
    }

    /** Adds the loss's terms of the block's first n coordinates to lanes[0 .. 15] [L3]. */
    void loss(Kernels.LossTerms terms, int n, float[] lanes) {
        Arrays.fill(sum, 0f);
        for (int t = 0; t < steps; t++) {
            Losses.imitation(terms, truth[t], predicted[t], sum, slope[t], n);
            Arrays.fill(slope[t], n, width, 0f);
        }
        Lanes.add(sum, width, lanes, 0);
    }

    /**
     * Adds the block's gradient of the unscaled loss to the lanes [W][Lanes.COUNT] [L3]; each layer defines the order
     * of its lanes.
     */
    void unrollBackward(float[] lanes) {
        Arrays.fill(through, 0f);
        for (LstmLayer layer : layers) {
            layer.beginBackward();
        }
        for (int t = steps - 1; t >= 0; t--) {
            headBackward(t);
            for (int l = layers.length - 1; l >= 0; l--) {
                layers[l].backward(t, l == 0 ? null : layers[l - 1]);
            }
        }
        for (LstmLayer layer : layers) {
            layer.weightGradients(lanes);
        }
        if (head != null) {
            head.weightGradients(top == null ? null : top.outputs, lanes);
        }
    }

    /** Writes the sums of the lanes to φ's gradient [W], which begins at {@code at}. */
    void sumLanes(float[] lanes, float[] gradient, int at) {
        for (LstmLayer layer : layers) {
            layer.sumLanes(lanes, gradient, at);
        }
        if (head != null) {
            head.sumLanes(lanes, gradient, at);
        }
    }

    /** Backward through the head; with teacher forcing no gradient flows through Δ_{t−1}. */
    private void headBackward(int t) {
        float[] d = slope[t];
        if (!forced) {
            Lstm.join(d, through, width);
        }
        if (head != null) {
            head.backward(t, features.signals[t], last[t], d, forced ? null : through, top);
            return;
        }
        if (!forced) {
            Lstm.product(d, top.outputs[t][1], through, width);
        }
        Lstm.product(d, gradient[t], scratch, width);
        top.addDown(0, scratch);
        Lstm.product(d, last[t], scratch, width);
        top.addDown(gateZero ? 0 : 1, scratch);
    }
}
