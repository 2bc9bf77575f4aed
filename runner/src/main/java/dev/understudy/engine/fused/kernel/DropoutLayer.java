package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Philox;

/** [O4] Dropout: multiplies each value by 0 or 1/(1 − rate) in training. */
final class DropoutLayer extends NetworkLayer {
    private final float rate;
    private final float scale;
    private final boolean channelwise;
    private final int stream; // of random words: depends on the layer's number in the network
    private final int[] words;
    private final float[] keep; // one per draw: 0, or the scale
    private final int per; // values that share a draw

    DropoutLayer(Layer.Dropout layer, int number, Activations in, Activations out) {
        super(in, out);
        rate = (float) layer.rate();
        scale = (float) (1 / (1 - layer.rate()));
        channelwise = layer.channelwise();
        stream = Philox.DROPOUT + number;
        words = new int[layer.draws(in.shape())];
        keep = new float[words.length];
        per = in.size() / keep.length;
    }

    /** True if it drops whole channels. */
    boolean channelwise() {
        return channelwise;
    }

    /** The sample's mask. */
    float[] keep() {
        return keep;
    }

    @Override
    void draw(long seed, int episode, int step, int sample) {
        Philox.words(seed, stream, episode, step, sample * keep.length, keep.length, words);
        for (int i = 0; i < keep.length; i++) {
            keep[i] = Philox.uniform(words[i]) >= rate ? scale : 0f;
        }
    }

    @Override
    void forward(float[] theta, int at, boolean training) {
        if (training) {
            ConvNet.dropout(in.values(), keep, keep.length, per, out.values());
        } else {
            System.arraycopy(in.values(), 0, out.values(), 0, out.size());
        }
    }

    @Override
    void backward(float[] theta, int at, float[] gradient, int to) {
        if (in.places() != null) {
            in.places().dropout(keep, per, in.shape().channels(), in.area());
        } else if (in.gradient() != null) {
            ConvNet.dropout(out.gradient(), keep, keep.length, per, in.gradient());
        }
    }
}
