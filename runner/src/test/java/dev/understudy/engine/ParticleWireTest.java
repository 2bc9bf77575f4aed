package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.ParticleRequest.Base;
import dev.understudy.engine.ParticleRequest.Part;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParticleWireTest {
    private static final float NAN = Float.intBitsToFloat(0x7fc12345);

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    @Test
    void aRequestArrivesAsItWasSent() {
        float[] phi = {1, -0f, NAN, Float.NEGATIVE_INFINITY};
        ParticleRequest sent = new ParticleRequest(
                "token φ/3",
                1L << 40,
                true,
                List.of(phi, new float[] {2, 3, 4, 5}),
                List.of(
                        new Part(new PairRange(2, 3, 7), null),
                        new Part(new PairRange(0, 1, 2), new Base(5, Map.of())),
                        new Part(new PairRange(1, 0, 4), new Base(1L << 33, Map.of("carry.h", phi)))));
        ParticleRequest found = ParticleWire.request(ParticleWire.bytes(sent));
        assertThat(found.training()).isEqualTo(sent.training());
        assertThat(found.metaStep()).isEqualTo(sent.metaStep());
        assertThat(found.state()).isTrue();
        assertThat(found.phis()).hasSize(2);
        assertThat(bits(found.phis().get(0))).containsExactly(bits(phi));
        assertThat(found.phis().get(1)).containsExactly(2, 3, 4, 5);
        assertThat(found.parts())
                .extracting(Part::range)
                .containsExactlyElementsOf(
                        sent.parts().stream().map(Part::range).toList());
        assertThat(found.parts().get(0).base()).isNull();
        assertThat(found.parts().get(1).base()).isEqualTo(new Base(5, Map.of()));
        assertThat(found.parts().get(2).base().metaStep()).isEqualTo(1L << 33);
        assertThat(bits(found.parts().get(2).base().tensors().get("carry.h"))).containsExactly(bits(phi));
    }

    @Test
    void answersArriveAsTheyWereSent() {
        ParticleAnswer losses = new ParticleAnswer(new float[] {NAN, 2}, new float[] {3}, Map.of());
        ParticleAnswer state = new ParticleAnswer(new float[0], new float[0], Map.of("theta", new float[] {7, NAN}));
        List<ParticleAnswer> found =
                ParticleWire.answers(ParticleWire.bytes(List.of(losses, ParticleAnswer.MISSING, state)));
        assertThat(found).hasSize(3);
        assertThat(bits(found.get(0).losses())).containsExactly(bits(losses.losses()));
        assertThat(found.get(0).sums()).containsExactly(3);
        assertThat(found).extracting(ParticleAnswer::missing).containsExactly(false, true, false);
        assertThat(bits(found.get(2).tensors().get("theta")))
                .containsExactly(bits(state.tensors().get("theta")));
    }
}
