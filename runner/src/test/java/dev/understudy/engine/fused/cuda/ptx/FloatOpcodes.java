package dev.understudy.engine.fused.cuda.ptx;

/**
 * Arithmetic of float32. Java's is that of IEEE 754, to the nearest, with subnormals, as PTX without .ftz (PTX ISA, "Floating Point
 * Instructions"). Without .rn an
 * assembler may join mul.f32 and add.f32 into one fma; here they stay apart, which is one of the results that they may have.
 */
final class FloatOpcodes {
    private FloatOpcodes() {}

    static void into(Table t) {
        Family<float[]> f = new Family<>(t, Kind.FLOAT);
        f.one("mov.f32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i];
            }
        });
        f.one("neg.f32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = -a[i];
            }
        });
        f.one("abs.f32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Math.abs(a[i]);
            }
        });
        f.two("add.rn.f32 add.f32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] + b[i];
            }
        });
        f.two("sub.rn.f32 sub.f32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] - b[i];
            }
        });
        f.two("mul.rn.f32 mul.f32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] * b[i];
            }
        });
        f.two("div.rn.f32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] / b[i];
            }
        });
        f.three("fma.rn.f32 mad.rn.f32", (d, a, b, c, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Math.fma(a[i], b[i], c[i]);
            }
        });
        // A root of a float in double and rounded is the float's correctly rounded root: Figueroa 1995, 53 >= 2 * 24 +
        // 2.
        f.one("sqrt.rn.f32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (float) Math.sqrt(a[i]);
            }
        });
        f.one("rcp.rn.f32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = 1f / a[i];
            }
        });
        f.three("fma.rm.f32", (d, a, b, c, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Rounding.fmaDown(a[i], b[i], c[i]);
            }
        });
        f.two("add.rz.f32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Rounding.addTowardZero(a[i], b[i]);
            }
        });
        // "If one of the inputs is NaN, the result is the other": not so in Java.
        f.two("min.f32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] != a[i] ? b[i] : b[i] != b[i] ? a[i] : Math.min(a[i], b[i]);
            }
        });
        f.two("max.f32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] != a[i] ? b[i] : b[i] != b[i] ? a[i] : Math.max(a[i], b[i]);
            }
        });
        // .sat: to [0, 1], and NaN is 0.
        f.one("cvt.sat.f32.f32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] > 0 ? Math.min(a[i], 1f) : 0f;
            }
        });
    }
}
