package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Optimizee.Placed;
import dev.understudy.imitation.Philox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The blueprint of an optimizee of layers. */
record LayersBlueprint(Optimizee.Layers layers) implements Blueprint {
    @Override
    public int coordinates() {
        return layers.coordinates();
    }

    @Override
    public List<Long> tensors() {
        return Arrays.stream(layers.tensors()).asLongStream().boxed().toList();
    }

    @Override
    public List<Mask> masks() {
        List<Mask> masks = new ArrayList<>();
        List<Placed> placed = layers.placed();
        for (int l = 0; l < placed.size(); l++) {
            if (placed.get(l).layer() instanceof Layer.Dropout dropout) {
                masks.add(
                        new Mask(Philox.DROPOUT + l, dropout.draws(placed.get(l).input()), dropout.rate()));
            }
        }
        return masks;
    }

    @Override
    public Blueprint.RunningOptimizee on(Place place) {
        return new LayersNetwork(layers, place);
    }
}
