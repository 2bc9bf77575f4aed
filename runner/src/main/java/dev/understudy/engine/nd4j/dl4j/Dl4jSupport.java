package dev.understudy.engine.nd4j.dl4j;

import dev.understudy.engine.UnsupportedNetwork;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BasePretrainNetwork;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossHinge;
import org.nd4j.linalg.lossfunctions.impl.LossSquaredHinge;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;

/** Rejects networks with settings that cannot be applied, or not repeatably; none is ignored silently. */
final class Dl4jSupport {
    /** Unsupported kinds of layers, and the reasons. */
    private static final Map<Class<?>, String> NOT_AT_ALL = Map.of(
            FrozenLayer.class,
                    "freezes weights, which only the optimizer that drives may decide; remove the wrapper around the layer",
            BasePretrainNetwork.class,
                    "has parameters for pretraining only, which have no gradient here; use a DenseLayer",
            BaseWrapperLayer.class, "wraps another layer; use that layer itself",
            BaseRecurrentLayer.class, "is recurrent, and samples are images or points; use layers without time",
            Bidirectional.class, "is recurrent, and samples are images or points; use layers without time",
            RepeatVector.class, "is recurrent, and samples are images or points; use layers without time",
            EmbeddingLayer.class, "reads numbers of words, and samples are images or points; use a DenseLayer",
            EmbeddingSequenceLayer.class, "reads numbers of words, and samples are images or points; use a DenseLayer",
            AbstractSameDiffLayer.class,
                    "is computed by SameDiff, outside of DL4J's workspaces; use a layer of DL4J's own");

    private Dl4jSupport() {}

    /** @throws IllegalArgumentException naming the layer */
    static void check(MultiLayerConfiguration network) {
        if (network.getDataType() != DataType.FLOAT) {
            throw new UnsupportedNetwork(
                    "the optimizee computes in " + network.getDataType(),
                    "FLOAT, as θ is float32",
                    "set dataType to FLOAT");
        }
        int last = network.getConfs().size() - 1;
        boolean channelsLast = network.getConfs().stream()
                .anyMatch(conf -> SampleForm.of(conf.getLayer()) == SampleForm.CHANNELS_LAST);
        for (int i = 0; i <= last; i++) {
            Layer layer = network.getConf(i).getLayer();
            String where =
                    "the optimizee's layer " + i + " (" + layer.getClass().getSimpleName() + ") ";
            checkKind(where, layer);
            if (i == last != isOutput(layer)) {
                throw new UnsupportedNetwork(
                        where
                                + (i == last
                                        ? "is the last one and not an output layer"
                                        : "is an output layer and not the last one"),
                        "exactly one OutputLayer or LossLayer, at the end");
            }
            if (!network.getConf(i).isMiniBatch()) {
                throw new UnsupportedNetwork(
                        where + "has miniBatch false, which makes its gradient a sum over the batch",
                        "miniBatch true, a mean");
            }
            checkPreprocessor(where, network.getInputPreProcess(i));
            checkDropout(where, layer.getIDropout());
            if (channelsLast && layer.getIDropout() instanceof SpatialDropout) {
                throw new UnsupportedNetwork(
                        where
                                + "has SpatialDropout in a network of format NHWC, in which DL4J drops rows instead of channels",
                        "format NCHW");
            }
            if (layer.getConstraints() != null && !layer.getConstraints().isEmpty()) {
                throw new UnsupportedNetwork(
                        where + "has constraints, which change θ in addition to the updates", "none", "remove them");
            }
            IActivation activation = layer instanceof ActivationLayer alone
                    ? alone.getActivationFn()
                    : layer instanceof BaseLayer base ? base.getActivationFn() : null;
            if (activation instanceof ActivationRReLU) {
                throw new UnsupportedNetwork(
                        where + "has the activation RReLU, whose random slopes do not depend on the seed",
                        "one without random numbers, such as LReLU");
            }
            if (layer instanceof BaseLayer base) {
                checkTraining(where, base);
            }
            if (layer instanceof BatchNormalization normal
                    && normal.isLockGammaBeta()
                    && (normal.getGamma() != 1) != (normal.getBeta() != 0)) {
                throw new UnsupportedNetwork(
                        where + "has γ and β locked at " + normal.getGamma() + " and " + normal.getBeta()
                                + ", which DL4J locks only both at once",
                        "1 and 0, or neither of them");
            }
            for (String parameter : layer.initializer().paramKeys(layer)) {
                checkRegularization(where, layer.getRegularizationByParam(parameter));
            }
        }
        Layer output = network.getConf(last).getLayer();
        ILossFunction loss = output instanceof LossLayer end ? end.getLossFn() : ((BaseOutputLayer) output).getLossFn();
        if (loss == null || loss instanceof LossHinge || loss instanceof LossSquaredHinge) {
            throw new UnsupportedNetwork(
                    "the optimizee's loss is " + (loss == null ? "missing" : loss.name() + ", for labels −1 and 1"),
                    "one for labels 0 and 1, such as LossMCXENT, LossBinaryXENT or LossMSE");
        }
    }

    /**
     * Only these two: other output layers are for sequences, images as labels or detection, or have weights outside of
     * the gradient.
     */
    private static boolean isOutput(Layer layer) {
        return layer.getClass() == OutputLayer.class || layer.getClass() == LossLayer.class;
    }

    private static void checkKind(String where, Layer layer) {
        NOT_AT_ALL.forEach((kind, why) -> {
            if (kind.isInstance(layer)) {
                throw new UnsupportedNetwork(where + why);
            }
        });
    }

    private static void checkPreprocessor(String where, InputPreProcessor before) {
        if (before != null
                && !(before instanceof FeedForwardToCnnPreProcessor)
                && !(before instanceof CnnToFeedForwardPreProcessor)) {
            throw new UnsupportedNetwork(
                    where + "has the preprocessor " + before.getClass().getSimpleName(),
                    "FeedForwardToCnnPreProcessor, CnnToFeedForwardPreProcessor or none");
        }
    }

    private static void checkDropout(String where, IDropout dropout) {
        if (dropout == null) {
            return;
        }
        double keep;
        ISchedule schedule;
        if (dropout instanceof Dropout plain) {
            keep = plain.getP();
            schedule = plain.getPSchedule();
        } else if (dropout instanceof SpatialDropout spatial) {
            keep = spatial.getP();
            schedule = spatial.getPSchedule();
        } else {
            throw new UnsupportedNetwork(
                    where + "has " + dropout.getClass().getSimpleName() + ", whose noise does not depend on the seed",
                    "Dropout or SpatialDropout");
        }
        if (schedule != null || !(keep > 0 && keep <= 1)) {
            throw new UnsupportedNetwork(
                    where + "keeps units with probability " + (schedule != null ? "of a schedule" : keep),
                    "a fixed number above 0, at most 1");
        }
    }

    private static void checkTraining(String where, BaseLayer layer) {
        if (layer.getWeightNoise() != null) {
            throw new UnsupportedNetwork(
                    where + "has " + layer.getWeightNoise().getClass().getSimpleName()
                            + ", whose noise does not depend on the seed",
                    "none",
                    "remove weightNoise");
        }
        GradientNormalization normalization = layer.getGradientNormalization();
        if (normalization != null && normalization != GradientNormalization.None) {
            throw new UnsupportedNetwork(
                    where + "has gradientNormalization " + normalization + ", which is part of an updater",
                    "None, as the teacher alone decides the updates");
        }
    }

    private static void checkRegularization(String where, List<Regularization> terms) {
        for (Regularization term : terms == null ? List.<Regularization>of() : terms) {
            ISchedule strength = term instanceof L1Regularization l1
                    ? l1.getL1()
                    : term instanceof L2Regularization l2 ? l2.getL2() : null;
            if (strength == null) {
                throw new UnsupportedNetwork(
                        where + "has " + term.getClass().getSimpleName()
                                + ", which changes the update and not the gradient",
                        "l1, l2 or none",
                        "use l2, or evaluation.weightDecay");
            }
            if (!(strength instanceof FixedSchedule)) {
                throw new UnsupportedNetwork(
                        where + "has " + term.getClass().getSimpleName() + " by a schedule",
                        "a fixed number, since an optimizee's loss does not change during its training");
            }
        }
    }
}
