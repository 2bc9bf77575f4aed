package dev.understudy.engine.fused.cuda.ptx;

import static dev.understudy.engine.fused.cuda.ptx.Snippet.text;
import static dev.understudy.engine.fused.cuda.ptx.Snippet.toDouble;
import static dev.understudy.engine.fused.cuda.ptx.Snippet.toFloat;
import static dev.understudy.engine.fused.cuda.ptx.Snippet.toInt;
import static dev.understudy.engine.fused.cuda.ptx.Snippet.toLong;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.imitation.Philox;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The results of arithmetic opcodes, as the PTX ISA defines them. */
class ArithmeticTest {
    @ParameterizedTest
    @CsvSource({
        "add.s32, 2147483647, 1, -2147483648",
        "sub.s32, -2147483648, 1, 2147483647",
        "mul.lo.s32, 65537, 65537, 131073",
        "mul.hi.s32, -2, 2147483647, -1",
        "mul.hi.u32, -2, 2147483647, 2147483646",
        "div.s32, -7, 2, -3",
        "rem.s32, -7, 2, -1",
        "div.u32, -7, 2, 2147483644",
        "rem.u32, -7, 2, 1",
        "min.s32, -1, 1, -1",
        "max.s32, -1, 1, 1",
        "min.u32, -1, 1, 1",
        "max.u32, -1, 1, -1",
        "and.b32, 12, 10, 8",
        "or.b32, 12, 10, 14",
        "xor.b32, 12, 10, 6",
        "shl.b32, 3, 30, -1073741824",
        "shl.b32, 3, 32, 0",
        "shl.b32, 3, -1, 0",
        "shr.u32, -1, 31, 1",
        "shr.u32, -1, 32, 0",
        "shr.s32, -8, 1, -4",
        "shr.s32, -8, 99, -1",
        "shr.b32, -1, 28, 15"
    })
    void integersWrapAndShiftsBeyondTheWidthAreClamped(String opcode, int a, int b, int expected) {
        assertThat(toInt("mov.u32 %r2, " + a + ";", "mov.u32 %r3, " + b + ";", opcode + " %r1, %r2, %r3;"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "neg.s32, 5, -5",
        "abs.s32, -5, 5",
        "not.b32, 5, -6",
        "brev.b32, 1, -2147483648",
        "popc.b32, 255, 8",
        "clz.b32, 255, 24",
        "mov.b32, 7, 7"
    })
    void integersOfOneOperand(String opcode, int a, int expected) {
        assertThat(toInt("mov.u32 %r2, " + a + ";", opcode + " %r1, %r2;")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"mul.wide.s32, -2, -4", "mul.wide.u32, -2, 8589934588"})
    void aWideProductHasAllItsBits(String opcode, int a, long expected) {
        assertThat(toLong("mov.u32 %r2, " + a + ";", opcode + " %rd1, %r2, 2;")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "add.s64, 9223372036854775807, 1, -9223372036854775808",
        "sub.s64, 1, 3, -2",
        "mul.lo.s64, 4294967297, 3, 12884901891",
        "div.s64, -7, 2, -3",
        "rem.s64, -7, 2, -1",
        "div.u64, -7, 2, 9223372036854775804",
        "rem.u64, -7, 2, 1",
        "and.b64, 12, 10, 8",
        "or.b64, 12, 10, 14",
        "xor.b64, 12, 10, 6",
        "min.s64, -1, 1, -1",
        "max.s64, -1, 1, 1"
    })
    void longsToo(String opcode, long a, long b, long expected) {
        assertThat(toLong("mov.u64 %rd2, " + a + ";", "mov.u64 %rd3, " + b + ";", opcode + " %rd1, %rd2, %rd3;"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "shl.b64, 3, 62, -4611686018427387904",
        "shl.b64, 3, 64, 0",
        "shr.u64, -1, 63, 1",
        "shr.u64, -1, 64, 0",
        "shr.s64, -8, 1, -4",
        "shr.s64, -8, 64, -1"
    })
    void longsAreShiftedByInts(String opcode, long a, int by, long expected) {
        assertThat(toLong("mov.u64 %rd2, " + a + ";", "mov.u32 %r3, " + by + ";", opcode + " %rd1, %rd2, %r3;"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "mad.lo.s32, 7, 5, -3, 32",
        "shf.l.wrap.b32, -2147483648, 1, 1, 3",
        "shf.r.wrap.b32, -2147483648, 1, 31, 3",
        "bfe.u32, 305419896, 4, 8, 103",
        "bfe.s32, 240, 4, 4, -1",
        "bfe.s32, 240, 4, 5, 15",
        "bfe.u32, -1, 28, 8, 15",
        "bfe.s32, -1, 5, 0, 0",
        "prmt.b32, 67305985, 134678021, 29986, 134611715",
        "prmt.b32, 128, 0, 8, -2139062017"
    })
    void integersOfThreeOperands(String opcode, int a, int b, int c, int expected) {
        assertThat(toInt(
                        "mov.u32 %r2, " + a + ";",
                        "mov.u32 %r3, " + b + ";",
                        "mov.u32 %r4, " + c + ";",
                        opcode + " %r1, %r2, %r3, %r4;"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"5, 0, 4, 3, 80", "-1, 0, 28, 9, -268435456", "-1, 7, 32, 4, 7", "-1, 7, 4, 0, 7", "9, -1, 0, 32, 9"})
    void bitsAreInsertedAsFarAsThereIsRoom(int field, int into, int position, int length, int expected) {
        assertThat(toInt(
                        "mov.u32 %r2, " + field + ";",
                        "mov.u32 %r3, " + into + ";",
                        "bfi.b32 %r1, %r2, %r3, " + position + ", " + length + ";"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "add.rn.f32, 1, 2, 3",
        "sub.rn.f32, 1, 2, -1",
        "mul.rn.f32, 3, 2, 6",
        "div.rn.f32, 1, 3, 0.33333334",
        "div.full.f32, 1, 3, 0.33333334",
        "div.approx.f32, 1, 3, 0.33333334",
        "min.f32, NaN, 2, 2",
        "min.f32, 2, NaN, 2",
        "max.f32, NaN, -2, -2",
        "min.f32, 0, -0.0, -0.0",
        "max.f32, -0.0, 0, 0",
        "div.full.ftz.f32, 1e-30, 1e20, 0",
        "mul.rn.f32, 1e-30, 1e-10, 1e-40"
    })
    void floatsAreThoseOfIeeeAndANumberWinsOverNaN(String opcode, float a, float b, float expected) {
        assertThat(toFloat(
                        "mov.f32 %f2, " + text(a) + ";", "mov.f32 %f3, " + text(b) + ";", opcode + " %f1, %f2, %f3;"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "neg.f32, 2, -2",
        "abs.f32, -2, 2",
        "sqrt.rn.f32, 2, 1.4142135",
        "rcp.rn.f32, 3, 0.33333334",
        "rcp.approx.f32, 3, 0.33333334",
        "sqrt.approx.f32, 2, 1.4142135",
        "rcp.approx.ftz.f32, 1e-40, Infinity",
        "sqrt.approx.ftz.f32, 1e-40, 0",
        "ex2.approx.ftz.f32, 0.5, 1.4142135",
        "ex2.approx.ftz.f32, -130, 0",
        "ex2.approx.ftz.f32, -1e-40, 1",
        "ex2.approx.f32, -130, 7.34684e-40",
        "ex2.approx.ftz.f32, 128, Infinity",
        "cvt.sat.f32.f32, -1, 0",
        "cvt.sat.f32.f32, 0.25, 0.25",
        "cvt.sat.f32.f32, 9, 1",
        "cvt.sat.f32.f32, NaN, 0",
        "cvt.rni.f32.f32, 2.5, 2",
        "cvt.rmi.f32.f32, -2.5, -3"
    })
    void floatsOfOneOperand(String opcode, float a, float expected) {
        assertThat(toFloat("mov.f32 %f2, " + text(a) + ";", opcode + " %f1, %f2;"))
                .isEqualTo(expected);
    }

    @Test
    void approximationsAreOffByAsMuchAsIsAskedFor() {
        for (String opcode : new String[] {
            "ex2.approx.ftz.f32 %f1, %f2;",
            "rcp.approx.f32 %f1, %f2;",
            "sqrt.approx.f32 %f1, %f2;",
            "div.full.f32 %f1, %f2, %f2;"
        }) {
            Snippet snippet = Snippet.of("mov.f32 %f2, 0f40400000;", opcode, "st.global.f32 [%rd0], %f1;");
            int exact = snippet.run().getInt(0);
            assertThat(snippet.ulp(2).run().getInt(0)).as(opcode).isEqualTo(exact + 2);
        }
        Snippet exact = Snippet.of("mov.f32 %f2, 0f40400000;", "rcp.rn.f32 %f1, %f2;", "st.global.f32 [%rd0], %f1;");
        assertThat(exact.ulp(2).run().getFloat(0)).isEqualTo(1 / 3f);
    }

    @Test
    void doublesAreThoseOfIeee() {
        assertThat(toDouble(
                        "mov.f64 %fd2, " + text(0.1) + ";",
                        "mov.f64 %fd3, " + text(0.7) + ";",
                        "fma.rn.f64 %fd1, %fd2, %fd3, %fd3;"))
                .isEqualTo(Math.fma(0.1, 0.7, 0.7));
        assertThat(toDouble(
                        "mov.f64 %fd2, " + text(0.1) + ";",
                        "div.rn.f64 %fd3, %fd2, 0d4008000000000000;",
                        "sqrt.rn.f64 %fd1, %fd3;"))
                .isEqualTo(Math.sqrt(0.1 / 3));
        assertThat(toDouble("mov.f64 %fd2, " + text(0.1) + ";", "rcp.rn.f64 %fd3, %fd2;", "neg.f64 %fd1, %fd3;"))
                .isEqualTo(-10.0);
    }

    /** A product with one rounding has another last bit than one with two. */
    @Test
    void fmaRoundsOnce() {
        float a = 1 + 0x1p-12f;
        assertThat(toFloat("mov.f32 %f2, " + text(a) + ";", "fma.rn.f32 %f1, %f2, %f2, " + text(-1f) + ";"))
                .isEqualTo(Math.fma(a, a, -1f))
                .isNotEqualTo(a * a - 1f);
    }

    @Test
    void directedRoundingIsThatOfTheExactResult() {
        for (int i = 0; i < 300; i++) {
            float a = number(3 * i);
            float b = number(3 * i + 1);
            float c = number(3 * i + 2);
            String given = "mov.f32 %f2, " + text(a) + ";";
            BigDecimal sum = new BigDecimal(a).add(new BigDecimal(b));
            assertThat(toFloat(given, "add.rz.f32 %f1, %f2, " + text(b) + ";"))
                    .as(a + " + " + b)
                    .isEqualTo(sum.signum() < 0 ? -down(sum.negate()) : down(sum));
            BigDecimal whole = new BigDecimal(a).multiply(new BigDecimal(b)).add(new BigDecimal(c));
            assertThat(toFloat(given, "mov.f32 %f3, " + text(b) + ";", "fma.rm.f32 %f1, %f2, %f3, " + text(c) + ";"))
                    .as(a + " * " + b + " + " + c)
                    .isEqualTo(down(whole));
        }
        assertThat(Rounding.addTowardZero(Float.MAX_VALUE, Float.MAX_VALUE)).isEqualTo(Float.MAX_VALUE);
        assertThat(Rounding.fmaDown(1f, 2f, -2f)).isEqualTo(-0f);
        assertThat(Rounding.fmaDown(0f, 2f, 0f)).isEqualTo(0f);
        assertThat(Rounding.fmaDown(Float.MAX_VALUE, 2f, 0f)).isEqualTo(Float.MAX_VALUE);
    }

    /**
     * Numbers of very different sizes, so that the rounding error is sometimes half a unit and sometimes nearly zero.
     */
    private static float number(int i) {
        return (2 * Philox.uniform(Philox.word(3, 1, 0, 0, i)) - 1)
                * Math.scalb(1f, Math.floorMod(Philox.word(3, 2, 0, 0, i), 40) - 20);
    }

    private static float down(BigDecimal exact) {
        float near = exact.floatValue();
        return new BigDecimal(near).compareTo(exact) > 0 ? Math.nextDown(near) : near;
    }
}
