package dev.understudy.engine.nd4j.dl4j;

import dev.understudy.imitation.Shape;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The form in which a network takes its samples; they are stored as [channels][height][width]. */
public enum SampleForm {
    /** [B, size] */
    FLAT,
    /** [B, channels, height, width] */
    CHANNELS_FIRST,
    /** [B, height, width, channels] */
    CHANNELS_LAST;

    /**
     * The form required by the first layer that does not accept every form, or by the preprocessor before it.
     *
     * @throws IllegalArgumentException if the network is for samples of another shape
     */
    public static SampleForm of(MultiLayerConfiguration network, Shape sample) {
        for (int i = 0; i < network.getConfs().size(); i++) {
            InputPreProcessor before = network.getInputPreProcess(i);
            if (before instanceof FeedForwardToCnnPreProcessor to) {
                if (to.getNumChannels() != sample.channels()
                        || to.getInputHeight() != sample.height()
                        || to.getInputWidth() != sample.width()) {
                    throw new IllegalArgumentException("the optimizee takes samples of " + to.getNumChannels() + "×"
                            + to.getInputHeight() + "×" + to.getInputWidth() + "; expected the data's " + sample
                            + "; build it for that input type");
                }
                return FLAT;
            }
            if (before instanceof CnnToFeedForwardPreProcessor from) {
                return of(from.getFormat());
            }
            Layer layer = network.getConf(i).getLayer();
            if (layer instanceof LocalResponseNormalization || layer instanceof GlobalPoolingLayer) {
                return CHANNELS_FIRST;
            }
            boolean takesEither = layer instanceof ActivationLayer
                    || layer instanceof DropoutLayer
                    || layer instanceof BatchNormalization;
            if (!takesEither) {
                return of(layer);
            }
        }
        return FLAT;
    }

    /** The form that this layer declares. */
    public static SampleForm of(Layer layer) {
        try {
            return of(ConvolutionUtils.getFormatForLayer(layer));
        } catch (IllegalArgumentException e) {
            return FLAT; // DL4J's exception for a layer without a format
        }
    }

    private static SampleForm of(CNN2DFormat format) {
        return format == CNN2DFormat.NHWC ? CHANNELS_LAST : CHANNELS_FIRST;
    }

    /** Shape of the network's sample array. */
    public long[] shape(long batch, Shape sample) {
        return switch (this) {
            case FLAT -> new long[] {batch, sample.size()};
            case CHANNELS_FIRST -> new long[] {batch, sample.channels(), sample.height(), sample.width()};
            case CHANNELS_LAST -> new long[] {batch, sample.height(), sample.width(), sample.channels()};
        };
    }

    /** A view in this form of contiguous rows [B][size]. */
    public INDArray view(INDArray rows, Shape sample) {
        if (this == CHANNELS_LAST) {
            return rows.reshape('c', true, CHANNELS_FIRST.shape(rows.size(0), sample))
                    .permute(0, 2, 3, 1);
        }
        return rows.reshape('c', true, shape(rows.size(0), sample));
    }
}
