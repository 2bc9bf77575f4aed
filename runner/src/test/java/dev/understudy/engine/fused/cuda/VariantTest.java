package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VariantTest {
    @Test
    void noneIsTheDefault() {
        assertThat(Variant.parse(null)).isEmpty();
        assertThat(Variant.parse(" ")).isEmpty();
    }

    @Test
    void whatIsWrittenIsRead() {
        Set<Variant> all = EnumSet.allOf(Variant.class);
        assertThat(Variant.text(all)).isEqualTo("joined-updates,fast-cells,lean-network");
        assertThat(Variant.parse(Variant.text(all))).isEqualTo(all);
        assertThat(Variant.parse("lean-network, joined-updates"))
                .containsExactlyInAnyOrder(Variant.LEAN_NETWORK, Variant.JOINED_UPDATES);
    }

    @Test
    void anotherWordIsNamed() {
        assertThatThrownBy(() -> Variant.parse("fast-cells,fast"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'fast' is not a variant of the CUDA kernels");
        assertThatThrownBy(() -> Variant.parse("fast-cells,")).hasMessageStartingWith("'' is not a variant");
    }
}
