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
 * One entry of a safetensors file, row-major.
 *
 * @param shape [] is a scalar
 * @param values double[], float[], long[], int[] or byte[], as the dtype says; not copied
 */
public record TypedArray(Dtype dtype, int[] shape, Object values) {
    /** Data goes between array and stream in pieces of so many bytes, so that no second copy of a tensor is needed. */
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
}
