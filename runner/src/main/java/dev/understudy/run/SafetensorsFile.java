package dev.understudy.run;

import dev.understudy.engine.Snapshot;
import dev.understudy.fault.Fault;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a safetensors file holds, all of it in memory. Every method that takes a name throws {@link Fault} (bad input),
 * naming the file, where there is no such tensor or it has another dtype.
 */
public final class SafetensorsFile {
    private final String file;
    private final Map<String, TypedArray> arrays;
    private final Map<String, String> metadata;

    SafetensorsFile(String file, Map<String, TypedArray> arrays, Map<String, String> metadata) {
        this.file = file;
        this.arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
        this.metadata = metadata;
    }

    /** In the order of the data. */
    public Set<String> names() {
        return arrays.keySet();
    }

    public Map<String, String> metadata() {
        return metadata;
    }

    /** [] for a scalar. */
    public int[] shape(String name) {
        return array(name).shape().clone();
    }

    public Dtype dtype(String name) {
        return array(name).dtype();
    }

    /** An F32 tensor with its shape; the data is not copied. */
    public Snapshot.Tensor tensor(String name) {
        return new Snapshot.Tensor(shape(name), floats(name));
    }

    /** The values of an F32 tensor, row-major, not copied. */
    public float[] floats(String name) {
        return (float[]) values(name, Dtype.F32);
    }

    /** The values of an F64 tensor, or of an F32 one, widened. */
    public double[] doubles(String name) {
        Object values = values(name, Dtype.F64, Dtype.F32);
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
        Object values = values(name, Dtype.I64, Dtype.I32, Dtype.U8);
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

    /** The tensor as it is. */
    public TypedArray array(String name) {
        TypedArray array = arrays.get(name);
        if (array == null) {
            throw Fault.badInput(
                    file, "has the tensors " + names(), "one named " + name, "take the file that it is meant for");
        }
        return array;
    }

    private Object values(String name, Dtype... allowed) {
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
}
