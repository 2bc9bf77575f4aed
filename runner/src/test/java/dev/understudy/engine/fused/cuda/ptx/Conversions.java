package dev.understudy.engine.fused.cuda.ptx;

/** cvt.to.from: the first type is that of the result. To the nearest, as Java rounds. */
final class Conversions {
    private Conversions() {}

    static void into(Table t) {
        t.one("cvt.s64.s32", Kind.LONG, Kind.INT, (long[] d, int[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i];
            }
        });
        t.one("cvt.u64.u32", Kind.LONG, Kind.INT, (long[] d, int[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] & 0xFFFF_FFFFL;
            }
        });
        t.one(
                "cvt.u32.u64 cvt.s32.s64 cvt.u32.s64 cvt.s32.u64",
                Kind.INT,
                Kind.LONG,
                (int[] d, long[] a, int from, int to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = (int) a[i];
                    }
                });
        t.one("cvt.u16.u32 cvt.u16.s32 cvt.s16.s32", Kind.SHORT, Kind.INT, (int[] d, int[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] & 0xFFFF;
            }
        });
        t.one("cvt.u16.u64", Kind.SHORT, Kind.LONG, (int[] d, long[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (int) a[i] & 0xFFFF;
            }
        });
        t.one("cvt.u32.u16", Kind.INT, Kind.SHORT, (int[] d, int[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i];
            }
        });
        t.one("cvt.s32.s16", Kind.INT, Kind.SHORT, (int[] d, int[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (short) a[i];
            }
        });
        t.one("cvt.rn.f32.s32", Kind.FLOAT, Kind.INT, (float[] d, int[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i];
            }
        });
        t.one("cvt.rn.f32.u32", Kind.FLOAT, Kind.INT, (float[] d, int[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (float) (a[i] & 0xFFFF_FFFFL);
            }
        });
        t.one("cvt.rn.f32.u16", Kind.FLOAT, Kind.SHORT, (float[] d, int[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i];
            }
        });
        t.one("cvt.rn.f32.s64", Kind.FLOAT, Kind.LONG, (float[] d, long[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (float) a[i];
            }
        });
        t.one("cvt.rn.f64.s32", Kind.DOUBLE, Kind.INT, (double[] d, int[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i];
            }
        });
        t.one("cvt.rn.f64.s64", Kind.DOUBLE, Kind.LONG, (double[] d, long[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (double) a[i];
            }
        });
        t.one("cvt.f64.f32", Kind.DOUBLE, Kind.FLOAT, (double[] d, float[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i];
            }
        });
        t.one("cvt.rn.f32.f64", Kind.FLOAT, Kind.DOUBLE, (float[] d, double[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (float) a[i];
            }
        });
        // "Out of range, it is clamped", as in Java; NaN is 0 in both for 32 bits.
        t.one("cvt.rzi.s32.f32", Kind.INT, Kind.FLOAT, (int[] d, float[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (int) a[i];
            }
        });
        t.one("cvt.rni.f32.f32", Kind.FLOAT, Kind.FLOAT, (float[] d, float[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (float) Math.rint(a[i]);
            }
        });
        t.one("cvt.rmi.f32.f32", Kind.FLOAT, Kind.FLOAT, (float[] d, float[] a, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (float) Math.floor(a[i]);
            }
        });
    }
}
