package dev.understudy.engine.nd4j.dl4j;

import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Dropout of one layer's input by a mask that the caller has drawn [O4], instead of DL4J's own dropout, which draws
 * from ND4J's generator: no other engine can reproduce that, and no resumed run can continue it. Without a mask it
 * passes its input on and records the shape, so that a first pass shows how many draws are needed.
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
     * @param spatial whether whole channels are dropped
     */
    MaskedDropout(int layer, double rate, boolean spatial) {
        this.layer = layer;
        this.rate = rate;
        this.spatial = spatial;
    }

    /** Sets the mask for later passes, [B][draws]; null passes everything on. */
    public void use(INDArray next) {
        mask = next;
    }

    public int layer() {
        return layer;
    }

    public double rate() {
        return rate;
    }

    /** Draws per sample; 0 if the layer has not been called. */
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

    /** Whether it is to drop channels of an input that has none. */
    boolean isSpatialWithoutChannels() {
        return spatial && seen != null && seen.length < 3;
    }

    /**
     * Whether the layer drops units in the forward pass but not in the backward pass, as some of DL4J's layers do:
     * their gradient is wrong.
     */
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
        // A unit's number is its index in row-major order, in whatever order DL4J stores its activations.
        return Nd4j.exec(new MulOp(from, mask.reshape('c', from.shape()), to))[0];
    }

    @Override
    public void clear() {
        // Called between passes; the mask must stay.
    }

    /** Returns itself: DL4J clones configurations, and a copy would not get the next mask. */
    @Override
    public IDropout clone() {
        return this;
    }
}
