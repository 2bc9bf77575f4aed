package dev.understudy.engine.fused.kernel;

/** [O3] Rectified linear unit, forward and backward. */
final class ReluLayer extends NetworkLayer {
    private final Provider provider;

    ReluLayer(Activations in, Activations out, Provider provider) {
        super(in, out);
        this.provider = provider;
    }

    @Override
    void forward(float[] theta, int at, boolean training) {
        if (provider == Provider.VECTOR) {
            PointTiles.relu(in.values(), out.values(), out.size());
        } else {
            ConvNet.relu(in.values(), out.values(), out.size());
        }
    }

    @Override
    void backward(float[] theta, int at, float[] gradient, int to) {
        if (in.places() != null) {
            in.places().relu(out.values(), out.shape().channels(), out.area());
        } else if (in.gradient() != null && provider == Provider.VECTOR) {
            PointTiles.reluBackward(out.values(), out.gradient(), in.gradient(), out.size());
        } else if (in.gradient() != null) {
            ConvNet.reluBackward(out.values(), out.gradient(), in.gradient(), out.size());
        }
    }
}
