package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Optimizee.Placed;
import dev.understudy.imitation.Philox;
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
        for (int l = 0; l < placed.size(); l++) {
            Placed p = placed.get(l);
            float[] in = out[l];
            float[] to = out[l + 1];
            int w0 = at + p.offset();
            int b0 = w0 + weights[l];
            if (p.layer() instanceof Layer.Conv) {
                boolean dropsChannels = training
                        && l + 1 < placed.size()
                        && placed.get(l + 1).layer() instanceof Layer.Dropout next
                        && next.channelwise();
                ConvNet.conv(convs[l], theta, w0, b0, in, to, dropsChannels ? keep[l + 1] : null, taps[l], plane);
            } else if (p.layer() instanceof Layer.MaxPool pool) {
                ConvNet.maxPool(
                        p.input().channels(), p.input().height(), p.input().width(), pool.size(), in, to, poolAt[l]);
            } else if (p.layer() instanceof Layer.Relu) {
                ConvNet.relu(in, to, to.length);
            } else if (p.layer() instanceof Layer.Dropout) {
                if (training) {
                    ConvNet.dropout(in, keep[l], keep[l].length, to.length / keep[l].length, to);
                } else {
                    System.arraycopy(in, 0, to, 0, to.length);
                }
            } else if (p.layer() instanceof Layer.Dense dense) {
                ConvNet.dense(theta, w0, b0, p.input().size(), dense.units(), in, to);
            }
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
        for (int l = placed.size() - 1; l >= 0; l--) {
            Placed p = placed.get(l);
            float[] from = d[l + 1];
            float[] to = l == 0 ? null : d[l];
            int w0 = gradientAt + p.offset();
            if (p.layer() instanceof Layer.Conv) {
                ConvNet.convBackward(
                        convs[l],
                        theta,
                        thetaAt + p.offset(),
                        gradient,
                        w0,
                        w0 + weights[l],
                        out[l],
                        from,
                        to,
                        nonzero);
            } else if (p.layer() instanceof Layer.Dense dense) {
                ConvNet.denseBackward(
                        theta,
                        thetaAt + p.offset(),
                        gradient,
                        w0,
                        w0 + weights[l],
                        p.input().size(),
                        dense.units(),
                        out[l],
                        from,
                        to);
            } else if (to != null) {
                if (p.layer() instanceof Layer.MaxPool) {
                    ConvNet.maxPoolBackward(from, poolAt[l], from.length, to, to.length);
                } else if (p.layer() instanceof Layer.Relu) {
                    ConvNet.reluBackward(out[l + 1], from, to, to.length);
                } else {
                    ConvNet.dropout(from, keep[l], keep[l].length, from.length / keep[l].length, to);
                }
            }
        }
    }
}
