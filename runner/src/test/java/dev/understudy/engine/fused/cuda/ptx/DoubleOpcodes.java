package dev.understudy.engine.fused.cuda.ptx;

/** Arithmetic of float64: that of Java. */
final class DoubleOpcodes {
    private DoubleOpcodes() {}

    static void into(Table t) {
        Family<double[]> f = new Family<>(t, Kind.DOUBLE);
        f.one("mov.f64", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i];
            }
        });
        f.one("neg.f64", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = -a[i];
            }
        });
        f.one("abs.f64", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Math.abs(a[i]);
            }
        });
        f.two("add.rn.f64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] + b[i];
            }
        });
        f.two("sub.rn.f64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] - b[i];
            }
        });
        f.two("mul.rn.f64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] * b[i];
            }
        });
        f.two("div.rn.f64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] / b[i];
            }
        });
        f.three("fma.rn.f64", (d, a, b, c, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Math.fma(a[i], b[i], c[i]);
            }
        });
        f.one("sqrt.rn.f64", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Math.sqrt(a[i]);
            }
        });
        f.one("rcp.rn.f64", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = 1 / a[i];
            }
        });
    }
}
