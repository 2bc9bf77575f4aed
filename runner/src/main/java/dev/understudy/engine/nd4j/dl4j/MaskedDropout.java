package dev.understudy.engine.nd4j.dl4j;

import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Dropout of one layer's input by a mask that somebody else has drawn [O4], in the place of DL4J's own dropout: that one
 * draws from ND4J's generator, which no other engine can follow and no resume can find again. Without a mask it lets
 * everything pass and keeps the shape that it saw, so that a first pass finds out how many draws there are.
 */
public final class MaskedDropout implements IDropout {
    private static final long serialVersionUID = 1;

    private final int layer;
    private final double rate;
    private final boolean spatial;
    private transient INDArray mask; // [B][draws], or null
    private transient long[] seen;
    private transient int forwards;
    private transient int backwards;

    /**
     * @param layer its index, counted from 0
     * @param rate of dropped units, which is 1 − DL4J's p
     * @param spatial whole channels are dropped
     */
    MaskedDropout(int layer, double rate, boolean spatial) {
        this.layer = layer;
        this.rate = rate;
        this.spatial = spatial;
    }

    /** The mask from now on, [B][draws]; null to let everything pass. */
    public void use(INDArray next) {
        mask = next;
    }

    public int layer() {
        return layer;
    }

    public double rate() {
        return rate;
    }

    /** Draws per sample; 0 where this layer never came by. */
    public int draws() {
        if (seen == null) {
            return 0;
        }
        long draws = 1;
        for (int i = 1; i < (spatial ? 2 : seen.length); i++) {
            draws *= seen[i];
        }
        return Math.toIntExact(draws);
    }

    /** Whether channels are dropped where there are none. */
    boolean isSpatialWithoutChannels() {
        return spatial && seen != null && seen.length < 3;
    }

    /** Some layers of DL4J's drop units on the way forwards and forget it on the way back: their gradient is wrong. */
    boolean isForgottenBackwards() {
        return forwards != backwards;
    }

    @Override
    public INDArray applyDropout(
            INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
        seen = input.shape();
        forwards++;
        return multiply(input, result);
    }

    @Override
    public INDArray backprop(INDArray gradAtOutput, INDArray gradAtInput, int iteration, int epoch) {
        backwards++;
        return multiply(gradAtOutput, gradAtInput);
    }

    private INDArray multiply(INDArray from, INDArray to) {
        if (mask == null) {
            return from == to ? to : to.assign(from);
        }
        if (spatial) {
            return Nd4j.exec(new BroadcastMulOp(from, mask, to, 0, 1));
        }
        // The unit's number is its place in row-major order, whatever order DL4J keeps its activations in.
        return Nd4j.exec(new MulOp(from, mask.reshape('c', from.shape()), to))[0];
    }

    @Override
    public void clear() {
        // Called between passes; the mask is not this layer's to forget.
    }

    /** Itself: DL4J clones configurations, and a copy would not be told of the next mask. */
    @Override
    public IDropout clone() {
        return this;
    }
}
