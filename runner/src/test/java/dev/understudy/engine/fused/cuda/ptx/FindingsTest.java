package dev.understudy.engine.fused.cuda.ptx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of fault in the smallest kernel that has it, and the same kernel without the fault. */
class FindingsTest {
    private static final String[] OWN = {
        "mov.u32 %r1, %tid.x;", "shl.b32 %r2, %r1, 2;", "mov.u32 %r3, a;", "add.s32 %r3, %r3, %r2;"
    };
    private static final String SHARED = ".shared .align 4 .b8 a[256];";

    private static Snippet snippet(String[] first, String... then) {
        String[] all = new String[first.length + then.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(then, 0, all, first.length, then.length);
        return Snippet.of(all);
    }

    @Test
    void whatAnotherThreadWroteMayBeReadBehindABarrierOnly() {
        String[] right = {"st.shared.u32 [%r3], %r1;", "bar.sync 0;", "ld.shared.u32 %r4, [a+8];"};
        assertThat(snippet(OWN, right).with(SHARED).threads(40).trouble()).isNull();
        assertThat(snippet(OWN, right[0], right[2]).with(SHARED).threads(40).trouble())
                .isEqualTo(
                        "snippet, PTX line 21 (ld.shared.u32 %r4, [a+8]): read after a write by thread 2, and no barrier between them; at 0x4c, byte 8 of 256; thread 0 of block 0,0");
    }

    @Test
    void whatAnotherThreadReadMayBeWrittenBehindABarrierOnly() {
        String[] right = {
            "st.shared.u32 [%r3], %r1;",
            "bar.sync 0;",
            "ld.shared.u32 %r4, [a+8];",
            "bar.sync 0;",
            "st.shared.u32 [%r3], %r4;"
        };
        assertThat(snippet(OWN, right).with(SHARED).threads(64).trouble()).isNull();
        assertThat(snippet(OWN, right[0], right[1], right[2], right[4])
                        .with(SHARED)
                        .threads(64)
                        .trouble())
                .contains("written after a read by other threads, and no barrier");
    }

    @Test
    void twoThreadsMayNotWriteTheSameWordNotEvenTheSameValue() {
        assertThat(snippet(OWN, "st.shared.u32 [a], 7;").with(SHARED).threads(2).trouble())
                .contains("written after a write by thread 0, and no barrier", "thread 1 of block");
        assertThat(snippet(OWN, "st.shared.u32 [a], 7;").with(SHARED).trouble()).isNull();
    }

    @Test
    void twoBlocksMayNotTouchAWordThatOneOfThemWrites() {
        assertThat(Snippet.of(
                                "mov.u32 %r1, %ctaid.x;",
                                "mul.wide.u32 %rd1, %r1, 4;",
                                "add.s64 %rd1, %rd0, %rd1;",
                                "ld.global.u32 %r2, [%rd1];",
                                "st.global.u32 [%rd1], %r2;")
                        .blocks(3)
                        .trouble())
                .as("each its own")
                .isNull();
        assertThat(Snippet.of("st.global.u32 [%rd0], 7;").blocks(2).trouble())
                .contains(
                        "written, and another block of the launch has written it too; at 0x100000, byte 0 of 256; thread 0 of block 1,0");
        assertThat(Snippet.of("ld.global.u32 %r1, [%rd0];", "st.global.u32 [%rd0+4], %r1;")
                        .blocks(2)
                        .trouble())
                .contains("written it too");
        String oneReads = "setp.eq.u32 %p1, %r1, 0;";
        assertThat(Snippet.of(
                                "mov.u32 %r1, %ctaid.x;",
                                oneReads,
                                "@%p1 bra $read;",
                                "st.global.u32 [%rd0], 7;",
                                "ret;",
                                "$read:",
                                "ld.global.u32 %r2, [%rd0];")
                        .blocks(2)
                        .trouble())
                .contains("written, and another block of the launch has read it");
        assertThat(Snippet.of(
                                "mov.u32 %r1, %ctaid.x;",
                                oneReads,
                                "@!%p1 bra $read;",
                                "st.global.u32 [%rd0], 7;",
                                "ret;",
                                "$read:",
                                "ld.global.u32 %r2, [%rd0];")
                        .blocks(2)
                        .trouble())
                .contains("read, and another block of the launch has written it");
        assertThat(Snippet.of(
                                "mov.u32 %r1, %ctaid.x;",
                                "setp.lt.u32 %p1, %r1, 2;",
                                "@%p1 bra $read;",
                                "st.global.u32 [%rd0], 7;",
                                "ret;",
                                "$read:",
                                "ld.global.u32 %r2, [%rd0];")
                        .blocks(3)
                        .trouble())
                .as("read by two")
                .contains("another block of the launch has read it");
    }

    @Test
    void aConstantOfTheLaunchIsNotWrittenInIt() {
        assertThat(Snippet.of("ld.global.nc.u32 %r1, [%rd0];", "st.global.u32 [%rd0], %r1;")
                        .trouble())
                .contains("written in the launch that reads it by ld.global.nc");
        assertThat(Snippet.of("st.global.u32 [%rd0], 7;", "ld.global.nc.u32 %r1, [%rd0];")
                        .trouble())
                .contains("read by ld.global.nc, and the launch itself has written it");
        assertThat(Snippet.of("ld.global.nc.u32 %r1, [%rd0];", "st.global.u32 [%rd0+4], %r1;")
                        .trouble())
                .isNull();
    }

    @Test
    void sharedMemoryHoldsNothingBeforeItIsWritten() {
        assertThat(Snippet.of("ld.shared.u32 %r1, [a];").with(SHARED).trouble())
                .contains("read, and nobody has written it");
        assertThat(Snippet.of(
                                "mov.u32 %r1, %ctaid.x;",
                                "setp.ne.u32 %p1, %r1, 0;",
                                "@%p1 bra $read;",
                                "st.shared.u32 [a], 7;",
                                "$read:",
                                "ld.shared.u32 %r1, [a];")
                        .with(SHARED)
                        .blocks(2)
                        .trouble())
                .as("another block's does not count")
                .contains("nobody has written it; at 0x44, byte 0 of 256; thread 0 of block 1,0");
    }

    @ParameterizedTest
    @CsvSource({
        "'ld.global.u32 %r1, [%rd0+252];',",
        "'ld.global.u32 %r1, [%rd0+256];', out of bounds",
        "'ld.global.u32 %r1, [%rd0+-4];', out of bounds",
        "'st.global.u64 [%rd0+256], %rd0;', out of bounds",
        "'st.shared.u32 [a+252], 1;',",
        "'st.shared.u32 [a+256], 1;', out of bounds",
        "'st.shared.u32 [dynamic+28], 1;',",
        "'st.shared.u32 [dynamic+32], 1;', out of bounds",
        "'ld.global.u32 %r1, [%rd0+2];', not aligned to 4 bytes",
        "'ld.global.v2.u32 {%r1, %r2}, [%rd0+4];', not aligned to 8 bytes",
        "'st.shared.v2.u32 [a], {%r1, %r1};', not aligned to 8 bytes",
        "'st.shared.v4.u32 [dynamic+16], {1, 2, 3, 4};',",
        "'st.shared.v4.f32 [dynamic+8], {0f00000000, 0f00000000, 0f00000000, 0f00000000};', not aligned to 16 bytes"
    })
    void everyAccessLiesInOneVariableAndIsAligned(String statement, String found) {
        String trouble = Snippet.of("mov.u32 %r1, 0;", statement)
                .with(SHARED)
                .dynamicBytes(32)
                .trouble();
        if (found == null) {
            assertThat(trouble).isNull();
        } else {
            assertThat(trouble).contains("PTX line 17 ", found);
        }
    }

    @Test
    void freedMemoryIsNobodys() {
        Space space = new Space(false);
        Region region = new Region(512, 8, 0, Space.memory(8), new Shadow(new Moment(), 8, false));
        space.put(region);
        assertThat(space.find(516, 4)).isSameAs(region);
        space.remove(512);
        assertThat(space.find(516, 4)).isNull();
        assertThat(region.holds(516, 4)).as("for those who remember it").isFalse();
    }

    @Test
    void theThreadsOfAWarpWaitAtTheSameBarrierOtherWarpsMayWaitAtAnother() {
        String[] parting = {"setp.lt.u32 %p1, %r1, 8;", "@%p1 bra $few;", "bar.sync 0;", "ret;", "$few:", "bar.sync 0;"
        };
        assertThat(snippet(new String[] {"mov.u32 %r1, %tid.x;"}, parting)
                        .threads(40)
                        .trouble())
                .contains("waits, and thread 8 of its warp waits at another barrier");
        assertThat(snippet(new String[] {"mov.u32 %r2, %tid.x;", "shr.u32 %r1, %r2, 2;"}, parting)
                        .threads(40)
                        .trouble())
                .isNull();
    }

    @Test
    void nobodyWaitsForThreadsThatHaveEnded() {
        assertThat(Snippet.of(
                                "mov.u32 %r1, %tid.x;",
                                "setp.eq.u32 %p1, %r1, 5;", "@%p1 bra $end;", "bar.sync 0;", "$end:")
                        .threads(40)
                        .trouble())
                .contains("(bar.sync 0): waits, and thread 5 has ended");
    }

    @Test
    void aRegisterIsWrittenBeforeItIsRead() {
        assertThat(Snippet.of("add.s32 %r1, %r2, 1;").trouble()).contains("%r2 is read, and nothing has written it");
        String[] one = {
            "mov.u32 %r1, %tid.x;",
            "setp.eq.u32 %p1, %r1, 0;",
            "@%p1 bra $past;",
            "mov.u32 %r2, 7;",
            "$past:",
            "add.s32 %r1, %r2, 1;"
        };
        assertThat(Snippet.of(one).threads(2).trouble()).contains("%r2 is read, and nothing has written it; thread 0");
        one[1] = "setp.gt.u32 %p1, %r1, 9;";
        assertThat(Snippet.of(one).threads(2).trouble())
                .as("the text cannot say it, the run can")
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"div.s32 %r1, 1, %r2;", "rem.u32 %r1, 1, %r2;"})
    void nothingIsDividedByZero(String statement) {
        assertThat(Snippet.of("mov.u32 %r2, 0;", statement).trouble()).contains("division by zero; thread 0");
        assertThat(Snippet.of("mov.u64 %rd2, 0;", "div.s64 %rd1, 1, %rd2;").trouble())
                .contains("division by zero");
    }

    @Test
    void whatDoesNotEndIsStopped() {
        assertThat(Snippet.of("$again:", "bra.uni $again;").trouble()).contains("does not come to an end");
    }

    @Test
    void aLaunchThatAGpuRefusesIsRefused() {
        assertThat(Snippet.of("mov.u32 %r1, 0;").threads(1025).trouble()).contains("out of range");
        assertThat(Snippet.of("st.shared.u32 [a], 0;")
                        .with(SHARED)
                        .dynamicBytes(48 << 10)
                        .trouble())
                .isEqualTo("49408 bytes of shared memory, static and dynamic; a block has at most 49152");
        String bounded = Snippet.of("mov.u32 %r1, 0;").text().replace(")\n{", ")\n.maxntid 64, 1, 1\n{");
        Machine machine = new Machine(Ptx.of(bounded), 0, 0);
        assertThat(machine.launch("snippet", 1, 1, 65, 0, 0L)).isEqualTo("65 threads; .maxntid says 64");
        assertThat(machine.launch("snippet", 1, 1, 64, 0, 0L)).isNull();
        assertThat(machine.launch("snippet", 1, 1, 64, 0)).contains("number of parameters");
        assertThat(machine.launch("another", 1, 1, 64, 0)).contains("no such kernel");
    }

    @ParameterizedTest
    @CsvSource({
        "'mul.ftz.f32 %f1, %f2, %f3;', its opcode is not known here",
        "'@%p1 ret;', only a branch may have a guard here",
        "'bar.sync 1;', 'only barrier 0, which is for all threads, is known here'",
        "'bar.arrive 0, 64;', its opcode is not known here",
        "'@%p1 mov.u32 %r1, 0;', only a branch may have a guard here",
        "'mov.u32 %q1, 0;', %q1 is not declared; expected INT",
        "'add.rn.f32 %f1, %rd2, %f3;', %rd2 is declared as LONG; expected FLOAT",
        "'mov.u32 %r1, 0f00000000000;', is no value of INT",
        "'ld.global.u32 %r1, [%rd0*4];', is no address",
        "'ld.global.v2.u32 {%r1}, [%rd0];', expected 2 registers",
        "'bra $nowhere;', there is no such label",
        "'add.s32 %r1, %r2;', it has too few operands"
    })
    void whatIsNotUnderstoodIsRefusedWithItsLine(String statement, String why) {
        assertThatThrownBy(() -> Snippet.of(statement).trouble())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 15: ")
                .hasMessageContaining(why);
    }

    @Test
    void aLineThatIsNoPtxIsRefusedToo() {
        assertThatThrownBy(() -> Ptx.of(".version 6.3\n.tex .u64 picture;\n"))
                .hasMessage("line 2: '.tex .u64 picture;' is not understood");
        assertThatThrownBy(() -> Ptx.of("mov.u32 %r1, 0;")).hasMessageContaining("line 1");
    }
}
