package dev.understudy.run;

import dev.understudy.engine.Snapshot;
import dev.understudy.imitation.Checks;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * One array of a safetensors file, row-major.
 *
 * @param shape [] is a scalar
 * @param values double[], float[], long[], int[] or byte[], as the dtype requires; not copied
 */
public record TypedArray(Dtype dtype, int[] shape, Object values) {
    /**
     * Data is copied between array and stream in pieces of this many bytes, so that no second copy of a tensor is
     * necessary.
     */
    private static final int PIECE_BYTES = 1 << 16;

    public TypedArray {
        long count = 1;
        for (int n : shape) {
            Checks.that(n >= 0, "shape", Arrays.toString(shape), "no negative extent");
            count = Math.multiplyExact(count, (long) n);
        }
        Checks.that(
                dtype.holds(values, count), "values", values.getClass().getSimpleName(), count + " values of " + dtype);
    }

    public static TypedArray of(int[] shape, float... values) {
        return new TypedArray(Dtype.F32, shape, values);
    }

    public static TypedArray of(int[] shape, double... values) {
        return new TypedArray(Dtype.F64, shape, values);
    }

    public static TypedArray of(int[] shape, long... values) {
        return new TypedArray(Dtype.I64, shape, values);
    }

    public static TypedArray of(int[] shape, int... values) {
        return new TypedArray(Dtype.I32, shape, values);
    }

    public static TypedArray of(int[] shape, byte... values) {
        return new TypedArray(Dtype.U8, shape, values);
    }

    static TypedArray of(Snapshot.Tensor tensor) {
        return of(tensor.shape(), tensor.data());
    }

    /** Number of elements. */
    public int count() {
        return java.lang.reflect.Array.getLength(values);
    }

    /** Number of bytes in a file. */
    public long bytes() {
        return (long) count() * dtype.bytes();
    }

    /** @param count the product of {@code shape} */
    static TypedArray read(Dtype dtype, int[] shape, int count, ReadableByteChannel from) throws IOException {
        Object values = dtype.allocate(count);
        ByteBuffer piece = piece();
        for (int at = 0; at < count; ) {
            int n = Math.min(count - at, piece.capacity() / dtype.bytes());
            piece.clear().limit(n * dtype.bytes());
            fill(piece, from);
            dtype.take(piece.flip(), values, at, n);
            at += n;
        }
        return new TypedArray(dtype, shape, values);
    }

    void write(OutputStream out) throws IOException {
        ByteBuffer piece = piece();
        int count = count();
        for (int at = 0; at < count; ) {
            int n = Math.min(count - at, piece.capacity() / dtype.bytes());
            dtype.put(values, at, n, piece.clear());
            out.write(piece.array(), 0, n * dtype.bytes());
            at += n;
        }
    }

    static void fill(ByteBuffer buffer, ReadableByteChannel from) throws IOException {
        while (buffer.hasRemaining()) {
            if (from.read(buffer) < 0) {
                throw new EOFException("the file ended " + buffer.remaining() + " bytes early");
            }
        }
    }

    private static ByteBuffer piece() {
        return ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

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

        /** @return whether {@code values} has the type that {@link #allocate} returns, and {@code count} elements */
        boolean holds(Object values, long count) {
            return values.getClass() == allocate(0).getClass() && java.lang.reflect.Array.getLength(values) == count;
        }

        /**
         * Copies {@code count} elements from the buffer's beginning into {@code values[at…]}; the buffer's position
         * does not change.
         */
        void take(ByteBuffer from, Object values, int at, int count) {
            switch (this) {
                case F64 -> from.asDoubleBuffer().get((double[]) values, at, count);
                case F32 -> from.asFloatBuffer().get((float[]) values, at, count);
                case I64 -> from.asLongBuffer().get((long[]) values, at, count);
                case I32 -> from.asIntBuffer().get((int[]) values, at, count);
                case U8 -> from.duplicate().get((byte[]) values, at, count);
            }
        }

        /** Copies {@code values[at…at+count)} to the buffer's beginning; the buffer's position does not change. */
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
}
