package dev.understudy.engine.fused.kernel;

/** One layer of a network for one sample at a time. The gradient by θ is summed over the samples of a tile. */
abstract class NetworkLayer {
    final Activations in;
    final Activations out;

    NetworkLayer(Activations in, Activations out) {
        this.in = in;
        this.out = out;
    }

    /** Draws the sample's mask, if the layer has one. */
    void draw(long seed, int episode, int step, int sample) {}

    /**
     * Copies weights that the layer keeps in another order, for the forward passes until the next call; θ begins at
     * {@code at}.
     */
    void pack(float[] theta, int at) {}

    /**
     * Computes out from in.
     *
     * @param at offset of the network's weights in theta
     * @param training true to apply the drawn masks
     */
    abstract void forward(float[] theta, int at, boolean training);

    /** Begins a tile: sets this layer's part of the gradient, which begins at {@code to}, to zero. */
    void begin(float[] gradient, int to) {}

    /**
     * Computes in's gradient from out's, and adds to the tile's gradient.
     *
     * @param to offset of the network's gradient in gradient
     */
    abstract void backward(float[] theta, int at, float[] gradient, int to);

    /** Ends a tile: writes the rest of this layer's gradient. */
    void end(float[] gradient, int to) {}
}
