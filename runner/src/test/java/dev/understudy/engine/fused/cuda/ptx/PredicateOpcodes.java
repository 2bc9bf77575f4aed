package dev.understudy.engine.fused.cuda.ptx;

import dev.understudy.engine.fused.cuda.ptx.Table.Loop2;
import java.util.Map;

/** Comparisons, selections by them, and their logic. */
final class PredicateOpcodes {
    /**
     * Results of a comparison if a is less, equal, greater, and if one of the two is NaN (PTX ISA, "Comparison Operators"): the
     * ordered ones are false there, those with a u true.
     */
    private record Comparison(boolean less, boolean equal, boolean greater, boolean unordered) {
        boolean of(double a, double b) {
            return a < b ? less : a > b ? greater : a == b ? equal : unordered;
        }
    }

    private PredicateOpcodes() {}

    static void into(Table t) {
        Map.of(
                        "eq",
                        new Comparison(false, true, false, false),
                        "ne",
                        new Comparison(true, false, true, false),
                        "lt",
                        new Comparison(true, false, false, false),
                        "le",
                        new Comparison(true, true, false, false),
                        "gt",
                        new Comparison(false, false, true, false),
                        "ge",
                        new Comparison(false, true, true, false))
                .forEach((name, c) -> {
                    integers(t, name);
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
        t.two(
                "setp." + name + ".f32",
                Kind.PREDICATE,
                Kind.FLOAT,
                Kind.FLOAT,
                (boolean[] d, float[] a, float[] b, int from, int to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = c.of(a[i], b[i]);
                    }
                });
        t.two(
                "setp." + name + ".f64",
                Kind.PREDICATE,
                Kind.DOUBLE,
                Kind.DOUBLE,
                (boolean[] d, double[] a, double[] b, int from, int to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = c.of(a[i], b[i]);
                    }
                });
    }

    private static void integers(Table t, String name) {
        String setp = "setp." + name;
        t.two(setp + ".s32", Kind.PREDICATE, Kind.INT, Kind.INT, ints(name, 0));
        t.two(setp + ".u32", Kind.PREDICATE, Kind.INT, Kind.INT, ints(name, Integer.MIN_VALUE));
        t.two(setp + ".u16", Kind.PREDICATE, Kind.SHORT, Kind.SHORT, ints(name, 0));
        t.two(setp + ".s64", Kind.PREDICATE, Kind.LONG, Kind.LONG, longs(name, 0));
        t.two(setp + ".u64", Kind.PREDICATE, Kind.LONG, Kind.LONG, longs(name, Long.MIN_VALUE));
        if (name.equals("eq") || name.equals("ne")) { // of the others only if the sign's bit is known as such
            t.two(setp + ".b32", Kind.PREDICATE, Kind.INT, Kind.INT, ints(name, 0));
            t.two(setp + ".b16 " + setp + ".s16", Kind.PREDICATE, Kind.SHORT, Kind.SHORT, ints(name, 0));
            t.two(setp + ".b64", Kind.PREDICATE, Kind.LONG, Kind.LONG, longs(name, 0));
        }
    }

    /** @param flip the sign's bit, so that unsigned numbers are in order */
    private static Loop2<boolean[], int[], int[]> ints(String name, int flip) {
        return switch (name) {
            case "eq" ->
                (d, a, b, from, to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = a[i] == b[i];
                    }
                };
            case "ne" ->
                (d, a, b, from, to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = a[i] != b[i];
                    }
                };
            case "lt" ->
                (d, a, b, from, to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = (a[i] ^ flip) < (b[i] ^ flip);
                    }
                };
            case "le" ->
                (d, a, b, from, to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = (a[i] ^ flip) <= (b[i] ^ flip);
                    }
                };
            case "gt" ->
                (d, a, b, from, to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = (a[i] ^ flip) > (b[i] ^ flip);
                    }
                };
            case "ge" ->
                (d, a, b, from, to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = (a[i] ^ flip) >= (b[i] ^ flip);
                    }
                };
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Loop2<boolean[], long[], long[]> longs(String name, long flip) {
        return switch (name) {
            case "eq" ->
                (d, a, b, from, to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = a[i] == b[i];
                    }
                };
            case "ne" ->
                (d, a, b, from, to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = a[i] != b[i];
                    }
                };
            case "lt" ->
                (d, a, b, from, to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = (a[i] ^ flip) < (b[i] ^ flip);
                    }
                };
            case "le" ->
                (d, a, b, from, to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = (a[i] ^ flip) <= (b[i] ^ flip);
                    }
                };
            case "gt" ->
                (d, a, b, from, to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = (a[i] ^ flip) > (b[i] ^ flip);
                    }
                };
            case "ge" ->
                (d, a, b, from, to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = (a[i] ^ flip) >= (b[i] ^ flip);
                    }
                };
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static void select(Table t) {
        t.three("selp.b32 selp.u32 selp.s32", Kind.INT, Kind.INT, Kind.INT, Kind.PREDICATE, PredicateOpcodes::choose);
        t.three(
                "selp.b16 selp.u16 selp.s16",
                Kind.SHORT,
                Kind.SHORT,
                Kind.SHORT,
                Kind.PREDICATE,
                PredicateOpcodes::choose);
        t.three(
                "selp.b64 selp.u64 selp.s64",
                Kind.LONG,
                Kind.LONG,
                Kind.LONG,
                Kind.PREDICATE,
                (long[] d, long[] a, long[] b, boolean[] first, int from, int to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = first[i] ? a[i] : b[i];
                    }
                });
        t.three(
                "selp.f32",
                Kind.FLOAT,
                Kind.FLOAT,
                Kind.FLOAT,
                Kind.PREDICATE,
                (float[] d, float[] a, float[] b, boolean[] first, int from, int to) -> {
                    for (int i = from; i < to; i++) {
                        d[i] = first[i] ? a[i] : b[i];
                    }
                });
        t.three(
                "selp.f64",
                Kind.DOUBLE,
                Kind.DOUBLE,
                Kind.DOUBLE,
                Kind.PREDICATE,
                (double[] d, double[] a, double[] b, boolean[] first, int from, int to) -> {
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
