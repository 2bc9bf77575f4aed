package dev.understudy.engine.fused.cuda.ptx;

/** The kind of a register's value, which decides the Java type of a row of registers: boolean[], int[] for 16 and 32 bits, long[], float[] or double[]. */
enum Kind {
    PREDICATE(0),
    SHORT(2),
    INT(4),
    LONG(8),
    FLOAT(4),
    DOUBLE(8);

    private final int bytes;

    Kind(int bytes) {
        this.bytes = bytes;
    }

    /** @param type without its dot; one byte is for memory only */
    static Kind of(String type) {
        return switch (type) {
            case "pred" -> PREDICATE;
            case "b16", "u16", "s16" -> SHORT;
            case "b32", "u32", "s32" -> INT;
            case "b64", "u64", "s64" -> LONG;
            case "f32" -> FLOAT;
            case "f64" -> DOUBLE;
            default -> throw new IllegalArgumentException("." + type + " is no type of a register");
        };
    }

    /** @return 0 for a predicate, which has no size */
    int bytes() {
        return bytes;
    }

    Object row(int threads) {
        return switch (this) {
            case PREDICATE -> new boolean[threads];
            case SHORT, INT -> new int[threads];
            case LONG -> new long[threads];
            case FLOAT -> new float[threads];
            case DOUBLE -> new double[threads];
        };
    }
}
