package dev.understudy.engine.nd4j.dl4j;

import dev.understudy.engine.Samples;
import dev.understudy.engine.UnsupportedNetwork;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.layers.BaseLayer;

/**
 * Finds the layer at which a pass failed. DL4J can describe layers that it cannot compute, or computes only forwards;
 * its exception then names an operation at best.
 */
public final class FailedLayer {
    /** DL4J reports a layer's input, which the previous layer made, or its output. */
    private static final Pattern MISPLACED =
            Pattern.compile("array \\((\\w+)\\) workspace validation failed \\(layer (\\d+)");

    private FailedLayer() {}

    /** The message for {@code thrown}, with which a pass through these layers ended. */
    static UnsupportedNetwork refusal(RuntimeException thrown, Layer[] layers, Samples samples) {
        List<Throwable> chain = Stream.<Throwable>iterate(thrown, t -> t != null, Throwable::getCause)
                .toList();
        List<Integer> failed =
                chain.stream().anyMatch(DL4JInvalidInputException.class::isInstance) ? List.of() : find(chain, layers);
        if (failed.isEmpty()) {
            return otherSamples(thrown, samples);
        }
        String named = failed.stream().map(i -> named(i, layers[i])).collect(Collectors.joining(" or "));
        return UnsupportedNetwork.because(
                thrown,
                "the optimizee's " + named + " cannot be computed by DL4J on samples of " + samples.shape(),
                "layers that DL4J itself can train on them",
                "replace this one");
    }

    public static UnsupportedNetwork otherSamples(RuntimeException thrown, Samples samples) {
        return UnsupportedNetwork.because(
                thrown,
                "the optimizee does not take samples of " + samples.shape() + " in " + samples.classes() + " classes",
                "a network for the data",
                "build it for them");
    }

    private static String named(int index, Layer layer) {
        var declared = layer.conf().getLayer();
        String name = declared.getLayerName() == null ? "" : " \"" + declared.getLayerName() + "\"";
        return "layer " + index + " (" + declared.getClass().getSimpleName() + name + ")";
    }

    /** Several indices if layers of one kind cannot be told apart. */
    private static List<Integer> find(List<Throwable> chain, Layer[] layers) {
        for (Throwable thrown : chain) {
            Matcher misplaced = MISPLACED.matcher(String.valueOf(thrown.getMessage()));
            if (misplaced.find()) {
                int at = Integer.parseInt(misplaced.group(2));
                int maker = misplaced.group(1).equals("INPUT") ? at - 1 : at;
                return maker < 0 || maker >= layers.length ? List.of() : List.of(maker);
            }
        }
        return Stream.of(chain.get(chain.size() - 1).getStackTrace())
                .map(frame -> IntStream.range(0, layers.length)
                        .filter(i -> isOf(layers[i], frame.getClassName()))
                        .boxed()
                        .toList())
                .filter(indices -> !indices.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Ignores the two base classes that all of DL4J's layers share. */
    private static boolean isOf(Layer layer, String className) {
        for (Class<?> c = layer.getClass();
                c != null && c != BaseLayer.class && c != AbstractLayer.class;
                c = c.getSuperclass()) {
            if (c.getName().equals(className)) {
                return true;
            }
        }
        return false;
    }
}
