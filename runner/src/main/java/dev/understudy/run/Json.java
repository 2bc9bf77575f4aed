package dev.understudy.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** JSON as this package reads and writes it: strict when reading, and never a NaN when writing. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .addModule(new JsonScalars())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private Json() {}

    /** A record as text. */
    static String text(Record value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.getClass() + " cannot be written", e);
        }
    }

    /** The way back. @throws IllegalArgumentException if the text is no such record */
    static <R extends Record> R record(String text, Class<R> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(type.getSimpleName() + " is " + text, e);
        }
    }

    /** The object as a tree, in which null stands for NaN and infinities: JSON has no word for them. */
    static ObjectNode tree(Object value) {
        JsonNode tree = MAPPER.valueToTree(value);
        if (!(tree instanceof ObjectNode object)) {
            throw new IllegalArgumentException("a line is " + tree.getNodeType() + "; expected an object");
        }
        // valueToTree may hand back the caller's own tree, which is not ours to change.
        ObjectNode ours = tree == value ? object.deepCopy() : object;
        nullForNonFinite(ours);
        return ours;
    }

    private static void nullForNonFinite(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (isNonFinite(field.getValue())) {
                    field.setValue(NullNode.getInstance());
                } else {
                    nullForNonFinite(field.getValue());
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (isNonFinite(array.get(i))) {
                    array.setNull(i);
                } else {
                    nullForNonFinite(array.get(i));
                }
            }
        }
    }

    private static boolean isNonFinite(JsonNode node) {
        return (node.isDouble() || node.isFloat()) && !Double.isFinite(node.doubleValue());
    }

    /** One object from these bytes, or nothing if they are not exactly one JSON object. */
    static Optional<ObjectNode> object(byte[] bytes, int from, int to) {
        try {
            return MAPPER.readTree(bytes, from, to - from) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @return nothing if there is no such file. @throws Fault bad input if it is not one JSON object */
    static Optional<ObjectNode> read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw FileFault.reading(file, e);
        }
        return Optional.of(object(bytes, 0, bytes.length)
                .orElseThrow(() -> Fault.badInput(
                        file.toString(),
                        "is damaged or was edited",
                        "one JSON object",
                        "repair it, or start again with --fresh")));
    }

    static void write(Path file, ObjectNode object) {
        AtomicFile.write(file, out -> {
            out.write(bytes(object));
            out.write('\n');
        });
    }

    private static byte[] bytes(ObjectNode object) throws JsonProcessingException {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(object);
    }
}
