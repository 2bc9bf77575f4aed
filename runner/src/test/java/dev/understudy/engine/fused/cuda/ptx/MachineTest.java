package dev.understudy.engine.fused.cuda.ptx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads, stores and branches: each thread has its own values, independent of its neighbours. */
class MachineTest {
    /** Runs of neighbours, words further apart, all the same word: each is done in a way of its own. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 31, 32, 33, 130, 300})
    void everyThreadLoadsAndStoresItsOwnWord(int threads) {
        ByteBuffer memory = Snippet.of(
                        "mov.u32 %r1, %tid.x;",
                        "mul.wide.u32 %rd1, %r1, 4;",
                        "add.s64 %rd1, %rd0, %rd1;",
                        "ld.global.u32 %r2, [%rd1+16];",
                        "ld.global.u32 %r3, [%rd0];",
                        "add.s32 %r2, %r2, %r3;",
                        "mul.wide.u32 %rd2, %r1, 12;",
                        "add.s64 %rd2, %rd0, %rd2;",
                        "add.s64 %rd2, %rd2, 2000;",
                        "st.global.u32 [%rd2], %r2;",
                        "cvt.rn.f32.s32 %f1, %r1;",
                        "mul.wide.u32 %rd3, %r1, 4;",
                        "add.s64 %rd3, %rd0, %rd3;",
                        "st.global.f32 [%rd3+8000], %f1;")
                .bytes(10_000)
                .threads(threads)
                .run();
        for (int i = 0; i < threads; i++) {
            assertThat(memory.getInt(2000 + 12 * i)).isEqualTo(memory.getInt(16 + 4 * i) + memory.getInt(0));
            assertThat(memory.getFloat(8000 + 4 * i)).isEqualTo(i);
        }
    }

    @Test
    void vectorsAreElementsSideBySide() {
        ByteBuffer memory = Snippet.of(
                        "ld.global.v4.u32 {%r1, %r2, %r3, %r4}, [%rd0];",
                        "st.global.v4.u32 [%rd0+64], {%r4, %r3, %r2, %r1};",
                        "ld.global.v2.f64 {%fd1, %fd2}, [%rd0+16];",
                        "st.global.v2.f64 [%rd0+96], {%fd2, %fd1};",
                        "ld.global.v2.u64 {%rd1, %rd2}, [%rd0+32];",
                        "st.global.v2.u64 [%rd0+112], {%rd2, %rd1};",
                        "ld.global.v2.f32 {%f1, %f2}, [%rd0+48];",
                        "st.global.v2.f32 [%rd0+128], {%f2, %f1};")
                .run();
        for (int e = 0; e < 4; e++) {
            assertThat(memory.getInt(64 + 4 * e)).isEqualTo(memory.getInt(12 - 4 * e));
        }
        for (int e = 0; e < 2; e++) {
            assertThat(memory.getLong(96 + 8 * e)).isEqualTo(memory.getLong(24 - 8 * e));
            assertThat(memory.getLong(112 + 8 * e)).isEqualTo(memory.getLong(40 - 8 * e));
            assertThat(memory.getInt(128 + 4 * e)).isEqualTo(memory.getInt(52 - 4 * e));
        }
    }

    @Test
    void bytesAreExtendedToTheirRegister() {
        assertThat(Snippet.toInt("ld.global.u8 %r1, [%rd0+2];")).isEqualTo(252);
        assertThat(Snippet.toInt("ld.global.s8 %r1, [%rd0+2];")).isEqualTo(-4);
        assertThat(Snippet.toInt("ld.global.s8 %rs1, [%rd0+2];", "cvt.u32.u16 %r1, %rs1;"))
                .isEqualTo(65532);
        assertThat(Snippet.toLong("ld.global.s32 %rd1, [%rd0];")).isEqualTo(0xFFFFFFFF_FDFCFBFAL);
        assertThat(Snippet.toLong("ld.global.u32 %rd1, [%rd0];")).isEqualTo(0xFDFCFBFAL);
    }

    /** Thread i adds 1 i times: all threads diverge and meet again. */
    @Test
    void threadsPartAndMeetAgain() {
        ByteBuffer memory = Snippet.of(
                        "mov.u32 %r1, %tid.x;",
                        "mov.u32 %r2, 0;",
                        "mov.u32 %r3, 0;",
                        "$again:",
                        "setp.ge.u32 %p1, %r3, %r1;",
                        "@%p1 bra $out;",
                        "add.s32 %r3, %r3, 1;",
                        "and.b32 %r4, %r3, 1;",
                        "setp.eq.s32 %p2, %r4, 0;",
                        "@!%p2 bra $again;",
                        "add.s32 %r2, %r2, 1;",
                        "bra.uni $again;",
                        "$out:",
                        "bar.sync 0;",
                        "mul.wide.u32 %rd1, %r1, 4;",
                        "add.s64 %rd1, %rd0, %rd1;",
                        "st.global.u32 [%rd1], %r2;")
                .bytes(1024)
                .threads(200)
                .run();
        for (int i = 0; i < 200; i++) {
            assertThat(memory.getInt(4 * i)).isEqualTo(i / 2);
        }
    }

    @Test
    void everyThreadHasLocalMemoryOfItsOwn() {
        ByteBuffer memory = Snippet.of(
                        "mov.u64 %rd1, depot;",
                        "mov.u32 %r1, %tid.x;",
                        "st.local.u32 [%rd1+4], %r1;",
                        "bar.sync 0;",
                        "ld.local.u32 %r2, [%rd1+4];",
                        "mul.wide.u32 %rd2, %r1, 4;",
                        "add.s64 %rd2, %rd0, %rd2;",
                        "st.global.u32 [%rd2], %r2;")
                .with(".local .align 8 .b8 depot[8];")
                .threads(60)
                .run();
        for (int i = 0; i < 60; i++) {
            assertThat(memory.getInt(4 * i)).isEqualTo(i);
        }
        assertThat(Snippet.of("mov.u64 %rd1, depot;", "ld.local.u32 %r2, [%rd1];")
                        .with(".local .align 8 .b8 depot[8];")
                        .trouble())
                .contains("nobody has written it");
    }

    @Test
    void aKernelKnowsItsPlaceInTheGrid() {
        ByteBuffer memory = Snippet.of(
                        "mov.u32 %r1, %ctaid.x;",
                        "mov.u32 %r2, %ntid.x;",
                        "mov.u32 %r3, %tid.x;",
                        "mad.lo.s32 %r4, %r1, %r2, %r3;",
                        "mov.u32 %r5, %nctaid.x;",
                        "mul.wide.u32 %rd1, %r4, 4;",
                        "add.s64 %rd1, %rd0, %rd1;",
                        "add.s32 %r5, %r5, %r4;",
                        "st.global.u32 [%rd1], %r5;")
                .threads(5)
                .blocks(4)
                .run();
        for (int i = 0; i < 20; i++) {
            assertThat(memory.getInt(4 * i)).isEqualTo(4 + i);
        }
    }
}
