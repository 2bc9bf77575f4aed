package dev.understudy.engine.fused.cuda.ptx;

import static dev.understudy.engine.fused.cuda.ptx.Snippet.text;
import static dev.understudy.engine.fused.cuda.ptx.Snippet.toDouble;
import static dev.understudy.engine.fused.cuda.ptx.Snippet.toFloat;
import static dev.understudy.engine.fused.cuda.ptx.Snippet.toInt;
import static dev.understudy.engine.fused.cuda.ptx.Snippet.toLong;
import static dev.understudy.engine.fused.cuda.ptx.Snippet.toPredicate;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Comparisons, selections and conversions, as the PTX ISA defines them. */
class PredicatesTest {
    /** Its results for 1 and 2, 2 and 2, 2 and 1, and with a NaN. */
    @ParameterizedTest
    @CsvSource({
        "eq, false, true, false, false",
        "ne, true, false, true, false",
        "lt, true, false, false, false",
        "le, true, true, false, false",
        "gt, false, false, true, false",
        "ge, false, true, true, false",
        "equ, false, true, false, true",
        "neu, true, false, true, true",
        "ltu, true, false, false, true",
        "leu, true, true, false, true",
        "gtu, false, false, true, true",
        "geu, false, true, true, true",
        "num, true, true, true, false",
        "nan, false, false, false, true"
    })
    void aComparisonOfFloatsSaysWhetherItHoldsForNaN(
            String name, boolean less, boolean equal, boolean greater, boolean unordered) {
        assertThat(floats(name, 1, 2)).isEqualTo(less);
        assertThat(floats(name, 2, 2)).isEqualTo(equal);
        assertThat(floats(name, 2, 1)).isEqualTo(greater);
        assertThat(floats(name, Float.NaN, 1)).isEqualTo(unordered);
        assertThat(floats(name, 1, Float.NaN)).isEqualTo(unordered);
        assertThat(floats(name, 0f, -0f)).isEqualTo(equal);
    }

    private static boolean floats(String name, float a, float b) {
        boolean single =
                toPredicate("mov.f32 %f2, " + text(a) + ";", "setp." + name + ".f32 %p1, %f2, " + text(b) + ";");
        assertThat(toPredicate(
                        "mov.f64 %fd2, " + text((double) a) + ";",
                        "setp." + name + ".f64 %p1, %fd2, " + text((double) b) + ";"))
                .isEqualTo(single);
        return single;
    }

    /** Of −1 and 1, of 1 and −1, of 1 and 1, signed; the unsigned has the first two the other way round. */
    @ParameterizedTest
    @CsvSource({
        "eq, false, false, true",
        "ne, true, true, false",
        "lt, true, false, false",
        "le, true, false, true",
        "gt, false, true, false",
        "ge, false, true, true"
    })
    void integersAreComparedWithTheirSignOrWithout(String name, boolean less, boolean greater, boolean equal) {
        assertThat(ints(name + ".s32", -1, 1))
                .isEqualTo(less)
                .isEqualTo(ints(name + ".u32", 1, -1))
                .isEqualTo(longs(name + ".s64", -1, 1))
                .isEqualTo(longs(name + ".u64", 1, -1));
        assertThat(ints(name + ".s32", 1, -1))
                .isEqualTo(greater)
                .isEqualTo(ints(name + ".u32", -1, 1))
                .isEqualTo(longs(name + ".s64", 1, -1))
                .isEqualTo(longs(name + ".u64", -1, 1));
        assertThat(ints(name + ".s32", 1, 1))
                .isEqualTo(equal)
                .isEqualTo(ints(name + ".u32", 1, 1))
                .isEqualTo(longs(name + ".s64", 1, 1))
                .isEqualTo(longs(name + ".u64", 1, 1));
        assertThat(toPredicate("mov.u16 %rs1, -1;", "setp." + name + ".u16 %p1, %rs1, 1;"))
                .isEqualTo(greater);
    }

    private static boolean ints(String name, int a, int b) {
        return toPredicate("mov.u32 %r2, " + a + ";", "setp." + name + " %p1, %r2, " + b + ";");
    }

    private static boolean longs(String name, long a, long b) {
        return toPredicate("mov.u64 %rd2, " + a + ";", "setp." + name + " %p1, %rd2, " + b + ";");
    }

    @ParameterizedTest
    @CsvSource({
        "and.pred, 1, 0, false",
        "and.pred, 1, -1, true",
        "or.pred, 1, 0, true",
        "or.pred, 0, 0, false",
        "xor.pred, 1, 1, false",
        "xor.pred, 0, 1, true"
    })
    void predicatesAreJoined(String opcode, int a, int b, boolean expected) {
        assertThat(toPredicate("mov.pred %p2, " + a + ";", "mov.pred %p3, " + b + ";", opcode + " %p1, %p2, %p3;"))
                .isEqualTo(expected);
        assertThat(toPredicate(
                        "mov.pred %p2, " + a + ";",
                        "mov.pred %p3, " + b + ";",
                        opcode + " %p4, %p2, %p3;",
                        "not.pred %p1, %p4;"))
                .isNotEqualTo(expected);
    }

    @Test
    void theFirstIsSelectedWhereThePredicateHolds() {
        for (boolean first : new boolean[] {true, false}) {
            String given = "mov.pred %p2, " + (first ? 1 : 0) + ";";
            assertThat(toInt(given, "selp.b32 %r1, 5, 6, %p2;")).isEqualTo(first ? 5 : 6);
            assertThat(toInt(given, "selp.u16 %rs1, -1, 6, %p2;", "cvt.u32.u16 %r1, %rs1;"))
                    .isEqualTo(first ? 65535 : 6);
            assertThat(toLong(given, "selp.b64 %rd1, -768, 0, %p2;")).isEqualTo(first ? -768 : 0);
            assertThat(toFloat(given, "selp.f32 %f1, 0f3F800000, 0f40000000, %p2;"))
                    .isEqualTo(first ? 1f : 2f);
            assertThat(toDouble(given, "selp.f64 %fd1, 0d3FF0000000000000, 0d4000000000000000, %p2;"))
                    .isEqualTo(first ? 1.0 : 2.0);
        }
    }

    @ParameterizedTest
    @CsvSource({"cvt.rn.f32.s32, 16777217, 16777216", "cvt.rn.f32.s32, -3, -3", "cvt.rn.f32.u32, -1, 4294967296"})
    void integersBecomeTheNearestFloat(String opcode, int a, float expected) {
        assertThat(toFloat("mov.u32 %r2, " + a + ";", opcode + " %f1, %r2;")).isEqualTo(expected);
    }

    @Test
    void valuesAreExtendedCutAndRounded() {
        assertThat(toLong("mov.u32 %r2, -5;", "cvt.s64.s32 %rd1, %r2;")).isEqualTo(-5);
        assertThat(toLong("mov.u32 %r2, -5;", "cvt.u64.u32 %rd1, %r2;")).isEqualTo(4294967291L);
        assertThat(toLong("mov.u64 %rd2, 4294967291;", "cvt.s64.s32 %rd1, %rd2;"))
                .as("of a wider register the lower bits")
                .isEqualTo(-5);
        assertThat(toInt("mov.u64 %rd2, 4294967299;", "cvt.u32.u64 %r1, %rd2;")).isEqualTo(3);
        assertThat(toInt("mov.u32 %r2, -2;", "cvt.u16.u32 %rs1, %r2;", "cvt.u32.u16 %r1, %rs1;"))
                .isEqualTo(65534);
        assertThat(toInt("mov.u32 %r2, -2;", "cvt.u16.u32 %rs1, %r2;", "cvt.s32.s16 %r1, %rs1;"))
                .isEqualTo(-2);
        assertThat(toFloat("mov.u16 %rs1, -1;", "cvt.rn.f32.u16 %f1, %rs1;")).isEqualTo(65535f);
        assertThat(toFloat("mov.f64 %fd2, " + text(0.1) + ";", "cvt.rn.f32.f64 %f1, %fd2;"))
                .isEqualTo(0.1f);
        assertThat(toDouble("mov.f32 %f2, " + text(0.1f) + ";", "cvt.f64.f32 %fd1, %f2;"))
                .isEqualTo((double) 0.1f);
        assertThat(toDouble("mov.u32 %r2, -7;", "cvt.rn.f64.s32 %fd1, %r2;")).isEqualTo(-7.0);
        assertThat(toInt("mov.f32 %f2, " + text(-2.75f) + ";", "cvt.rzi.s32.f32 %r1, %f2;"))
                .isEqualTo(-2);
        assertThat(toInt("mov.f32 %f2, " + text(3e9f) + ";", "cvt.rzi.s32.f32 %r1, %f2;"))
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void bitsMoveBetweenRegistersOfOneSize() {
        assertThat(toInt("mov.f32 %f2, " + text(-2f) + ";", "mov.b32 %r1, %f2;"))
                .isEqualTo(Float.floatToRawIntBits(-2f));
        assertThat(toFloat("mov.u32 %r2, 1073741824;", "mov.b32 %f1, %r2;")).isEqualTo(2f);
        assertThat(toDouble("mov.u64 %rd2, 4611686018427387904;", "mov.b64 %fd1, %rd2;"))
                .isEqualTo(2.0);
        assertThat(toLong("mov.f64 %fd2, " + text(2.0) + ";", "mov.b64 %rd1, %fd2;"))
                .isEqualTo(1L << 62);
    }

    @Test
    void twoHalvesAreOneLongTheLowerFirst() {
        assertThat(toLong("mov.u32 %r2, -5;", "mov.u32 %r3, 7;", "mov.b64 %rd1, {%r2, %r3};"))
                .isEqualTo((7L << 32) + 4294967291L);
        assertThat(toInt("mov.u64 %rd2, 30064771077;", "mov.b64 {%r2, %r3}, %rd2;", "mad.lo.s32 %r1, %r3, 100, %r2;"))
                .isEqualTo(705);
    }
}
