package dev.understudy.engine.fused.kernel;

/** [O3] */
final class ReluLayer extends NetworkLayer {
    ReluLayer(Activations in, Activations out) {
        super(in, out);
    }

    @Override
    void forward(float[] theta, int at, boolean training) {
        ConvNet.relu(in.values(), out.values(), out.size());
    }

    @Override
    void backward(float[] theta, int at, float[] gradient, int to) {
        if (in.places() != null) {
            in.places().relu(out.values(), out.shape().channels(), out.area());
        } else if (in.gradient() != null) {
            ConvNet.reluBackward(out.values(), out.gradient(), in.gradient(), out.size());
        }
    }
}
