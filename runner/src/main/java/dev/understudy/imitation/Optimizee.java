package dev.understudy.imitation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The small network that the teacher and the imitator train; its weights θ have {@link #coordinates()} coordinates. */
public sealed interface Optimizee {
    /** P, the number of coordinates of θ. */
    int coordinates();

    /** The loss of the network's output. */
    enum Loss {
        /** [O5] −log softmax(logits)[label], one logit per class. */
        SOFTMAX_CROSS_ENTROPY,
        /** [O6] log(1 + e^−z) for label 1, log(1 + e^z) for label 0, of a single logit z. */
        BINARY_CROSS_ENTROPY
    }

    /** A layer with its input and output shapes and the offset of its weights in θ. */
    record Placed(Layer layer, Shape input, Shape output, int offset) {}

    /** A list of layers; θ holds their weights in order. */
    record Layers(Shape input, List<Layer> list, Loss loss) implements Optimizee {
        public Layers {
            list = List.copyOf(list);
            Checks.that(!list.isEmpty(), "optimizee.layers", "empty", "at least one layer");
            List<Placed> placed = place(input, list);
            Shape last = placed.get(placed.size() - 1).output();
            Checks.that(
                    loss != Loss.BINARY_CROSS_ENTROPY || last.size() == 1,
                    "optimizee.layers",
                    last.size() + " outputs",
                    "1 output, the logit of binary cross-entropy");
            Checks.that(
                    placed.stream().anyMatch(p -> p.layer().coordinates(p.input()) > 0),
                    "optimizee.layers",
                    "without weights",
                    "a conv or dense layer");
        }

        /** All layers with their shapes and offsets in θ. */
        public List<Placed> placed() {
            return place(input, list);
        }

        /** Number of logits. */
        public int outputs() {
            List<Placed> placed = placed();
            return placed.get(placed.size() - 1).output().size();
        }

        @Override
        public int coordinates() {
            return placed().stream()
                    .mapToInt(p -> p.layer().coordinates(p.input()))
                    .sum();
        }

        /** The offset in θ of each tensor (a layer's weights or its biases), in order; then P. */
        public int[] tensors() {
            IntStream.Builder bounds = IntStream.builder();
            for (Placed p : placed()) {
                int n = p.layer().coordinates(p.input());
                if (n > 0) {
                    bounds.add(p.offset()).add(p.offset() + n - p.layer().biases());
                }
            }
            return bounds.add(coordinates()).build().toArray();
        }

        private static List<Placed> place(Shape input, List<Layer> list) {
            List<Placed> placed = new ArrayList<>();
            Shape shape = input;
            long offset = 0;
            for (Layer layer : list) {
                Shape output = layer.output(shape);
                placed.add(new Placed(layer, shape, output, (int) offset));
                offset += layer.coordinates(shape);
                Checks.that(offset < 1 << 28, "optimizee.layers", offset + " coordinates", "fewer than " + (1 << 28));
                shape = output;
            }
            return List.copyOf(placed);
        }
    }

    /**
     * A network that another library describes and computes, with the loss that it declares; only an engine with that
     * library can run it.
     *
     * @param description the text of the file: DL4J's JSON of a MultiLayerConfiguration
     * @param coordinates P, as the library counts them
     */
    record External(String description, int coordinates) implements Optimizee {
        public External {
            Checks.within("optimizee coordinates", coordinates, 1, (1 << 28) - 1);
        }
    }

    /** The source's CNN for 28×28 images: 21,840 coordinates at ten classes. */
    static Layers mnistCnn(Shape input, int classes) {
        return new Layers(
                input,
                List.of(
                        new Layer.Conv(5, 10),
                        new Layer.MaxPool(2),
                        new Layer.Relu(),
                        new Layer.Conv(5, 20),
                        new Layer.Dropout(0.5, true),
                        new Layer.MaxPool(2),
                        new Layer.Relu(),
                        new Layer.Dense(50),
                        new Layer.Relu(),
                        new Layer.Dropout(0.5, false),
                        new Layer.Dense(classes)),
                Loss.SOFTMAX_CROSS_ENTROPY);
    }

    /** The source's binary classifier of points in the plane, linear throughout: 17 coordinates. */
    static Layers halfPlane() {
        return new Layers(
                new Shape(2, 1, 1), List.of(new Layer.Dense(4), new Layer.Dense(1)), Loss.BINARY_CROSS_ENTROPY);
    }
}
