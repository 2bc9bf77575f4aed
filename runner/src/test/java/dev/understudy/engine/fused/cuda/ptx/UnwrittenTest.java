package dev.understudy.engine.fused.cuda.ptx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnwrittenTest {
    private static List<String> registers(String... statements) {
        return Unwritten.of(Ptx.of(Snippet.of(statements).text()).entry("snippet")).stream()
                .map(Unwritten.Read::register)
                .toList();
    }

    @Test
    void whatIsWrittenOnEveryWayMayBeRead() {
        assertThat(registers(
                        "mov.pred %p1, 1;",
                        "@%p1 bra $b;",
                        "mov.u32 %r1, 1;",
                        "bra.uni $c;",
                        "$b:",
                        "mov.u32 %r1, 2;",
                        "$c:",
                        "add.s32 %r2, %r1, 1;"))
                .isEmpty();
    }

    @Test
    void whatIsWrittenOnOneWayOnlyMayNot() {
        assertThat(registers("mov.pred %p1, 1;", "@%p1 bra $c;", "mov.u32 %r1, 1;", "$c:", "add.s32 %r2, %r1, 1;"))
                .containsExactly("%r1");
        assertThat(registers("@%p3 bra $c;", "$c:", "st.shared.u32 [%r5], %r6;"))
                .containsExactly("%p3", "%r5", "%r6");
    }

    @Test
    void whatALoopWritesIsNotThereBeforeItsFirstRound() {
        assertThat(registers(
                        "mov.pred %p1, 0;", "$again:", "add.s32 %r1, %r2, 1;", "mov.u32 %r2, 3;", "@%p1 bra $again;"))
                .containsExactly("%r2");
        assertThat(registers(
                        "mov.pred %p1, 0;",
                        "mov.u32 %r2, 0;",
                        "$again:",
                        "add.s32 %r1, %r2, 1;",
                        "mov.u32 %r2, 3;",
                        "@%p1 bra $again;",
                        "add.s32 %r4, %r1, %tid.x;"))
                .isEmpty();
    }

    @Test
    void aVectorWritesAllItsRegisters() {
        assertThat(registers("ld.global.v2.u32 {%r1, %r2}, [%rd0];", "st.global.v2.u32 [%rd0], {%r2, %r3};"))
                .containsExactly("%r3");
    }

    @Test
    void whatNothingLeadsToIsLeftOut() {
        assertThat(registers("bra.uni $end;", "add.s32 %r1, %r2, 1;", "$end:")).isEmpty();
    }

    @Test
    void theUpperHalfOfAPairMayBeAnythingWhereEverybodyCutsItOff() {
        String pair = "mov.b64 %rd1, {%r1, %r2};";
        assertThat(registers("mov.u32 %r1, 1;", pair, "and.b64 %rd2, %rd1, 4294967295;"))
                .isEmpty();
        assertThat(registers("mov.u32 %r2, 1;", pair, "and.b64 %rd2, %rd1, 4294967295;"))
                .as("the lower half")
                .containsExactly("%r1");
        assertThat(registers("mov.u32 %r1, 1;", pair, "and.b64 %rd2, %rd1, 4294967296;"))
                .containsExactly("%r2");
        assertThat(registers("mov.u32 %r1, 1;", pair, "and.b64 %rd2, %rd1, 4294967295;", "add.s64 %rd3, %rd1, 1;"))
                .containsExactly("%r2");
    }
}
