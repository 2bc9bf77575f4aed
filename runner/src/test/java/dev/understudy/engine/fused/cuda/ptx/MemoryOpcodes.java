package dev.understudy.engine.fused.cuda.ptx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Loads and stores, of one element or of two or four side by side. Stores of less than a word are not known, since the shadow is one of words. */
final class MemoryOpcodes {
    private MemoryOpcodes() {}

    static void into(Table t) {
        for (String type : List.of("u32", "s32", "b32", "u64", "s64", "b64", "f32", "f64")) {
            Kind kind = Kind.of(type);
            t.put("ld.param." + type, o -> parameter(o, type));
            for (int n : new int[] {1, 2, 4}) {
                String name = (n == 1 ? "." : ".v" + n + ".") + type;
                for (String space : List.of("global", "shared", "local")) {
                    t.put(
                            "ld." + space + name,
                            o -> load(o, access(o, space, 1, n * kind.bytes()), loaded(o, type, n), Touch.READ));
                    t.put("st." + space + name, o -> store(access(o, space, 0, n * kind.bytes()), stored(o, type, n)));
                }
                t.put(
                        "ld.global.nc" + name,
                        o -> load(
                                o,
                                access(o, "global", 1, n * kind.bytes()),
                                loaded(o, type, n),
                                Touch.READ_AS_CONSTANT));
            }
        }
        for (String space : List.of("global", "global.nc")) {
            t.put(
                    "ld." + space + ".u8",
                    o -> bytes(
                            o,
                            access(o, "global", 1, 1),
                            space.endsWith("nc") ? Touch.READ_AS_CONSTANT : Touch.READ,
                            0xFF));
            t.put(
                    "ld." + space + ".s8",
                    o -> bytes(
                            o,
                            access(o, "global", 1, 1),
                            space.endsWith("nc") ? Touch.READ_AS_CONSTANT : Touch.READ,
                            -1));
        }
    }

    private static Step parameter(Operands o, String type) {
        String name = o.text(1).replaceAll("[\\[\\]]", "");
        Scope.Parameter parameter = o.scope().parameters().get(name);
        if (parameter == null) {
            throw o.statement().refused(name + " is no parameter");
        }
        Object d = o.loaded(o.text(0), parameter.kind(), type.startsWith("s"));
        return (from, to) -> System.arraycopy(parameter.row(), from, d, from, to - from);
    }

    private static Access access(Operands o, String space, int operand, int bytes) {
        return new Access(o, space, o.text(operand), bytes);
    }

    private static Object[] loaded(Operands o, String type, int n) {
        return registers(o, 0, n)
                .map(name -> o.loaded(name, Kind.of(type), type.startsWith("s")))
                .toArray();
    }

    private static Object[] stored(Operands o, String type, int n) {
        return registers(o, 1, n).map(name -> o.from(name, Kind.of(type))).toArray();
    }

    /** Those of a vector in braces, or the only one. */
    private static Stream<String> registers(Operands o, int operand, int n) {
        return n == 1 ? Stream.of(o.text(operand)) : Arrays.stream(o.vector(operand, n));
    }

    /** The step, for each run of threads that can be checked at once. */
    private static Step runs(Access access, Step step) {
        return (from, to) -> {
            for (int i = from; i < to; ) {
                int end = access.run(i, to);
                step.run(i, end);
                i = end;
            }
        };
    }

    private static Step load(Operands o, Access access, Object[] rows, Touch touch) {
        if (rows.length == 1 && rows[0] instanceof float[] d) {
            return runs(access, (from, to) -> {
                int at = access.many(from, to, touch);
                if (at < 0) {
                    for (int i = from; i < to; i++) {
                        int own = access.one(i, touch);
                        d[i] = access.region().memory().getFloat(own);
                    }
                } else if (access.together()) {
                    Arrays.fill(d, from, to, access.region().memory().getFloat(at));
                } else {
                    access.region().floats().get(at >> 2, d, from, to - from);
                }
            });
        }
        if (rows.length == 1 && rows[0] instanceof int[] d) {
            return runs(access, (from, to) -> {
                int at = access.many(from, to, touch);
                if (at < 0) {
                    for (int i = from; i < to; i++) {
                        int own = access.one(i, touch);
                        d[i] = access.region().memory().getInt(own);
                    }
                } else if (access.together()) {
                    Arrays.fill(d, from, to, access.region().memory().getInt(at));
                } else {
                    access.region().ints().get(at >> 2, d, from, to - from);
                }
            });
        }
        if (rows[0] instanceof float[]) {
            float[][] d = Arrays.copyOf(rows, rows.length, float[][].class);
            return runs(access, (from, to) -> {
                int first = access.many(from, to, touch);
                for (int i = from; i < to; i++) {
                    int at = first < 0
                            ? access.one(i, touch)
                            : access.together() ? first : first + 4 * d.length * (i - from);
                    for (int e = 0; e < d.length; e++) {
                        d[e][i] = access.region().memory().getFloat(at + 4 * e);
                    }
                }
            });
        } else if (rows[0] instanceof int[]) {
            int[][] d = Arrays.copyOf(rows, rows.length, int[][].class);
            return runs(access, (from, to) -> {
                int first = access.many(from, to, touch);
                for (int i = from; i < to; i++) {
                    int at = first < 0
                            ? access.one(i, touch)
                            : access.together() ? first : first + 4 * d.length * (i - from);
                    for (int e = 0; e < d.length; e++) {
                        d[e][i] = access.region().memory().getInt(at + 4 * e);
                    }
                }
            });
        } else if (rows[0] instanceof long[]) {
            long[][] d = Arrays.copyOf(rows, rows.length, long[][].class);
            return runs(access, (from, to) -> {
                int first = access.many(from, to, touch);
                for (int i = from; i < to; i++) {
                    int at = first < 0
                            ? access.one(i, touch)
                            : access.together() ? first : first + 8 * d.length * (i - from);
                    for (int e = 0; e < d.length; e++) {
                        d[e][i] = access.region().memory().getLong(at + 8 * e);
                    }
                }
            });
        }
        double[][] d = Arrays.copyOf(rows, rows.length, double[][].class);
        return runs(access, (from, to) -> {
            int first = access.many(from, to, touch);
            for (int i = from; i < to; i++) {
                int at = first < 0
                        ? access.one(i, touch)
                        : access.together() ? first : first + 8 * d.length * (i - from);
                for (int e = 0; e < d.length; e++) {
                    d[e][i] = access.region().memory().getDouble(at + 8 * e);
                }
            }
        });
    }

    private static Step store(Access access, Object[] rows) {
        if (rows.length == 1 && rows[0] instanceof float[] a) {
            return runs(access, (from, to) -> {
                int at = access.many(from, to, Touch.WRITE);
                if (at >= 0) {
                    access.region().floats().put(at >> 2, a, from, to - from);
                    return;
                }
                for (int i = from; i < to; i++) {
                    int own = access.one(i, Touch.WRITE);
                    access.region().memory().putFloat(own, a[i]);
                }
            });
        }
        if (rows.length == 1 && rows[0] instanceof int[] a) {
            return runs(access, (from, to) -> {
                int at = access.many(from, to, Touch.WRITE);
                if (at >= 0) {
                    access.region().ints().put(at >> 2, a, from, to - from);
                    return;
                }
                for (int i = from; i < to; i++) {
                    int own = access.one(i, Touch.WRITE);
                    access.region().memory().putInt(own, a[i]);
                }
            });
        }
        if (rows[0] instanceof float[]) {
            float[][] a = Arrays.copyOf(rows, rows.length, float[][].class);
            return (from, to) -> {
                for (int i = from; i < to; i++) {
                    int at = access.one(i, Touch.WRITE);
                    for (int e = 0; e < a.length; e++) {
                        access.region().memory().putFloat(at + 4 * e, a[e][i]);
                    }
                }
            };
        } else if (rows[0] instanceof int[]) {
            int[][] a = Arrays.copyOf(rows, rows.length, int[][].class);
            return (from, to) -> {
                for (int i = from; i < to; i++) {
                    int at = access.one(i, Touch.WRITE);
                    for (int e = 0; e < a.length; e++) {
                        access.region().memory().putInt(at + 4 * e, a[e][i]);
                    }
                }
            };
        } else if (rows[0] instanceof long[]) {
            long[][] a = Arrays.copyOf(rows, rows.length, long[][].class);
            return (from, to) -> {
                for (int i = from; i < to; i++) {
                    int at = access.one(i, Touch.WRITE);
                    for (int e = 0; e < a.length; e++) {
                        access.region().memory().putLong(at + 8 * e, a[e][i]);
                    }
                }
            };
        }
        double[][] a = Arrays.copyOf(rows, rows.length, double[][].class);
        return (from, to) -> {
            for (int i = from; i < to; i++) {
                int at = access.one(i, Touch.WRITE);
                for (int e = 0; e < a.length; e++) {
                    access.region().memory().putDouble(at + 8 * e, a[e][i]);
                }
            }
        };
    }

    /** Extended to the register's width, by zeros or by the sign. @param mask for .u8 the byte's bits, for .s8 all */
    private static Step bytes(Operands o, Access access, Touch touch, int mask) {
        boolean narrow = o.scope().registers().kind(o.text(0)) == Kind.SHORT;
        int[] d = (int[]) o.loaded(o.text(0), narrow ? Kind.SHORT : Kind.INT, true);
        int kept = narrow ? mask & 0xFFFF : mask;
        return (from, to) -> {
            for (int i = from; i < to; i++) {
                int at = access.one(i, touch);
                d[i] = access.region().memory().get(at) & kept;
            }
        };
    }
}
