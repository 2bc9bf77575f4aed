package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Philox;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Philox.cuh, emulated, gives the values of Philox.java. */
@Tag("emulation")
class PhiloxTwinTest {
    private static final int N = 1000;

    @Test
    void wordsUniformsAndPlacesAreThoseOfJava() {
        for (long seed : new long[] {0, 1, -1, 0x0123456789ABCDEFL}) {
            for (int first : new int[] {0, 1, 6, Integer.MAX_VALUE - N}) {
                try (EmulatedDevice device = EmulatedDevice.usual()) {
                    CudaBuffer words = CudaBuffer.on(device, N);
                    CudaBuffer uniforms = CudaBuffer.on(device, N);
                    CudaBuffer places = CudaBuffer.on(device, N);
                    device.launch(
                            "philox_values",
                            8,
                            1,
                            128,
                            0,
                            (int) seed,
                            (int) (seed >>> 32),
                            Philox.DROPOUT + 3,
                            5,
                            77,
                            first,
                            N,
                            words.address(),
                            uniforms.address(),
                            places.address());
                    float[] bits = words.read();
                    float[] u = uniforms.read();
                    float[] below = places.read();
                    for (int i = 0; i < N; i++) {
                        int word = Philox.word(seed, Philox.DROPOUT + 3, 5, 77, first + i);
                        assertThat(Float.floatToRawIntBits(bits[i]))
                                .as("word " + i)
                                .isEqualTo(word);
                        assertThat(u[i]).isEqualTo(Philox.uniform(word));
                        assertThat(Float.floatToRawIntBits(below[i])).isEqualTo(Philox.below(N, word));
                    }
                }
            }
        }
    }
}
