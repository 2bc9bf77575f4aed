package dev.understudy.engine.nd4j;

import static dev.understudy.engine.nd4j.Nets.IMAGES;
import static dev.understudy.engine.nd4j.Nets.conv;
import static dev.understudy.engine.nd4j.Nets.images;
import static dev.understudy.engine.nd4j.Nets.softmax;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.nd4j.Blueprint.Place;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The unit and the replica that each draw of a mask drops. */
@Tag("nd4j")
class ExternalMasksTest {
    private static final int BATCH = 4;

    @Test
    void aMaskedUnitDoesNotCount() {
        Blueprint blueprint = ExternalBlueprint.of(
                images(
                        conv().build(),
                        new DropoutLayer.Builder(new SpatialDropout(0.5)).build(),
                        softmax().dropOut(0.9).build()),
                IMAGES);
        assertThat(blueprint.masks()).extracting(Blueprint.Mask::draws).containsExactly(4, 4 * 4 * 4);
        Place place = Nets.place(blueprint, IMAGES, 1, BATCH);
        place.masks().get(0).assign(2);
        place.masks().get(1).assign(1);
        for (int b = 0; b < BATCH; b++) {
            place.masks().get(0).putScalar(new int[] {0, b, 1}, 0); // channel 1 in no sample
            place.masks()
                    .get(1)
                    .putScalar(new int[] {0, b, 17}, 0); // and that channel's second unit is in 16..31 anyway
        }
        try (Blueprint.RunningOptimizee network = blueprint.on(place)) {
            network.init(3, 0, 0);
            network.gradient();
            // DL4J's convolution: bias first, then weights [out][in][3][3]; the output layer: weights [inputs][outputs]
            // by columns.
            for (int k = 0; k < 4; k++) {
                for (int i = 0; i < 18; i++) {
                    float g = place.gradient().getFloat(0, 4 + k * 18 + i);
                    assertThat(g == 0).as("weight %d of channel %d", i, k).isEqualTo(k == 1);
                }
            }
            int output = 4 + 72;
            for (int unit = 0; unit < 64; unit++) {
                assertThat(place.gradient().getFloat(0, output + unit) == 0)
                        .as("unit %d", unit)
                        .isEqualTo(unit / 16 == 1);
            }
        }
    }

    @Test
    void aMasksDrawIsTheUnitsPlaceInChannelsThenRowsThenColumns() {
        Blueprint blueprint = ExternalBlueprint.of(
                images(
                        conv().build(),
                        new DropoutLayer.Builder(0.5).build(),
                        softmax().build()),
                IMAGES);
        Place place = Nets.place(blueprint, IMAGES, 1, BATCH);
        place.masks().get(0).assign(2);
        for (int b = 0; b < BATCH; b++) {
            place.masks().get(0).putScalar(new int[] {0, b, 27}, 0);
        }
        try (Blueprint.RunningOptimizee network = blueprint.on(place)) {
            network.init(3, 0, 0);
            network.gradient();
            for (int unit = 0; unit < 64; unit++) {
                assertThat(place.gradient().getFloat(0, 4 + 72 + unit) == 0)
                        .as("unit %d", unit)
                        .isEqualTo(unit == 27);
            }
        }
    }

    @Test
    void eachReplicaHasItsOwnThetaSamplesAndMasks() {
        String json = images(
                conv().build(), new DropoutLayer.Builder(0.5).build(), softmax().build());
        Blueprint blueprint = ExternalBlueprint.of(json, IMAGES);
        Place three = Nets.place(blueprint, IMAGES, 3, BATCH);
        try (Blueprint.RunningOptimizee network = blueprint.on(three)) {
            for (int r = 0; r < 3; r++) {
                network.init(3, r, r);
            }
            network.gradient();
            for (int r = 0; r < 3; r++) {
                Place one = Nets.place(blueprint, IMAGES, 1, BATCH);
                one.input().assign(three.input().slice(r).reshape(one.input().shape()));
                one.labels().assign(three.labels().slice(r).reshape(one.labels().shape()));
                one.masks()
                        .get(0)
                        .assign(three.masks()
                                .get(0)
                                .slice(r)
                                .reshape(one.masks().get(0).shape()));
                try (Blueprint.RunningOptimizee alone = blueprint.on(one)) {
                    alone.init(3, 0, r);
                    alone.gradient();
                    assertThat(three.gradient().slice(r).dup().data().asFloat())
                            .isEqualTo(one.gradient().dup().data().asFloat());
                    assertThat(three.loss().getFloat(r)).isEqualTo(one.loss().getFloat(0));
                }
            }
        }
    }
}
