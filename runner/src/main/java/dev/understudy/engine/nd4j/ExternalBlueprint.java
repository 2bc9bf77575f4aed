package dev.understudy.engine.nd4j;

import dev.understudy.engine.Samples;
import dev.understudy.engine.UnsupportedNetwork;
import dev.understudy.engine.nd4j.dl4j.Dl4jNetwork;
import dev.understudy.engine.nd4j.dl4j.Dl4jSpec;
import dev.understudy.engine.nd4j.dl4j.FailedLayer;
import dev.understudy.engine.nd4j.dl4j.FirstPass;
import dev.understudy.engine.nd4j.dl4j.MaskedDropout;
import dev.understudy.imitation.Philox;
import java.util.List;
import org.nd4j.linalg.api.memory.MemoryWorkspace;

/**
 * A network that DL4J describes and computes: the JSON of a {@code MultiLayerConfiguration}, with the weight
 * initialisation, dropout, L1, L2 and loss that it declares. Its coordinates are DL4J's parameters in DL4J's order.
 * They include the running statistics of batch normalisation, which computing a gradient moves at once, as in DL4J;
 * their gradient is 0, so that teacher and imitator leave them alone. The gradient includes the terms of L1 and L2; the
 * reported losses do not.
 */
@SuppressWarnings("try") // a workspace is open or closed, never read
final class ExternalBlueprint implements Blueprint {
    private final String json;
    private final Samples samples;
    private final FirstPass found;
    private final List<Mask> masks;

    private ExternalBlueprint(String json, Samples samples, FirstPass found, List<Mask> masks) {
        this.json = json;
        this.samples = samples;
        this.found = found;
        this.masks = masks;
    }

    /**
     * Reads the description, and tries the network on made-up samples of this shape.
     *
     * @param json DL4J's JSON of a MultiLayerConfiguration
     * @throws IllegalArgumentException in one line, if the JSON is no MultiLayerConfiguration, has an unsupported
     *     setting, or does not fit these samples
     */
    static ExternalBlueprint of(String json, Samples samples) {
        try (MemoryWorkspace outside = Dl4jNetwork.outside()) {
            Dl4jSpec declaration = Dl4jSpec.read(json);
            FirstPass found = FirstPass.of(declaration, samples);
            // The stream includes the layer's index, by which on() finds the mask's layer.
            List<Mask> masks = declaration.dropouts().stream()
                    .filter(dropout -> dropout.draws() > 0)
                    .map(dropout -> new Mask(Philox.DROPOUT + dropout.layer(), dropout.draws(), dropout.rate()))
                    .toList();
            return new ExternalBlueprint(json, samples, found, masks);
        } catch (UnsupportedNetwork e) {
            throw e;
        } catch (RuntimeException e) {
            throw FailedLayer.otherSamples(e, samples);
        }
    }

    @Override
    public int coordinates() {
        return found.coordinates();
    }

    @Override
    public List<long[]> statistics() {
        return found.statistics();
    }

    @Override
    public List<Long> tensors() {
        return found.tensors();
    }

    @Override
    public List<Mask> masks() {
        return masks;
    }

    @Override
    public Blueprint.RunningOptimizee on(Place place) {
        Dl4jSpec declaration = Dl4jSpec.read(json);
        List<MaskedDropout> dropouts = masks.stream()
                .map(mask -> dropout(declaration, mask.stream() - Philox.DROPOUT))
                .toList();
        try (MemoryWorkspace outside = Dl4jNetwork.outside()) {
            return new ExternalNetwork(declaration, dropouts, found, samples, place);
        }
    }

    private static MaskedDropout dropout(Dl4jSpec declaration, int layer) {
        return declaration.dropouts().stream()
                .filter(dropout -> dropout.layer() == layer)
                .findFirst()
                .orElseThrow();
    }
}
