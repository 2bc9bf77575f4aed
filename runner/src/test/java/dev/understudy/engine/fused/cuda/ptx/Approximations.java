package dev.understudy.engine.fused.cuda.ptx;

/**
 * Instructions whose last bits PTX leaves open, each within a bound of its own: div.full 2 ulp, ex2 2 ulp, rcp 1 ulp (PTX ISA, at
 * each). Here they are rounded correctly, or so many ulp off, to show the possible effect of a GPU's bits. .ftz: a subnormal
 * operand or result is a zero of its sign.
 */
final class Approximations {
    private Approximations() {}

    static void into(Table t, int ulp) {
        Family<float[]> f = new Family<>(t, Kind.FLOAT);
        f.one("ex2.approx.ftz.f32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = flushed(off((float) Math.pow(2, flushed(a[i])), ulp));
            }
        });
        f.one("ex2.approx.f32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = off((float) Math.pow(2, a[i]), ulp);
            }
        });
        f.one("rcp.approx.f32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = off(1 / a[i], ulp);
            }
        });
        f.one("rcp.approx.ftz.f32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = flushed(off(1 / flushed(a[i]), ulp));
            }
        });
        f.one("sqrt.approx.f32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = off((float) Math.sqrt(a[i]), ulp);
            }
        });
        f.one("sqrt.approx.ftz.f32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = flushed(off((float) Math.sqrt(flushed(a[i])), ulp));
            }
        });
        f.two("div.full.f32 div.approx.f32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = off(a[i] / b[i], ulp);
            }
        });
        f.two("div.full.ftz.f32 div.approx.ftz.f32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = flushed(off(flushed(a[i]) / flushed(b[i]), ulp));
            }
        });
    }

    private static float flushed(float value) {
        return Math.abs(value) < Float.MIN_NORMAL ? Math.copySign(0f, value) : value;
    }

    /** Away from zero; special values are the same in every approximation. */
    private static float off(float value, int ulp) {
        return ulp == 0 || value == 0 || !Float.isFinite(value)
                ? value
                : Float.intBitsToFloat(Float.floatToRawIntBits(value) + ulp);
    }
}
