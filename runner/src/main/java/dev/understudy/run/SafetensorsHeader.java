package dev.understudy.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The front of a safetensors file: u64 length, then JSON. It is checked against the file's real length before anything
 * is allocated for data, so a file cannot ask for more memory than it is long.
 *
 * @param entries in the order of their data, without gap or overlap, up to the end of the file
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";
    /** Some 100,000 tensors; a JSON tree takes several times its text in memory. */
    static final int MOST_BYTES = 16 << 20;

    /** @param begin first byte of the data, counted from the end of the header; {@code end} is the first that is not */
    record Entry(String name, Dtype dtype, int[] shape, int count, long begin, long end) {}

    /** Leaves the channel at the first byte of data. @throws Fault bad input, naming the file and what is wrong */
    static SafetensorsHeader read(FileChannel channel, Path file) throws IOException {
        byte[] json = readBytes(channel, file);
        long dataBytes = channel.size() - channel.position();
        JsonNode root;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            root = Json.MAPPER.readTree(text);
        } catch (CharacterCodingException e) {
            throw bad(file, "its header is not UTF-8", e);
        } catch (JsonProcessingException e) {
            throw bad(file, "its header is not the JSON of safetensors (" + e.getOriginalMessage() + ")", e);
        }
        if (!root.isObject()) {
            throw bad(file, "its header is not a JSON object");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals(METADATA)) {
                metadata.putAll(metadata(field.getValue(), file));
            } else {
                entries.add(entry(field.getKey(), field.getValue(), file));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long end = 0;
        for (Entry entry : entries) {
            if (entry.begin != end) {
                throw bad(
                        file,
                        "tensor " + entry.name + " begins at byte " + entry.begin + "; expected " + end
                                + ", where the one before it ends");
            }
            end = entry.end;
        }
        if (end != dataBytes) {
            throw bad(file, "it has " + dataBytes + " bytes of data; its header describes " + end);
        }
        return new SafetensorsHeader(Collections.unmodifiableList(entries), Collections.unmodifiableMap(metadata));
    }

    /** The JSON's bytes, as they are in the file. */
    static byte[] readBytes(FileChannel channel, Path file) throws IOException {
        long size = channel.size();
        if (size < Long.BYTES) {
            throw bad(file, "it has " + size + " bytes; a safetensors file has at least 10");
        }
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        TypedArray.fill(length, channel);
        long n = length.getLong(0);
        if (n < 2 || n > MOST_BYTES || n > size - Long.BYTES) {
            throw bad(
                    file,
                    "its header's length is " + Long.toUnsignedString(n) + " bytes; expected 2 to "
                            + Math.min(MOST_BYTES, size - Long.BYTES));
        }
        ByteBuffer json = ByteBuffer.allocate((int) n);
        TypedArray.fill(json, channel);
        return json.array();
    }

    private static Map<String, String> metadata(JsonNode node, Path file) {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (!node.isObject()) {
            throw bad(file, METADATA + " is not an object of strings");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getValue().isTextual()) {
                throw bad(
                        file,
                        METADATA + "." + field.getKey() + " is "
                                + field.getValue().getNodeType() + "; expected a string");
            }
            metadata.put(field.getKey(), field.getValue().textValue());
        }
        return metadata;
    }

    private static Entry entry(String name, JsonNode node, Path file) {
        if (!node.isObject()
                || node.size() != 3
                || !node.path("dtype").isTextual()
                || !node.path("shape").isArray()
                || !node.path("data_offsets").isArray()
                || node.path("data_offsets").size() != 2) {
            throw bad(file, "entry " + name + " is unknown; expected an object with dtype, shape and two data_offsets");
        }
        Dtype dtype = null;
        for (Dtype known : Dtype.values()) {
            if (known.name().equals(node.get("dtype").textValue())) {
                dtype = known;
            }
        }
        if (dtype == null) {
            throw bad(
                    file,
                    "tensor " + name + " has dtype " + node.get("dtype").textValue() + "; expected one of "
                            + List.of(Dtype.values()));
        }
        JsonNode dimensions = node.get("shape");
        int[] shape = new int[dimensions.size()];
        long count = 1;
        for (int i = 0; i < shape.length; i++) {
            // The largest array of some JVMs is a few elements shorter than Integer.MAX_VALUE.
            shape[i] = (int) whole(dimensions.get(i), "shape", name, Integer.MAX_VALUE - 8, file);
            count = multiply(count, shape[i], name, file);
        }
        long begin = whole(node.get("data_offsets").get(0), "data_offsets", name, Long.MAX_VALUE, file);
        long end = whole(node.get("data_offsets").get(1), "data_offsets", name, Long.MAX_VALUE, file);
        if (end - begin != count * dtype.bytes()) {
            throw bad(
                    file,
                    "tensor " + name + " has data_offsets [" + begin + ", " + end + "]; expected "
                            + count * dtype.bytes() + " bytes for " + dtype + " " + dimensions);
        }
        return new Entry(name, dtype, shape, (int) count, begin, end);
    }

    private static long whole(JsonNode node, String field, String name, long most, Path file) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0 || node.longValue() > most) {
            throw bad(
                    file,
                    "tensor " + name + " has " + field + " with " + node + "; expected a whole number from 0 to "
                            + most);
        }
        return node.longValue();
    }

    private static long multiply(long count, int extent, String name, Path file) {
        // Both factors are below 2^31, so the product cannot overflow a long.
        long product = count * extent;
        if (product > Integer.MAX_VALUE - 8) {
            throw bad(
                    file,
                    "tensor " + name + " has more than " + (Integer.MAX_VALUE - 8)
                            + " values, the most that a Java array holds");
        }
        return product;
    }

    private static Fault bad(Path file, String what) {
        return bad(file, what, null);
    }

    private static Fault bad(Path file, String what, Throwable cause) {
        return Fault.badInput(file + ": " + what + "; the file is damaged or not a safetensors file", cause);
    }
}
