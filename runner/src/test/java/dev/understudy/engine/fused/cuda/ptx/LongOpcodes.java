package dev.understudy.engine.fused.cuda.ptx;

import dev.understudy.engine.fused.cuda.ptx.Table.Loop2;

/** 64-bit integers, and so addresses: as the 32-bit ones. */
final class LongOpcodes {
    private LongOpcodes() {}

    static void into(Table t) {
        t.put(
                "mov.b64",
                o -> o.text(0).startsWith("{") ? unpacked(o) : o.text(1).startsWith("{") ? packed(o) : copied(o));
        Family<long[]> n = new Family<>(t, Kind.LONG);
        // Addresses of global memory are generic ones; a kernel has no other sort of generic address here.
        n.one("mov.u64 mov.s64 cvta.to.global.u64 cvta.global.u64", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i];
            }
        });
        n.two("add.s64 add.u64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] + b[i];
            }
        });
        n.two("sub.s64 sub.u64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] - b[i];
            }
        });
        n.two("mul.lo.s64 mul.lo.u64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] * b[i];
            }
        });
        n.three("mad.lo.s64 mad.lo.u64", (d, a, b, c, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] * b[i] + c[i];
            }
        });
        n.one("neg.s64", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = -a[i];
            }
        });
        n.two("min.s64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Math.min(a[i], b[i]);
            }
        });
        n.two("max.s64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Math.max(a[i], b[i]);
            }
        });
        n.two("and.b64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] & b[i];
            }
        });
        n.two("or.b64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] | b[i];
            }
        });
        n.two("xor.b64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] ^ b[i];
            }
        });
        n.one("not.b64", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = ~a[i];
            }
        });
        divide(t, "div.s64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] / b[i];
            }
        });
        divide(t, "rem.s64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] % b[i];
            }
        });
        divide(t, "div.u64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Long.divideUnsigned(a[i], b[i]);
            }
        });
        divide(t, "rem.u64", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = Long.remainderUnsigned(a[i], b[i]);
            }
        });
        t.two("shl.b64", Kind.LONG, Kind.LONG, Kind.INT, (long[] d, long[] a, int[] b, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (b[i] & ~63) == 0 ? a[i] << b[i] : 0;
            }
        });
        t.two("shr.u64 shr.b64", Kind.LONG, Kind.LONG, Kind.INT, (long[] d, long[] a, int[] b, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (b[i] & ~63) == 0 ? a[i] >>> b[i] : 0;
            }
        });
        t.two("shr.s64", Kind.LONG, Kind.LONG, Kind.INT, (long[] d, long[] a, int[] b, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (b[i] & ~63) == 0 ? a[i] >> b[i] : a[i] >> 63;
            }
        });
    }

    private static Step copied(Operands o) {
        long[] d = (long[]) o.to(0, Kind.LONG);
        long[] a = (long[]) o.from(1, Kind.LONG);
        return (from, to) -> System.arraycopy(a, from, d, from, to - from);
    }

    /** Of two 32-bit registers, the lower half first. */
    private static Step packed(Operands o) {
        long[] d = (long[]) o.to(0, Kind.LONG);
        String[] halves = o.vector(1, 2);
        int[] low = (int[]) o.from(halves[0], Kind.INT);
        int[] high = (int[]) o.from(halves[1], Kind.INT);
        return (from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = (long) high[i] << 32 | low[i] & 0xFFFF_FFFFL;
            }
        };
    }

    private static Step unpacked(Operands o) {
        String[] halves = o.vector(0, 2);
        int[] low = (int[]) o.to(halves[0], Kind.INT);
        int[] high = (int[]) o.to(halves[1], Kind.INT);
        long[] a = (long[]) o.from(1, Kind.LONG);
        return (from, to) -> {
            for (int i = from; i < to; i++) {
                low[i] = (int) a[i];
                high[i] = (int) (a[i] >>> 32);
            }
        };
    }

    private static void divide(Table t, String name, Loop2<long[], long[], long[]> loop) {
        t.put(name, o -> {
            long[] d = (long[]) o.to(0, Kind.LONG);
            long[] a = (long[]) o.from(1, Kind.LONG);
            long[] b = (long[]) o.from(2, Kind.LONG);
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
