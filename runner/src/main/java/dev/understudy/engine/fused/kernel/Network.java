package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Optimizee.Placed;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Shape;
import java.util.List;

/** One worker's copy of an optimizee at work: the layers in order over activations of one sample. */
final class Network {
    private final Optimizee.Layers layers;
    private final List<Placed> placed;
    private final float[][] out; // [L+1][size]; out[0] is the input, out[l+1] layer l's output
    private final float[][] d; // [L+1][size]; gradients by the same
    private final float[][] keep; // [L][draws]; 0 or 1/(1−rate), for dropout layers
    private final int[][] poolAt; // [L][output]; for pooling layers
    private final int[] words; // random words of one mask
    private final int[] weights; // [L]; of weights alone, behind which the biases lie
    private final ConvNet.Conv[] convs; // [L]; for convolutions
    private final float[][][] taps; // [L][C·k·k][plane]; scratch of convolutions
    private final float[] plane; // scratch of convolutions
    private final int[] nonzero;
    private final Forward up = new Forward();
    private final Backward down = new Backward();

    Network(Optimizee.Layers layers) {
        this.layers = layers;
        placed = layers.placed();
        int n = placed.size();
        out = new float[n + 1][];
        d = new float[n + 1][];
        keep = new float[n][];
        poolAt = new int[n][];
        taps = new float[n][][];
        weights = new int[n];
        convs = new ConvNet.Conv[n];
        out[0] = new float[layers.input().size()];
        d[0] = new float[layers.input().size()];
        int largest = layers.input().size();
        for (int l = 0; l < n; l++) {
            Placed p = placed.get(l);
            out[l + 1] = new float[p.output().size()];
            d[l + 1] = new float[p.output().size()];
            largest = Math.max(largest, p.output().size());
            weights[l] = p.layer().coordinates(p.input()) - p.output().channels();
            if (p.layer() instanceof Layer.Dropout dropout) {
                keep[l] = new float[dropout.draws(p.input())];
            } else if (p.layer() instanceof Layer.MaxPool) {
                poolAt[l] = new int[p.output().size()];
            } else if (p.layer() instanceof Layer.Conv conv) {
                convs[l] = new ConvNet.Conv(
                        p.input().channels(), p.input().height(), p.input().width(), conv.kernel(), conv.channels());
                taps[l] = new float[conv.fanIn(p.input())][convs[l].wide()];
            }
        }
        words = new int[largest];
        plane = new float[largest];
        nonzero = new int[largest];
    }

    /** Where the sample is put before {@link #forward}. */
    float[] input() {
        return out[0];
    }

    float[] logits() {
        return out[placed.size()];
    }

    /** Draws the dropout masks of place {@code sample} in the batch. */
    void drawMasks(long seed, int episode, int step, int sample) {
        for (int l = 0; l < keep.length; l++) {
            if (keep[l] != null) {
                double rate = ((Layer.Dropout) placed.get(l).layer()).rate();
                float scale = (float) (1 / (1 - rate));
                int draws = keep[l].length;
                Philox.words(seed, Philox.DROPOUT + l, episode, step, sample * draws, draws, words);
                for (int i = 0; i < draws; i++) {
                    keep[l][i] = Philox.uniform(words[i]) >= (float) rate ? scale : 0f;
                }
            }
        }
    }

    /** From input() to logits(), with θ at {@code at}; {@code training} applies the drawn masks. */
    void forward(float[] theta, int at, boolean training) {
        up.theta = theta;
        up.at = at;
        up.training = training;
        for (up.l = 0; up.l < placed.size(); up.l++) {
            placed.get(up.l).layer().choose(up);
        }
    }

    /** One sample's way up; at layer {@code l}. One for all samples: a meta-step allocates nothing. */
    private final class Forward implements Layer.Cases<Void> {
        private float[] theta;
        private int at;
        private boolean training;
        private int l;

        private int weightsAt() {
            return at + placed.get(l).offset();
        }

        private int biasesAt() {
            return weightsAt() + weights[l];
        }

        @Override
        public Void conv(Layer.Conv layer) {
            boolean dropsChannels = training
                    && l + 1 < placed.size()
                    && placed.get(l + 1).layer() instanceof Layer.Dropout next
                    && next.channelwise();
            ConvNet.conv(
                    convs[l],
                    theta,
                    weightsAt(),
                    biasesAt(),
                    out[l],
                    out[l + 1],
                    dropsChannels ? keep[l + 1] : null,
                    taps[l],
                    plane);
            return null;
        }

        @Override
        public Void maxPool(Layer.MaxPool layer) {
            Shape in = placed.get(l).input();
            ConvNet.maxPool(in.channels(), in.height(), in.width(), layer.size(), out[l], out[l + 1], poolAt[l]);
            return null;
        }

        @Override
        public Void relu(Layer.Relu layer) {
            ConvNet.relu(out[l], out[l + 1], out[l + 1].length);
            return null;
        }

        @Override
        public Void dropout(Layer.Dropout layer) {
            float[] to = out[l + 1];
            if (training) {
                ConvNet.dropout(out[l], keep[l], keep[l].length, to.length / keep[l].length, to);
            } else {
                System.arraycopy(out[l], 0, to, 0, to.length);
            }
            return null;
        }

        @Override
        public Void dense(Layer.Dense layer) {
            int inputs = placed.get(l).input().size();
            ConvNet.dense(theta, weightsAt(), biasesAt(), inputs, layer.units(), out[l], out[l + 1]);
            return null;
        }
    }

    /** The sample's loss after {@link #forward}; prepares the backward pass with gradients times {@code scale}. */
    float loss(int label, float scale) {
        return Losses.model(layers.loss(), logits(), logits().length, label, scale, d[placed.size()]);
    }

    /** The sample's loss alone. */
    float loss(int label) {
        return Losses.model(layers.loss(), logits(), logits().length, label, 1f, null);
    }

    boolean right(int label) {
        return Losses.right(layers.loss(), logits(), logits().length, label);
    }

    /** Adds the sample's gradient to gradient[at ..]; after {@link #loss(int, float)} in training mode. */
    void backward(float[] theta, int thetaAt, float[] gradient, int gradientAt) {
        down.theta = theta;
        down.thetaAt = thetaAt;
        down.gradient = gradient;
        down.gradientAt = gradientAt;
        for (down.l = placed.size() - 1; down.l >= 0; down.l--) {
            placed.get(down.l).layer().choose(down);
        }
    }

    /** One sample's way down; at layer {@code l}, whose input's gradient nobody wants at the bottom. */
    private final class Backward implements Layer.Cases<Void> {
        private float[] theta;
        private int thetaAt;
        private float[] gradient;
        private int gradientAt;
        private int l;

        private float[] to() {
            return l == 0 ? null : d[l];
        }

        @Override
        public Void conv(Layer.Conv layer) {
            int offset = placed.get(l).offset();
            int w0 = gradientAt + offset;
            ConvNet.convBackward(
                    convs[l], theta, thetaAt + offset, gradient, w0, w0 + weights[l], out[l], d[l + 1], to(), nonzero);
            return null;
        }

        @Override
        public Void dense(Layer.Dense layer) {
            Placed p = placed.get(l);
            int w0 = gradientAt + p.offset();
            ConvNet.denseBackward(
                    theta,
                    thetaAt + p.offset(),
                    gradient,
                    w0,
                    w0 + weights[l],
                    p.input().size(),
                    layer.units(),
                    out[l],
                    d[l + 1],
                    to());
            return null;
        }

        @Override
        public Void maxPool(Layer.MaxPool layer) {
            if (l > 0) {
                ConvNet.maxPoolBackward(d[l + 1], poolAt[l], d[l + 1].length, d[l], d[l].length);
            }
            return null;
        }

        @Override
        public Void relu(Layer.Relu layer) {
            if (l > 0) {
                ConvNet.reluBackward(out[l + 1], d[l + 1], d[l], d[l].length);
            }
            return null;
        }

        @Override
        public Void dropout(Layer.Dropout layer) {
            if (l > 0) {
                float[] from = d[l + 1];
                ConvNet.dropout(from, keep[l], keep[l].length, from.length / keep[l].length, d[l]);
            }
            return null;
        }
    }
}
