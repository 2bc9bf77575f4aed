package dev.understudy.config;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Refusal;
import dev.understudy.imitation.Shape;
import java.util.List;

/**
 * The network whose training is imitated: a model by its name, a list of layers, or a file of DL4J.
 *
 * @param model null if layers or a file are given, and before the config is resolved for the model that suits the data
 *     set
 * @param layers from input to logits; null if a model or a file is given
 * @param dl4j a JSON file of a DL4J {@code MultiLayerConfiguration}; null if a model or layers are given
 * @param batch samples per optimizee step
 */
public record OptimizeeConfig(Model model, List<Layer> layers, String dl4j, int batch) {
    static final OptimizeeConfig DEFAULTS = new OptimizeeConfig(null, null, null, 16);

    /** Networks with a name. */
    public enum Model {
        /** {@link Optimizee#mnistCnn} */
        MNIST_CNN,
        /** {@link Optimizee#halfPlane} */
        HALF_PLANE
    }

    public OptimizeeConfig {
        layers = layers == null ? null : List.copyOf(layers);
        Checks.that(
                model == null || layers == null,
                "optimizee.layers",
                "given together with optimizee.model",
                "one of the two");
        Checks.that(
                dl4j == null || model == null && layers == null,
                "optimizee.dl4j",
                "given together with optimizee.model or optimizee.layers",
                "one of the three");
        Config.checkPath(
                "optimizee.dl4j",
                dl4j,
                "the path of a JSON file of a DL4J MultiLayerConfiguration, 1 to 1024 characters on one line");
        Checks.that(
                layers == null || !layers.isEmpty() && layers.size() <= 100,
                "optimizee.layers",
                layers == null ? "" : layers.size() + " layers",
                "1 to 100 layers");
        Checks.within("optimizee.batch", batch, 1, 1 << 16);
    }

    /** The same, with the model that suits the data set if neither a model nor layers nor a file are given. */
    OptimizeeConfig suiting(DataConfig data) {
        if (model != null || layers != null || isExternal()) {
            return this;
        }
        return new OptimizeeConfig(
                data.dataset() == DataConfig.Dataset.HALF_PLANE ? Model.HALF_PLANE : Model.MNIST_CNN,
                null,
                null,
                batch);
    }

    /** Whether the network is described in a file of DL4J, which only engine nd4j can compute. */
    public boolean isExternal() {
        return dl4j != null;
    }

    /**
     * The network for samples of this shape. Layers that end in a single logit for two classes have the binary
     * cross-entropy, others the softmax cross-entropy with one logit per class.
     *
     * @throws Refusal if model or layers do not fit, naming the layer
     */
    public Optimizee.Layers layers(Shape input, int classes) {
        if (layers == null) {
            return named(input, classes);
        }
        Shape shape = input;
        long coordinates = 0;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            try {
                Shape output = layer.output(shape);
                // As a long, since two large layers in a row exceed an int.
                coordinates += layer.fanIn(shape) == 0 ? 0 : (layer.fanIn(shape) + 1L) * output.channels();
                shape = output;
            } catch (Refusal e) {
                throw e.below("optimizee.layers[" + i + "]");
            }
            Checks.that(
                    coordinates < 1 << 28,
                    "optimizee.layers[" + i + "]",
                    "the layer that brings θ to " + coordinates + " coordinates",
                    "fewer than " + (1 << 28));
        }
        boolean binary = classes == 2 && shape.size() == 1;
        Checks.that(
                binary || shape.size() == classes,
                "optimizee.layers",
                "a network with " + shape.size() + " outputs",
                "one logit per class, " + classes);
        return new Optimizee.Layers(
                input, layers, binary ? Optimizee.Loss.BINARY_CROSS_ENTROPY : Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
    }

    private Optimizee.Layers named(Shape input, int classes) {
        Model resolved = model != null ? model : input.size() == 2 ? Model.HALF_PLANE : Model.MNIST_CNN;
        try {
            Optimizee.Layers network =
                    resolved == Model.HALF_PLANE ? Optimizee.halfPlane() : Optimizee.mnistCnn(input, classes);
            Checks.that(
                    network.input().equals(input),
                    "input",
                    input,
                    network.input().toString());
            return network;
        } catch (Refusal e) {
            throw new Refusal(
                    "optimizee.model",
                    Scalars.word(resolved),
                    "a network that takes " + input + " (" + e.getMessage() + "), as in optimizee: {layers: [{dense: "
                            + classes + "}]}",
                    e);
        }
    }
}
