package dev.understudy.engine.nd4j.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's batch normalisation without garbage: in every pass DL4J copies two arrays as large as its input out of the
 * workspaces and leaves them to the garbage collector; this class closes them after use.
 */
final class TidyBatchNormalization extends BatchNormalization {
    private static final long serialVersionUID = 1;

    private TidyBatchNormalization(BatchNormalization like) {
        super(like.conf(), DataType.FLOAT);
        setListeners(like.getListeners());
        setIndex(like.getIndex());
        setParamsViewArray(like.params());
        setParamTable(like.paramTable());
    }

    /** Replaces each of DL4J's layers of this kind. To be called before the layers have their views of the gradient. */
    static void replace(Layer[] layers) {
        for (int i = 0; i < layers.length; i++) {
            if (layers[i] instanceof BatchNormalization layer) {
                layers[i] = new TidyBatchNormalization(layer);
                layers[i].allowInputModification(i > 0);
            }
        }
    }

    @Override
    public INDArray preOutput(INDArray x, TrainingMode training, LayerWorkspaceMgr workspaces) {
        closeUnless(null);
        INDArray output = super.preOutput(x, training, workspaces);
        if (training == TrainingMode.TEST) {
            closeUnless(output);
        }
        return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        INDArray normalised = xHat;
        INDArray centred = xMu;
        Pair<Gradient, INDArray> pair = super.backpropGradient(epsilon, workspaces);
        xHat = normalised;
        xMu = centred;
        closeUnless(pair.getSecond());
        return pair;
    }

    /** With γ and β locked and no workspace, the output is one of these arrays, which must stay open. */
    private void closeUnless(INDArray inUse) {
        for (INDArray array : new INDArray[] {xHat, xMu}) {
            if (array != null && array != inUse) {
                array.close();
            }
        }
        xHat = null;
        xMu = null;
    }
}
