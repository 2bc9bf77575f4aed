package dev.understudy.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.imitation.Checks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header of a safetensors file: u64 length, then JSON. It is checked against the file's real length before memory
 * is allocated for data, so a file cannot ask for more memory than its length.
 *
 * @param entries in the order of their data, without gap or overlap, up to the end of the file
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    private static final String HEADER = "a JSON object that describes each tensor";
    static final String METADATA = "__metadata__";
    /** Enough for some 100,000 tensors; a JSON tree takes several times the memory of its text. */
    static final int MOST_BYTES = 16 << 20;

    /**
     * @param begin first byte of the data, counted from the end of the header; {@code end} is the byte after the last
     */
    record Entry(String name, TypedArray.Dtype dtype, int[] shape, int count, long begin, long end) {}

    /** The header of a file with these arrays, whose data follows in this order. */
    static byte[] bytes(List<Map.Entry<String, TypedArray>> arrays, Map<String, String> metadata) throws IOException {
        ObjectNode header = Json.MAPPER.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode strings = header.putObject(METADATA);
            new TreeMap<>(metadata).forEach(strings::put);
        }
        long at = 0;
        for (Map.Entry<String, TypedArray> entry : arrays) {
            Checks.that(
                    !entry.getKey().equals(METADATA),
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
        // Padded with spaces to a multiple of 8, so that the data is aligned in a mapped file.
        int length = (json.length + 7) / 8 * 8;
        byte[] padded = ByteBuffer.allocate(Long.BYTES + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(json)
                .array();
        Arrays.fill(padded, Long.BYTES + json.length, padded.length, (byte) ' ');
        return padded;
    }

    /**
     * Reads the header, up to the first byte of data.
     *
     * @param size of the whole file
     */
    static SafetensorsHeader read(ReadableByteChannel channel, long size) throws IOException, Safetensors.Malformed {
        byte[] json = readBytes(channel, size);
        long dataBytes = size - Long.BYTES - json.length;
        JsonNode root;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            root = Json.MAPPER.readTree(text);
        } catch (CharacterCodingException e) {
            throw new Safetensors.Malformed("has a header that is not UTF-8", HEADER, e);
        } catch (JsonProcessingException e) {
            throw new Safetensors.Malformed(
                    "has a header that is not the JSON of safetensors (" + e.getOriginalMessage() + ")", HEADER, e);
        }
        if (!root.isObject()) {
            throw new Safetensors.Malformed("has a header that is not a JSON object", HEADER);
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals(METADATA)) {
                metadata.putAll(metadata(field.getValue()));
            } else {
                entries.add(entry(field.getKey(), field.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long end = 0;
        for (Entry entry : entries) {
            if (entry.begin != end) {
                throw new Safetensors.Malformed(
                        "has tensor " + entry.name + ", which begins at byte " + entry.begin,
                        end + ", the end of the one before it");
            }
            end = entry.end;
        }
        if (end != dataBytes) {
            throw new Safetensors.Malformed("has " + dataBytes + " bytes of data", end + ", as its header describes");
        }
        return new SafetensorsHeader(Collections.unmodifiableList(entries), Collections.unmodifiableMap(metadata));
    }

    /** The JSON's bytes as the file has them. @param size of the whole file */
    static byte[] readBytes(ReadableByteChannel channel, long size) throws IOException, Safetensors.Malformed {
        if (size < Long.BYTES + 2) {
            throw new Safetensors.Malformed("has " + size + " bytes", "at least 10, as every safetensors file has");
        }
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        TypedArray.fill(length, channel);
        long n = length.getLong(0);
        if (n < 2 || n > MOST_BYTES || n > size - Long.BYTES) {
            throw new Safetensors.Malformed(
                    "has a header's length of " + Long.toUnsignedString(n) + " bytes",
                    "2 to " + Math.min(MOST_BYTES, size - Long.BYTES));
        }
        ByteBuffer json = ByteBuffer.allocate((int) n);
        TypedArray.fill(json, channel);
        return json.array();
    }

    private static Map<String, String> metadata(JsonNode node) throws Safetensors.Malformed {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (!node.isObject()) {
            throw new Safetensors.Malformed(
                    "has " + METADATA + " that is " + node.getNodeType(), "an object of strings");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getValue().isTextual()) {
                throw new Safetensors.Malformed(
                        "has " + METADATA + "." + field.getKey() + " that is "
                                + field.getValue().getNodeType(),
                        "a string");
            }
            metadata.put(field.getKey(), field.getValue().textValue());
        }
        return metadata;
    }

    private static Entry entry(String name, JsonNode node) throws Safetensors.Malformed {
        if (!node.isObject()
                || node.size() != 3
                || !node.path("dtype").isTextual()
                || !node.path("shape").isArray()
                || !node.path("data_offsets").isArray()
                || node.path("data_offsets").size() != 2) {
            throw new Safetensors.Malformed(
                    "has entry " + name + " of an unknown kind", "an object with dtype, shape and two data_offsets");
        }
        TypedArray.Dtype dtype = null;
        for (TypedArray.Dtype known : TypedArray.Dtype.values()) {
            if (known.name().equals(node.get("dtype").textValue())) {
                dtype = known;
            }
        }
        if (dtype == null) {
            throw new Safetensors.Malformed(
                    "has tensor " + name + " of dtype " + node.get("dtype").textValue(),
                    "one of " + List.of(TypedArray.Dtype.values()));
        }
        JsonNode dimensions = node.get("shape");
        int[] shape = new int[dimensions.size()];
        long count = 1;
        for (int i = 0; i < shape.length; i++) {
            // The largest array of some JVMs is a few elements shorter than Integer.MAX_VALUE.
            shape[i] = (int) whole(dimensions.get(i), "shape", name, Integer.MAX_VALUE - 8);
            count = multiply(count, shape[i], name);
        }
        long begin = whole(node.get("data_offsets").get(0), "data_offsets", name, Long.MAX_VALUE);
        long end = whole(node.get("data_offsets").get(1), "data_offsets", name, Long.MAX_VALUE);
        if (end - begin != count * dtype.bytes()) {
            throw new Safetensors.Malformed(
                    "has tensor " + name + " with data_offsets [" + begin + ", " + end + "]",
                    count * dtype.bytes() + " bytes for " + dtype + " " + dimensions);
        }
        return new Entry(name, dtype, shape, (int) count, begin, end);
    }

    private static long whole(JsonNode node, String field, String name, long most) throws Safetensors.Malformed {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0 || node.longValue() > most) {
            throw new Safetensors.Malformed(
                    "has tensor " + name + " that has " + field + " with " + node, "a whole number from 0 to " + most);
        }
        return node.longValue();
    }

    private static long multiply(long count, int extent, String name) throws Safetensors.Malformed {
        // Both factors are below 2^31, so the product cannot overflow a long.
        long product = count * extent;
        if (product > Integer.MAX_VALUE - 8) {
            throw new Safetensors.Malformed(
                    "has tensor " + name + " with more than " + (Integer.MAX_VALUE - 8) + " values",
                    "no more, since a Java array holds no more");
        }
        return product;
    }
}
