package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Optimizee.Placed;
import dev.understudy.imitation.Shape;
import java.util.List;

/** One worker's copy of a network: the layers in order over activations of one sample. */
final class Network {
    private final Optimizee.Layers layers;
    private final Activations[] between; // [L + 1]; between[l] is layer l's input
    private final NetworkLayer[] stack; // [L]

    /** @param shared true if many samples use the same θ */
    Network(Optimizee.Layers layers, Provider provider, boolean shared) {
        this.layers = layers;
        List<Placed> placed = layers.placed();
        int n = placed.size();
        between = new Activations[n + 1];
        stack = new NetworkLayer[n];
        between[n] = whole(placed.get(n - 1).output());
        for (int l = n - 1; l >= 0; l--) {
            between[l] = below(placed, l, between[l + 1]);
            NetworkLayer next = l + 1 < n ? stack[l + 1] : null;
            Making making = new Making(between[l], between[l + 1], placed.get(l), l, next, provider, shared);
            stack[l] = placed.get(l).layer().choose(making);
        }
    }

    private static Activations whole(Shape shape) {
        return new Activations(shape, Activations.room(shape), Activations.room(shape), null);
    }

    /**
     * The input of layer l. A pool gives a convolution below it the list of places with a non-zero gradient; pointwise
     * layers between them pass the list on.
     *
     * @param above the layer's output
     */
    private static Activations below(List<Placed> placed, int l, Activations above) {
        Shape shape = placed.get(l).input();
        float[] values = Activations.room(shape);
        if (l == 0) {
            return new Activations(shape, values, null, null); // the gradient by the sample is not needed
        }
        if (placed.get(l).layer() instanceof Layer.MaxPool && comesFromConv(placed, l)) {
            return new Activations(shape, values, null, new Places(shape.channels(), shape.size()));
        }
        if (above.places() != null && pointwise(placed.get(l).layer())) {
            return new Activations(shape, values, null, above.places());
        }
        return whole(shape);
    }

    private static boolean comesFromConv(List<Placed> placed, int l) {
        int m = l - 1;
        while (m > 0 && pointwise(placed.get(m).layer())) {
            m--;
        }
        return placed.get(m).layer() instanceof Layer.Conv;
    }

    private static boolean pointwise(Layer layer) {
        return layer instanceof Layer.Relu || layer instanceof Layer.Tanh || layer instanceof Layer.Dropout;
    }

    /** Makes layer l, after the layers above it. */
    private record Making(
            Activations in, Activations out, Placed placed, int l, NetworkLayer next, Provider provider, boolean shared)
            implements Layer.Cases<NetworkLayer> {
        @Override
        public NetworkLayer conv(Layer.Conv layer) {
            DropoutLayer mask = next instanceof DropoutLayer dropout && dropout.channelwise() ? dropout : null;
            return provider == Provider.VECTOR && VectorConvLayer.serves(layer)
                    ? new VectorConvLayer(layer, placed, in, out, mask)
                    : new PlainConvLayer(layer, placed, in, out, mask);
        }

        @Override
        public NetworkLayer dense(Layer.Dense layer) {
            return provider == Provider.VECTOR
                    ? new VectorDenseLayer(layer, placed, in, out, shared)
                    : new PlainDenseLayer(layer, placed, in, out);
        }

        @Override
        public NetworkLayer maxPool(Layer.MaxPool layer) {
            return provider == Provider.VECTOR && VectorPoolLayer.serves(layer)
                    ? new VectorPoolLayer(layer, in, out)
                    : new PoolLayer(layer, in, out);
        }

        @Override
        public NetworkLayer relu(Layer.Relu layer) {
            return new ReluLayer(in, out, provider);
        }

        @Override
        public NetworkLayer tanh(Layer.Tanh layer) {
            return new TanhLayer(in, out, provider);
        }

        @Override
        public NetworkLayer dropout(Layer.Dropout layer) {
            return new DropoutLayer(layer, l, in, out);
        }
    }

    /** The place of the sample for {@link #forward}. */
    float[] input() {
        return between[0].values();
    }

    /** The output of the last layer, followed by unused values. */
    float[] logits() {
        return last().values();
    }

    private Activations last() {
        return between[stack.length];
    }

    /** Draws the dropout masks of place {@code sample} in the batch. */
    void drawMasks(long seed, int episode, int step, int sample) {
        for (NetworkLayer layer : stack) {
            layer.draw(seed, episode, step, sample);
        }
    }

    /** Prepares the layers for θ, which begins at {@code at}; {@link #forward} uses θ as it was at this call. */
    void pack(float[] theta, int at) {
        for (NetworkLayer layer : stack) {
            layer.pack(theta, at);
        }
    }

    /** From input() to the logits, with θ at {@code at}; {@code training} applies the drawn masks. */
    void forward(float[] theta, int at, boolean training) {
        for (NetworkLayer layer : stack) {
            layer.forward(theta, at, training);
        }
    }

    /** The sample's loss after {@link #forward}; prepares the backward pass with gradients times {@code scale}. */
    float loss(int label, float scale) {
        return Losses.model(layers.loss(), logits(), last().size(), label, scale, last().gradient());
    }

    /** The sample's loss without the backward pass. */
    float loss(int label) {
        return Losses.model(layers.loss(), logits(), last().size(), label, 1f, null);
    }

    boolean right(int label) {
        return Losses.right(layers.loss(), logits(), last().size(), label);
    }

    /** Begins the gradient of a tile of samples, at zero. */
    void begin(float[] gradient, int to) {
        for (NetworkLayer layer : stack) {
            layer.begin(gradient, to);
        }
    }

    /** Adds the sample's gradient; after {@link #loss(int, float)} in training mode. */
    void backward(float[] theta, int at, float[] gradient, int to) {
        for (int l = stack.length - 1; l >= 0; l--) {
            stack[l].backward(theta, at, gradient, to);
        }
    }

    /** Completes the tile's gradient at gradient[to ..]. */
    void end(float[] gradient, int to) {
        for (NetworkLayer layer : stack) {
            layer.end(gradient, to);
        }
    }
}
