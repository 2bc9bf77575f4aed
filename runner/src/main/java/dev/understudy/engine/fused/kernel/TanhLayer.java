package dev.understudy.engine.fused.kernel;

/** [O7] Hyperbolic tangent, forward and backward. */
final class TanhLayer extends NetworkLayer {
    private final Provider provider;

    TanhLayer(Activations in, Activations out, Provider provider) {
        super(in, out);
        this.provider = provider;
    }

    @Override
    void forward(float[] theta, int at, boolean training) {
        if (provider == Provider.VECTOR) {
            VectorCells.tanhOf(in.values(), 0, out.values(), 0, out.size());
        } else {
            ConvNet.tanh(in.values(), out.values(), out.size());
        }
    }

    @Override
    void backward(float[] theta, int at, float[] gradient, int to) {
        if (in.places() != null) {
            in.places().tanh(out.values(), out.shape().channels(), out.area());
        } else if (in.gradient() != null && provider == Provider.VECTOR) {
            PointTiles.tanhBackward(out.values(), out.gradient(), in.gradient(), out.size());
        } else if (in.gradient() != null) {
            ConvNet.tanhBackward(out.values(), out.gradient(), in.gradient(), out.size());
        }
    }
}
