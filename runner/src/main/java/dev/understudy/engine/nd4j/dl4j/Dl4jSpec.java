package dev.understudy.engine.nd4j.dl4j;

import dev.understudy.engine.UnsupportedNetwork;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.util.OutputLayerUtil;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/**
 * A network as its JSON declares it, with dropout and loss replaced by this package's. Settings that only concern
 * DL4J's own training (updaters, learning rates, seed) are ignored: teacher or imitator replaces it.
 *
 * @param dropouts in the order of layers; only some of them will be called, see {@link MaskedDropout#draws()}
 * @param sparse whether the loss takes class numbers as labels
 */
public record Dl4jSpec(MultiLayerConfiguration network, List<MaskedDropout> dropouts, Dl4jLoss loss, boolean sparse) {
    /** @throws IllegalArgumentException if the text is no description of a network, or has an unsupported setting */
    public static Dl4jSpec read(String json) {
        DescribedKind.check(json);
        ClassNames.check(json);
        MultiLayerConfiguration network = parse(json);
        Dl4jSupport.check(network);
        network.setTrainingWorkspaceMode(WorkspaceMode.ENABLED);
        // In evaluation mode, DL4J rejects its own workspaces if the first layer passes its input on unchanged.
        Layer first = network.getConf(0).getLayer();
        boolean handsOn = first instanceof ActivationLayer || first instanceof DropoutLayer;
        network.setInferenceWorkspaceMode(handsOn ? WorkspaceMode.NONE : WorkspaceMode.ENABLED);
        network.setCacheMode(CacheMode.NONE);
        List<MaskedDropout> dropouts = new ArrayList<>();
        for (int i = 0; i < network.getConfs().size(); i++) {
            Layer layer = network.getConf(i).getLayer();
            MaskedDropout dropout = masked(i, layer.getIDropout());
            layer.setIDropout(dropout);
            if (dropout != null) {
                dropouts.add(dropout);
            }
        }
        BaseLayer output =
                (BaseLayer) network.getConf(network.getConfs().size() - 1).getLayer();
        ILossFunction function =
                output instanceof LossLayer last ? last.getLossFn() : ((BaseOutputLayer) output).getLossFn();
        Dl4jLoss loss = new Dl4jLoss(function, output.getActivationFn());
        output.setActivationFn(loss.watched());
        if (output instanceof LossLayer last) {
            last.setLossFn(loss);
        } else {
            ((BaseOutputLayer) output).setLossFn(loss);
        }
        return new Dl4jSpec(network, List.copyOf(dropouts), loss, function instanceof LossSparseMCXENT);
    }

    private static MultiLayerConfiguration parse(String json) {
        MultiLayerConfiguration network;
        try {
            network = MultiLayerConfiguration.fromJson(json);
        } catch (RuntimeException e) {
            if (!(e instanceof NullPointerException)) {
                throw UnsupportedNetwork.because(
                        e,
                        "the optimizee's description is not DL4J's JSON of a MultiLayerConfiguration",
                        "one of this version of DL4J",
                        "write it with MultiLayerConfiguration.toJson()");
            }
            network = null; // DL4J's answer to an object without "confs", or with a null among them
        }
        boolean whole = network != null
                && network.getConfs() != null
                && !network.getConfs().isEmpty()
                && network.getConfs().stream().allMatch(conf -> conf != null && conf.getLayer() != null);
        if (!whole) {
            throw new UnsupportedNetwork(
                    "the optimizee's description has no layers",
                    "DL4J's JSON of a MultiLayerConfiguration, as MultiLayerConfiguration.toJson() writes it");
        }
        if (network.isValidateOutputLayerConfig()) {
            try {
                OutputLayerUtil.validateOutputLayer(
                        "output", network.getConf(network.getConfs().size() - 1).getLayer());
            } catch (RuntimeException e) {
                throw UnsupportedNetwork.because(
                        e,
                        "the optimizee's output layer does not suit its loss",
                        "two that belong together, such as softmax and MCXENT",
                        "change one of them");
            }
        }
        return network;
    }

    private static MaskedDropout masked(int layer, IDropout declared) {
        if (declared == null) {
            return null;
        }
        boolean spatial = declared instanceof SpatialDropout;
        double keep = spatial ? ((SpatialDropout) declared).getP() : ((Dropout) declared).getP();
        return keep == 1 ? null : new MaskedDropout(layer, 1 - keep, spatial);
    }
}
