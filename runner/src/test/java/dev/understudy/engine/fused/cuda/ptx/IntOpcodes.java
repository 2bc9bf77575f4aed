package dev.understudy.engine.fused.cuda.ptx;

import dev.understudy.engine.fused.cuda.ptx.Table.Loop2;

/** Arithmetic of 32-bit integers, which wrap around as in Java. Division goes toward zero. A divisor of zero gives something unspecified in PTX, and is a finding here. */
final class IntOpcodes {
    private IntOpcodes() {}

    static void into(Table t) {
        Family<int[]> n = new Family<>(t, Kind.INT);
        n.two("add.s32 add.u32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] + b[i];
            }
        });
        n.two("sub.s32 sub.u32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] - b[i];
            }
        });
        n.two("mul.lo.s32 mul.lo.u32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] * b[i];
            }
        });
        n.three("mad.lo.s32 mad.lo.u32", (d, a, b, c, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] * b[i] + c[i];
            }
        });
        n.two("mul.hi.s32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (int) ((long) a[i] * b[i] >> 32);
            }
        });
        n.two("mul.hi.u32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (int) ((a[i] & 0xFFFF_FFFFL) * (b[i] & 0xFFFF_FFFFL) >>> 32);
            }
        });
        n.one("neg.s32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = -a[i];
            }
        });
        n.one("abs.s32", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Math.abs(a[i]);
            }
        });
        n.two("min.s32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Math.min(a[i], b[i]);
            }
        });
        n.two("max.s32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Math.max(a[i], b[i]);
            }
        });
        n.two("min.u32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Integer.compareUnsigned(a[i], b[i]) < 0 ? a[i] : b[i];
            }
        });
        n.two("max.u32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Integer.compareUnsigned(a[i], b[i]) > 0 ? a[i] : b[i];
            }
        });
        divide(t, "div.s32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] / b[i];
            }
        });
        divide(t, "rem.s32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] % b[i];
            }
        });
        divide(t, "div.u32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Integer.divideUnsigned(a[i], b[i]);
            }
        });
        divide(t, "rem.u32", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Integer.remainderUnsigned(a[i], b[i]);
            }
        });
        t.two("mul.wide.s32", Kind.LONG, Kind.INT, Kind.INT, (long[] d, int[] a, int[] b, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (long) a[i] * b[i];
            }
        });
        t.two("mul.wide.u32", Kind.LONG, Kind.INT, Kind.INT, (long[] d, int[] a, int[] b, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (a[i] & 0xFFFF_FFFFL) * (b[i] & 0xFFFF_FFFFL);
            }
        });
    }

    private static void divide(Table t, String name, Loop2<int[], int[], int[]> loop) {
        t.put(name, o -> {
            int[] d = (int[]) o.to(0, Kind.INT);
            int[] a = (int[]) o.from(1, Kind.INT);
            int[] b = (int[]) o.from(2, Kind.INT);
            return (from, to) -> {
                for (int i = from; i < to; i++) {
                    if (b[i] == 0) {
                        throw new Finding(o.statement(), i, "division by zero");
                    }
                }
                loop.run(d, a, b, from, to);
            };
        });
    }
}
