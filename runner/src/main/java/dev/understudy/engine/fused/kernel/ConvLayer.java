package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee.Placed;
import java.util.Arrays;

/**
 * A convolution, stride 1 without padding: out[o] = b[o] + Σ_c Σ_ky Σ_kx w[o][c][ky][kx]·in[c][·+ky][·+kx], summed in
 * this order. Its gradients are sums over the places with a non-zero gradient by the output, in the order of their
 * list, output after output and sample after sample [L3].
 */
abstract class ConvLayer extends NetworkLayer {
    final int k;
    final int channels;
    final int outputs;
    /** Length of the input's rows. */
    final int width;

    final int outWidth;
    final int outHeight;
    /** Weights of an output: C·k·k. */
    final int columns;
    /** [C·k] Offset of each row of a kernel from its first tap in the input. */
    final int[] rows;

    private final int offset;
    private final DropoutLayer next;
    private final int[] live;
    private final Places places;
    private final int[] firstTap; // [outHeight·outWidth]; place of an output's first tap in a plane of the input

    /** @param next the next layer, if it drops whole channels; else null */
    ConvLayer(Layer.Conv layer, Placed placed, Activations in, Activations out, DropoutLayer next) {
        super(in, out);
        k = layer.kernel();
        channels = in.shape().channels();
        outputs = layer.channels();
        width = in.shape().width();
        outWidth = out.shape().width();
        outHeight = out.shape().height();
        columns = channels * k * k;
        rows = new int[channels * k];
        Arrays.setAll(rows, r -> r / k * in.area() + r % k * width);
        offset = placed.offset();
        this.next = next;
        live = new int[outputs];
        places = out.places() != null ? out.places() : new Places(outputs, out.size());
        firstTap = new int[out.area()];
        Arrays.setAll(firstTap, i -> i / outWidth * width + i % outWidth);
    }

    /** Channels that the next layer drops are not computed. */
    @Override
    final void forward(float[] theta, int at, boolean training) {
        int n = 0;
        for (int o = 0; o < outputs; o++) {
            if (training && next != null && next.keep()[o] == 0f) {
                Arrays.fill(out.values(), o * out.area(), (o + 1) * out.area(), 0f);
            } else {
                live[n++] = o;
            }
        }
        forward(theta, at + offset, live, n);
    }

    /**
     * Computes the planes of these n outputs.
     *
     * @param w0 offset of the layer's weights, which the biases follow
     */
    abstract void forward(float[] theta, int w0, int[] which, int n);

    @Override
    final void begin(float[] gradient, int to) {
        int weights = outputs * columns;
        Arrays.fill(gradient, to + offset + weights, to + offset + weights + outputs, 0f);
        clear(gradient, to + offset);
    }

    @Override
    final void backward(float[] theta, int at, float[] gradient, int to) {
        if (out.places() == null) {
            places.scan(out.gradient(), outputs, out.area());
        }
        for (int j = 0; j < places.start[outputs]; j++) {
            places.at[j] = firstTap[places.at[j]];
        }
        int biases = to + offset + outputs * columns;
        for (int o = 0; o < outputs; o++) {
            float sum = gradient[biases + o];
            for (int j = places.start[o]; j < places.start[o + 1]; j++) {
                sum += places.value[j];
            }
            gradient[biases + o] = sum;
        }
        addWeights(places, gradient, to + offset);
        if (in.gradient() != null) {
            Arrays.fill(in.gradient(), 0f);
            addInputs(places, theta, at + offset);
        }
    }

    @Override
    final void end(float[] gradient, int to) {
        collect(gradient, to + offset);
    }

    /** Sets the sums of weights to zero. */
    abstract void clear(float[] gradient, int w0);

    /** Adds the sample's gradient by the weights. */
    abstract void addWeights(Places places, float[] gradient, int w0);

    /** Adds to the gradient by the input. */
    abstract void addInputs(Places places, float[] theta, int w0);

    /** Writes the sums of weights to the gradient. */
    abstract void collect(float[] gradient, int w0);
}
