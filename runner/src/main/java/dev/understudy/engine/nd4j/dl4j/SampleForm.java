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

/** In which form a network takes its samples, all of which lie as [channels][height][width]. */
public enum SampleForm {
    /** [B, size] */
    FLAT,
    /** [B, channels, height, width] */
    CHANNELS_FIRST,
    /** [B, height, width, channels] */
    CHANNELS_LAST;

    /**
     * What the first layer says that is not content with either, or the preprocessor before it.
     *
     * @throws IllegalArgumentException where samples of this shape cannot be meant
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

    /** What this layer takes, by its own word. */
    public static SampleForm of(Layer layer) {
        try {
            return of(ConvolutionUtils.getFormatForLayer(layer));
        } catch (IllegalArgumentException e) {
            return FLAT; // DL4J's way of saying that the layer has no such format
        }
    }

    private static SampleForm of(CNN2DFormat format) {
        return format == CNN2DFormat.NHWC ? CHANNELS_LAST : CHANNELS_FIRST;
    }

    /** Shape of the array that the network takes. */
    public long[] shape(long batch, Shape sample) {
        return switch (this) {
            case FLAT -> new long[] {batch, sample.size()};
            case CHANNELS_FIRST -> new long[] {batch, sample.channels(), sample.height(), sample.width()};
            case CHANNELS_LAST -> new long[] {batch, sample.height(), sample.width(), sample.channels()};
        };
    }

    /** A view in this form of rows [B][size] without gaps. */
    public INDArray view(INDArray rows, Shape sample) {
        if (this == CHANNELS_LAST) {
            return rows.reshape('c', true, CHANNELS_FIRST.shape(rows.size(0), sample))
                    .permute(0, 2, 3, 1);
        }
        return rows.reshape('c', true, shape(rows.size(0), sample));
    }
}
