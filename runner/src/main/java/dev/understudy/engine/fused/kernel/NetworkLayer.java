package dev.understudy.engine.fused.kernel;

/** One layer of a network at work, over the sample at hand. The gradient by θ is summed over the samples of a tile. */
abstract class NetworkLayer {
    final Activations in;
    final Activations out;

    NetworkLayer(Activations in, Activations out) {
        this.in = in;
        this.out = out;
    }

    /** Draws the sample's mask, where the layer has one. */
    void draw(long seed, int episode, int step, int sample) {}

    /** Takes what it wants of the weights, which begin at {@code at}, for the forward passes until the next call. */
    void pack(float[] theta, int at) {}

    /** From in to out. @param at where the network's weights begin in theta; {@code training} applies the drawn masks */
    abstract void forward(float[] theta, int at, boolean training);

    /** A tile begins: its gradient, which begins at {@code to}, is zero where it is this layer's. */
    void begin(float[] gradient, int to) {}

    /** From out's gradient to in's, and to the tile's. @param to where the network's gradient begins in gradient */
    abstract void backward(float[] theta, int at, float[] gradient, int to);

    /** The tile ends: all of this layer's gradient has to lie there. */
    void end(float[] gradient, int to) {}
}
