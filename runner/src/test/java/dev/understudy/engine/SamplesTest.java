package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.imitation.Shape;
import org.junit.jupiter.api.Test;

class SamplesTest {
    /** Four images of two pixels. */
    private static final Samples.Images IMAGES = new Samples.Images(
            new Shape(1, 1, 2), 7, new byte[] {0, 1, 10, 11, 20, 21, 30, 31}, new byte[] {3, 4, 5, 6}, 0.25f, 0.5f);

    @Test
    void aPartHasThePixelsAndLabelsOfItsImages() {
        Samples.Images part = IMAGES.part(1, 3);

        assertThat(part.count()).isEqualTo(2);
        assertThat(part.pixels()).containsExactly(10, 11, 20, 21);
        assertThat(part.labels()).containsExactly(4, 5);
        assertThat(part.shape()).isEqualTo(new Shape(1, 1, 2));
        assertThat(part.classes()).isEqualTo(7);
        assertThat(part.mean()).isEqualTo(0.25f);
        assertThat(part.std()).isEqualTo(0.5f);
        part.pixels()[0] = 99;
        assertThat(IMAGES.pixels()[2]).as("copied").isEqualTo((byte) 10);
    }

    @Test
    void imagesHaveOneLabelEach() {
        assertThatThrownBy(() -> new Samples.Images(new Shape(1, 1, 2), 7, new byte[7], new byte[4], 0, 1))
                .hasMessage("pixels is 7 bytes; expected 4 samples of 1×1×2");
        assertThatThrownBy(() -> new Samples.Images(new Shape(1, 1, 2), 7, new byte[0], new byte[0], 0, 1))
                .hasMessage("samples is 0; expected at least one");
    }

    @Test
    void theHalfPlaneHasPointsOfTwoClasses() {
        Samples points = new Samples.HalfPlane(5, 10);

        assertThat(points.count()).isEqualTo(10);
        assertThat(points.shape()).isEqualTo(new Shape(2, 1, 1));
        assertThat(points.classes()).isEqualTo(2);
    }
}
