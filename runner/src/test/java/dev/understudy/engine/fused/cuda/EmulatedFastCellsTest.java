package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The imitator with {@link Variant#FAST_CELLS}, to the tolerance of the kernels that fuse anyway. */
@Tag("emulation")
class EmulatedFastCellsTest extends CudaImitatorContract {
    EmulatedFastCellsTest() {
        super(Devices.EMULATED.with(Variant.FAST_CELLS), 1e-6);
    }

    /** Else nothing would have been shown: the kernels of the variant are the ones that ran, and they fuse. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void smallLayersHaveOtherBitsThanWithoutIt(int cells) {
        for (String form : new String[] {"long", "short", "global"}) {
            Imitator imitator = imitator(String.valueOf(cells), false);
            MetaStep m = MetaStep.of(imitator, 5, 1, 207);
            RegisterUnroll unroll = new RegisterUnroll(cells, form, 5, 1, 207, 1);
            MetaStep plain = m.on(Devices.EMULATED.one(), imitator, false, unroll, 1, ImitationLoss.HUBER);
            MetaStep fast = m.on(
                    Devices.EMULATED.with(Variant.FAST_CELLS).one(), imitator, false, unroll, 1, ImitationLoss.HUBER);
            assertThat(fast.predicted()).as(form).isNotEqualTo(plain.predicted());
            assertThat(fast.metaGradient()).as(form).isNotEqualTo(plain.metaGradient());
        }
    }
}
