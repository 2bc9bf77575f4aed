package dev.understudy.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.engine.Snapshot;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Checks;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The safetensors container (github.com/huggingface/safetensors): u64 little-endian length of the header, a JSON header
 * with names, dtypes, shapes and byte ranges, then the data, little-endian. It holds numbers and strings only: there is
 * nothing in it that could run.
 */
public final class Safetensors {
    private Safetensors() {}

    /** Replaces the file, whole or not at all. @throws Fault as {@link AtomicFile#write} */
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
     * Writes arrays of any {@link Dtype}; does not close the stream. The bytes do not depend on the maps' order: wide
     * types come first, so that all data is aligned, then names in order.
     */
    public static void writeArrays(OutputStream out, Map<String, TypedArray> arrays, Map<String, String> metadata)
            throws IOException {
        List<Map.Entry<String, TypedArray>> sorted = new ArrayList<>(arrays.entrySet());
        sorted.sort(Comparator.comparing((Map.Entry<String, TypedArray> e) ->
                        -e.getValue().dtype().bytes())
                .thenComparing(Map.Entry::getKey));
        ObjectNode header = Json.MAPPER.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode strings = header.putObject(SafetensorsHeader.METADATA);
            new TreeMap<>(metadata).forEach(strings::put);
        }
        long at = 0;
        for (Map.Entry<String, TypedArray> entry : sorted) {
            Checks.that(
                    !entry.getKey().equals(SafetensorsHeader.METADATA),
                    "tensor name",
                    entry.getKey(),
                    "another name; this one is reserved");
            TypedArray array = entry.getValue();
            ObjectNode node = header.putObject(entry.getKey());
            node.put("dtype", array.dtype().name());
            ArrayNode shape = node.putArray("shape");
            Arrays.stream(array.shape()).forEach(shape::add);
            node.putArray("data_offsets").add(at).add(at + array.bytes());
            at += array.bytes();
        }
        byte[] json = Json.MAPPER.writeValueAsBytes(header);
        // Spaces up to a multiple of 8, so that the data is aligned in a mapped file.
        byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded.length)
                .array());
        out.write(padded);
        for (Map.Entry<String, TypedArray> entry : sorted) {
            entry.getValue().write(out);
        }
    }

    /**
     * @throws Fault bad input, naming the file, if it is missing or not a well-formed safetensors file of the dtypes of
     *     {@link Dtype}; environment if it cannot be read
     */
    public static SafetensorsFile read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(file.toString(), channel, channel.size());
        } catch (Malformed e) {
            throw e.badInput(
                    file.toString(), "it is damaged or no safetensors file; take a copy of it, or make it again");
        } catch (NoSuchFileException e) {
            throw Fault.badInput(
                    file.toString(), "is not there", "a safetensors file", "correct its name, or make it first", e);
        } catch (IOException e) {
            throw FileFault.reading(file, e);
        }
    }

    /** @param where for messages; {@code size} is that of the whole file */
    static SafetensorsFile read(String where, ReadableByteChannel channel, long size) throws IOException, Malformed {
        SafetensorsHeader header = SafetensorsHeader.read(channel, size);
        Map<String, TypedArray> arrays = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            arrays.put(entry.name(), TypedArray.read(entry.dtype(), entry.shape(), entry.count(), channel));
        }
        return new SafetensorsFile(where, arrays, header.metadata());
    }
}
