package dev.understudy.run;

import java.nio.ByteBuffer;

/** The element types of safetensors that Understudy reads and writes; all little-endian. */
public enum Dtype {
    F64(Double.BYTES),
    F32(Float.BYTES),
    I64(Long.BYTES),
    I32(Integer.BYTES),
    U8(Byte.BYTES);

    private final int bytes;

    Dtype(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** @return a Java array of {@code count} elements: double[], float[], long[], int[] or byte[] */
    Object allocate(int count) {
        return switch (this) {
            case F64 -> new double[count];
            case F32 -> new float[count];
            case I64 -> new long[count];
            case I32 -> new int[count];
            case U8 -> new byte[count];
        };
    }

    /** @return whether {@code values} is what {@link #allocate} gives, with {@code count} elements */
    boolean holds(Object values, long count) {
        return values.getClass() == allocate(0).getClass() && java.lang.reflect.Array.getLength(values) == count;
    }

    /** Takes {@code count} elements out of the buffer's front into {@code values[at…]}; leaves the buffer's position alone. */
    void take(ByteBuffer from, Object values, int at, int count) {
        switch (this) {
            case F64 -> from.asDoubleBuffer().get((double[]) values, at, count);
            case F32 -> from.asFloatBuffer().get((float[]) values, at, count);
            case I64 -> from.asLongBuffer().get((long[]) values, at, count);
            case I32 -> from.asIntBuffer().get((int[]) values, at, count);
            case U8 -> from.duplicate().get((byte[]) values, at, count);
        }
    }

    /** Puts {@code values[at…at+count)} at the buffer's front; leaves the buffer's position alone. */
    void put(Object values, int at, int count, ByteBuffer into) {
        switch (this) {
            case F64 -> into.asDoubleBuffer().put((double[]) values, at, count);
            case F32 -> into.asFloatBuffer().put((float[]) values, at, count);
            case I64 -> into.asLongBuffer().put((long[]) values, at, count);
            case I32 -> into.asIntBuffer().put((int[]) values, at, count);
            case U8 -> into.duplicate().put((byte[]) values, at, count);
        }
    }
}
