package dev.understudy.imitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RefusalTest {
    @Test
    void aCheckKeepsThePartsOfItsMessage() {
        assertThatThrownBy(() -> Checks.within("batch", 0, 1, 9))
                .hasMessage("batch is 0; expected a whole number from 1 to 9")
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.field()).isEqualTo("batch");
                    assertThat(refusal.found()).isEqualTo("0");
                    assertThat(refusal.expected()).isEqualTo("a whole number from 1 to 9");
                });
        Checks.within("batch", 1, 1, 9);
        Checks.within("batch", 9, 1, 9);
    }

    @Test
    void ofARecordThatIsItselfAValueTheFieldHasThatValuesName() {
        Refusal refusal = new Refusal("conv.kernel", "5", "at most 3×3");

        assertThat(refusal.below("optimizee.layers[1]"))
                .hasMessage("optimizee.layers[1].conv.kernel is 5; expected at most 3×3")
                .hasCause(refusal)
                .satisfies(below -> assertThat(below.field()).isEqualTo("optimizee.layers[1].conv.kernel"));
    }
}
