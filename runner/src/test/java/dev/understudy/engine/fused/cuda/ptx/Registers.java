package dev.understudy.engine.fused.cuda.ptx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The registers of a block's threads: a row for each register, and in it a place for each thread, so that one loop does an instruction of many threads. */
final class Registers {
    private final Map<String, Kind> kinds;
    private final int threads;
    private final Map<String, Object> rows = new HashMap<>();
    private final Map<String, int[]> special = new HashMap<>();
    private final Map<Kind, Map<Long, Object>> constants = new HashMap<>();

    Registers(Map<String, Kind> kinds, int threads) {
        this.kinds = kinds;
        this.threads = threads;
        for (String name :
                new String[] {"%tid.x", "%tid.y", "%ntid.x", "%ctaid.x", "%ctaid.y", "%nctaid.x", "%nctaid.y"}) {
            special.put(name, new int[threads]);
        }
        Arrays.setAll(special.get("%tid.x"), i -> i);
    }

    int threads() {
        return threads;
    }

    /** @return null without one */
    Kind kind(String register) {
        return special.containsKey(register) ? Kind.INT : kinds.get(register);
    }

    Object row(String register) {
        int[] value = special.get(register);
        return value != null
                ? value
                : rows.computeIfAbsent(register, r -> kinds.get(r).row(threads));
    }

    /** The same for all threads of a block. */
    void set(String name, int value) {
        Arrays.fill(special.get(name), value);
    }

    /** A row that holds a value in all places. @param bits of it */
    Object constant(Kind kind, long bits) {
        return constants.computeIfAbsent(kind, k -> new HashMap<>()).computeIfAbsent(bits, b -> {
            Object row = kind.row(threads);
            switch (kind) {
                case PREDICATE -> Arrays.fill((boolean[]) row, b != 0);
                case SHORT -> Arrays.fill((int[]) row, (int) (b & 0xFFFF));
                case INT -> Arrays.fill((int[]) row, (int) (long) b);
                case LONG -> Arrays.fill((long[]) row, b);
                case FLOAT -> Arrays.fill((float[]) row, Float.intBitsToFloat((int) (long) b));
                case DOUBLE -> Arrays.fill((double[]) row, Double.longBitsToDouble(b));
            }
            return row;
        });
    }
}
