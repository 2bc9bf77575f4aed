package dev.understudy.engine.fused.cuda.ptx;

import java.util.Map;

/** Comparisons, what is chosen by them, and their logic. */
final class PredicateOpcodes {
    /**
     * What a comparison says where a is less, equal, greater, and where one of the two is NaN (PTX ISA, "Comparison Operators"): the
     * ordered ones are false there, those with a u true.
     */
    private record Comparison(boolean less, boolean equal, boolean greater, boolean unordered) {
        boolean of(double a, double b) {
            return a < b ? less : a > b ? greater : a == b ? equal : unordered;
        }
    }

    private static final Map<String, Comparison> INTEGER = Map.of("eq", new Comparison(false, true, false, false), "ne", new Comparison(true, false, true, false),
            "lt", new Comparison(true, false, false, false), "le", new Comparison(true, true, false, false),
            "gt", new Comparison(false, false, true, false), "ge", new Comparison(false, true, true, false));

    private PredicateOpcodes() {
    }

    static void into(Table t) {
        INTEGER.forEach((name, c) -> {
            integers(t, name, c);
            floats(t, name, c);
            floats(t, name + "u", new Comparison(c.less, c.equal, c.greater, true));
        });
        floats(t, "num", new Comparison(true, true, true, false));
        floats(t, "nan", new Comparison(false, false, false, true));
        select(t);
        Family<boolean[]> p = new Family<>(t, Kind.PREDICATE);
        p.one("mov.pred", (d, a, from, to) -> System.arraycopy(a, from, d, from, to - from));
        p.one("not.pred", (d, a, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = !a[i];
            }
        });
        p.two("and.pred", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] & b[i];
            }
        });
        p.two("or.pred", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] | b[i];
            }
        });
        p.two("xor.pred", (d, a, b, from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = a[i] ^ b[i];
            }
        });
    }

    private static void floats(Table t, String name, Comparison c) {
        t.two("setp." + name + ".f32", Kind.PREDICATE, Kind.FLOAT, Kind.FLOAT, (boolean[] d, float[] a, float[] b, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = c.of(a[i], b[i]);
            }
        });
        t.two("setp." + name + ".f64", Kind.PREDICATE, Kind.DOUBLE, Kind.DOUBLE, (boolean[] d, double[] a, double[] b, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = c.of(a[i], b[i]);
            }
        });
    }

    /** lo, ls, hi, hs are other names of lt, le, gt, ge of unsigned integers, which the compiler does not write. */
    private static void integers(Table t, String name, Comparison c) {
        ints(t, "setp." + name + ".s32", Kind.INT, c, 0, 0);
        ints(t, "setp." + name + ".u32", Kind.INT, c, Integer.MIN_VALUE, 0);
        ints(t, "setp." + name + ".u16", Kind.SHORT, c, 0, 0);
        ints(t, "setp." + name + ".s16", Kind.SHORT, c, 0, 16);
        longs(t, "setp." + name + ".s64", c, 0);
        longs(t, "setp." + name + ".u64", c, Long.MIN_VALUE);
        if (name.equals("eq") || name.equals("ne")) {
            ints(t, "setp." + name + ".b32", Kind.INT, c, 0, 0);
            ints(t, "setp." + name + ".b16", Kind.SHORT, c, 0, 0);
            longs(t, "setp." + name + ".b64", c, 0);
        }
    }

    /** @param flip the sign's bit, so that unsigned numbers are in order; @param up and down again, so that the sign of 16 bits is that of 32 */
    private static void ints(Table t, String name, Kind kind, Comparison c, int flip, int up) {
        t.two(name, Kind.PREDICATE, kind, kind, (boolean[] d, int[] a, int[] b, int from, int to) -> {
            for (int i = from; i < to; i++) {
                int x = (a[i] ^ flip) << up >> up;
                int y = (b[i] ^ flip) << up >> up;
                d[i] = x < y ? c.less : x > y ? c.greater : c.equal;
            }
        });
    }

    private static void longs(Table t, String name, Comparison c, long flip) {
        t.two(name, Kind.PREDICATE, Kind.LONG, Kind.LONG, (boolean[] d, long[] a, long[] b, int from, int to) -> {
            for (int i = from; i < to; i++) {
                long x = a[i] ^ flip;
                long y = b[i] ^ flip;
                d[i] = x < y ? c.less : x > y ? c.greater : c.equal;
            }
        });
    }

    private static void select(Table t) {
        t.three("selp.b32 selp.u32 selp.s32", Kind.INT, Kind.INT, Kind.INT, Kind.PREDICATE, PredicateOpcodes::choose);
        t.three("selp.b16 selp.u16 selp.s16", Kind.SHORT, Kind.SHORT, Kind.SHORT, Kind.PREDICATE, PredicateOpcodes::choose);
        t.three("selp.b64 selp.u64 selp.s64", Kind.LONG, Kind.LONG, Kind.LONG, Kind.PREDICATE, (long[] d, long[] a, long[] b, boolean[] first, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = first[i] ? a[i] : b[i];
            }
        });
        t.three("selp.f32", Kind.FLOAT, Kind.FLOAT, Kind.FLOAT, Kind.PREDICATE, (float[] d, float[] a, float[] b, boolean[] first, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = first[i] ? a[i] : b[i];
            }
        });
        t.three("selp.f64", Kind.DOUBLE, Kind.DOUBLE, Kind.DOUBLE, Kind.PREDICATE, (double[] d, double[] a, double[] b, boolean[] first, int from, int to) -> {
            for (int i = from; i < to; i++) {
                d[i] = first[i] ? a[i] : b[i];
            }
        });
    }

    private static void choose(int[] d, int[] a, int[] b, boolean[] first, int from, int to) {
        for (int i = from; i < to; i++) {
            d[i] = first[i] ? a[i] : b[i];
        }
    }
}
