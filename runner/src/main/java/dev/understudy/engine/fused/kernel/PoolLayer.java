package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;

/** The maximum of each window. A gradient by its input that is a list is built from the places of the maxima. */
class PoolLayer extends NetworkLayer {
    /** [output] The place of the maximum in its channel. */
    final int[] at;

    private final int size;

    PoolLayer(Layer.MaxPool layer, Activations in, Activations out) {
        super(in, out);
        size = layer.size();
        at = new int[out.size()];
    }

    @Override
    void forward(float[] theta, int from, boolean training) {
        int channels = in.shape().channels();
        ConvNet.maxPool(channels, in.shape().height(), in.shape().width(), size, in.values(), out.values(), at);
    }

    @Override
    final void backward(float[] theta, int from, float[] gradient, int to) {
        int channels = in.shape().channels();
        if (in.places() != null) {
            ConvNet.maxPoolBackward(out.gradient(), at, channels, out.area(), in.places());
        } else if (in.gradient() != null) {
            ConvNet.maxPoolBackward(out.gradient(), at, channels, out.area(), in.gradient(), in.area());
        }
    }
}
