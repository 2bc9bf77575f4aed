package dev.understudy.run;

import dev.understudy.engine.Snapshot;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads and writes tensors in the safetensors container (github.com/huggingface/safetensors): u64 little-endian length
 * of the header, a JSON header with names, dtypes, shapes and byte ranges, then the data, little-endian. It has numbers
 * and strings only, and nothing that could be executed.
 *
 * <p>An instance is the content of a file, all of it in memory. Every method that takes a name throws {@link Fault}
 * (bad input), naming the file, if the tensor is missing or has another dtype.
 */
public final class Safetensors {
    private final String file;
    private final Map<String, TypedArray> arrays;
    private final Map<String, String> metadata;

    private Safetensors(String file, Map<String, TypedArray> arrays, Map<String, String> metadata) {
        this.file = file;
        this.arrays = Collections.unmodifiableMap(arrays);
        this.metadata = metadata;
    }

    /** Replaces the file completely or not at all. @throws Fault as {@link AtomicFile#write} */
    public static void write(Path file, Map<String, Snapshot.Tensor> tensors, Map<String, String> metadata) {
        AtomicFile.write(file, out -> write(out, tensors, metadata));
    }

    /** Writes F32 tensors; does not close the stream. */
    public static void write(OutputStream out, Map<String, Snapshot.Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        Map<String, TypedArray> arrays = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> arrays.put(name, TypedArray.of(tensor)));
        writeArrays(out, arrays, metadata);
    }

    /**
     * Writes arrays of any {@link TypedArray.Dtype}; does not close the stream. The bytes do not depend on the maps'
     * order: wide types come first, so that all data is aligned, then names in order.
     */
    public static void writeArrays(OutputStream out, Map<String, TypedArray> arrays, Map<String, String> metadata)
            throws IOException {
        List<Map.Entry<String, TypedArray>> sorted = new ArrayList<>(arrays.entrySet());
        sorted.sort(Comparator.comparing((Map.Entry<String, TypedArray> e) ->
                        -e.getValue().dtype().bytes())
                .thenComparing(Map.Entry::getKey));
        out.write(SafetensorsHeader.bytes(sorted, metadata));
        for (Map.Entry<String, TypedArray> entry : sorted) {
            entry.getValue().write(out);
        }
    }

    /**
     * Reads a file.
     *
     * @throws Fault bad input, naming the file, if it is missing or not a well-formed safetensors file of the dtypes of
     *     {@link TypedArray.Dtype}; environment if it cannot be read
     */
    public static Safetensors read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(file.toString(), channel, channel.size());
        } catch (Malformed e) {
            throw e.badInput(
                    file.toString(), "it is damaged or not a safetensors file; use a copy of it, or make it again");
        } catch (NoSuchFileException e) {
            throw Fault.badInput(
                    file.toString(), "is not there", "a safetensors file", "correct its name, or make it first", e);
        } catch (IOException e) {
            throw FileFault.reading(file, e);
        }
    }

    /** @param where name of the file for messages. {@code size} is that of the whole file */
    static Safetensors read(String where, ReadableByteChannel channel, long size) throws IOException, Malformed {
        SafetensorsHeader header = SafetensorsHeader.read(channel, size);
        Map<String, TypedArray> arrays = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            arrays.put(entry.name(), TypedArray.read(entry.dtype(), entry.shape(), entry.count(), channel));
        }
        return new Safetensors(where, arrays, header.metadata());
    }

    /** The tensors' names in the order of the data. */
    public Set<String> names() {
        return arrays.keySet();
    }

    public Map<String, String> metadata() {
        return metadata;
    }

    /** The shape of a tensor, [] for a scalar. */
    public int[] shape(String name) {
        return array(name).shape().clone();
    }

    public TypedArray.Dtype dtype(String name) {
        return array(name).dtype();
    }

    /** An F32 tensor with its shape; the data is not copied. */
    public Snapshot.Tensor tensor(String name) {
        return new Snapshot.Tensor(shape(name), floats(name));
    }

    /** The values of an F32 tensor, row-major, not copied. */
    public float[] floats(String name) {
        return (float[]) values(name, TypedArray.Dtype.F32);
    }

    /** The values of an F64 tensor, or of an F32 one, widened. */
    public double[] doubles(String name) {
        Object values = values(name, TypedArray.Dtype.F64, TypedArray.Dtype.F32);
        if (values instanceof double[] doubles) {
            return doubles;
        }
        float[] floats = (float[]) values;
        double[] wide = new double[floats.length];
        Arrays.setAll(wide, i -> floats[i]);
        return wide;
    }

    /** The values of an I64 tensor, or of an I32 or U8 one (0 to 255), widened. */
    public long[] longs(String name) {
        Object values = values(name, TypedArray.Dtype.I64, TypedArray.Dtype.I32, TypedArray.Dtype.U8);
        if (values instanceof int[] ints) {
            return Arrays.stream(ints).asLongStream().toArray();
        }
        if (values instanceof byte[] bytes) {
            long[] wide = new long[bytes.length];
            Arrays.setAll(wide, i -> bytes[i] & 0xff);
            return wide;
        }
        return (long[]) values;
    }

    /** The tensor with its own dtype. */
    public TypedArray array(String name) {
        TypedArray array = arrays.get(name);
        if (array == null) {
            throw Fault.badInput(
                    file, "has the tensors " + names(), "one named " + name, "take the file that it is meant for");
        }
        return array;
    }

    private Object values(String name, TypedArray.Dtype... allowed) {
        TypedArray array = array(name);
        if (!Arrays.asList(allowed).contains(array.dtype())) {
            throw Fault.badInput(
                    file,
                    "has tensor " + name + " of dtype " + array.dtype(),
                    "one of " + Arrays.toString(allowed),
                    "take the file that it is meant for");
        }
        return array.values();
    }

    /** The content of a file is wrong. The caller, who knows the purpose of the file, adds the remedy. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private final String found;
        private final String expected;

        /** @param found the second part of a {@link Fault}; {@code expected} is the third */
        Malformed(String found, String expected, Throwable cause) {
            super(found + "; expected " + expected, cause);
            this.found = found;
            this.expected = expected;
        }

        Malformed(String found, String expected) {
            this(found, expected, null);
        }

        String found() {
            return found;
        }

        String expected() {
            return expected;
        }

        Fault badInput(String where, String remedy) {
            return Fault.badInput(where, found, expected, remedy, this);
        }
    }
}
