package dev.understudy.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Reads and writes JSON for this package: reading is strict, and NaN is never written. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .addModule(new Scalars())
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

    /** The inverse of {@link #text}. @throws IllegalArgumentException if the text is not such a record */
    static <R extends Record> R record(String text, Class<R> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(type.getSimpleName() + " is " + text, e);
        }
    }

    /** The object as a tree, with null for NaN and infinities, which JSON cannot express. */
    static ObjectNode tree(Object value) {
        JsonNode tree = MAPPER.valueToTree(value);
        if (!(tree instanceof ObjectNode object)) {
            throw new IllegalArgumentException("a line is " + tree.getNodeType() + "; expected an object");
        }
        // valueToTree may return the caller's own tree, which must not be changed.
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

    /** One object from these bytes; empty if they are not exactly one JSON object. */
    static Optional<ObjectNode> object(byte[] bytes, int from, int to) {
        try {
            return MAPPER.readTree(bytes, from, to - from) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @return empty if the file does not exist */
    static Optional<byte[]> bytes(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw FileFault.reading(file, e);
        }
    }

    /** @return empty if the file does not exist. @throws Fault bad input if it is not one JSON object */
    static Optional<ObjectNode> read(Path file) {
        return bytes(file)
                .map(bytes -> object(bytes, 0, bytes.length)
                        .orElseThrow(() -> Fault.badInput(
                                file.toString(),
                                "is damaged or was edited",
                                "one JSON object",
                                "repair it, or start again with --fresh")));
    }

    /** The object as one line, with the line's end. */
    static byte[] line(ObjectNode object) {
        try {
            byte[] json = MAPPER.writeValueAsBytes(object);
            byte[] line = Arrays.copyOf(json, json.length + 1);
            line[json.length] = '\n';
            return line;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a tree that was read or made by Jackson cannot be written", e);
        }
    }

    static void write(Path file, ObjectNode object) {
        AtomicFile.write(file, content(object));
    }

    /** The object as the content of a file, one key a line. */
    static AtomicFile.Content content(ObjectNode object) {
        return out -> {
            out.write(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(object));
            out.write('\n');
        };
    }

    /** Reads null, missing numbers and numbers that are too large as NaN; writes instants in the form of ISO 8601. */
    private static final class Scalars extends SimpleModule {
        private static final long serialVersionUID = 1;

        Scalars() {
            addDeserializer(double.class, new NullIsNaN());
            addDeserializer(Double.class, new NullIsNaN());
            addDeserializer(float[].class, new Floats());
            addDeserializer(Instant.class, new ReadInstant());
            addSerializer(Instant.class, ToStringSerializer.instance);
        }

        private static double number(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return Double.NaN;
            }
            if (!parser.currentToken().isNumeric()) {
                context.reportWrongTokenException(Double.class, JsonToken.VALUE_NUMBER_FLOAT, "expected a number");
            }
            double value = parser.getDoubleValue();
            return Double.isFinite(value) ? value : Double.NaN;
        }

        private static final class NullIsNaN extends StdScalarDeserializer<Double> {
            private static final long serialVersionUID = 1;

            NullIsNaN() {
                super(Double.class);
            }

            @Override
            public Double deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                return number(parser, context);
            }

            @Override
            public Double getNullValue(DeserializationContext context) {
                return Double.NaN;
            }
        }

        private static final class Floats extends StdScalarDeserializer<float[]> {
            private static final long serialVersionUID = 1;

            Floats() {
                super(float[].class);
            }

            @Override
            public float[] deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                if (parser.currentToken() != JsonToken.START_ARRAY) {
                    context.reportWrongTokenException(
                            float[].class, JsonToken.START_ARRAY, "expected a list of numbers");
                }
                float[] values = new float[64];
                int n = 0;
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values = n < values.length ? values : Arrays.copyOf(values, 2 * n);
                    values[n++] = (float) number(parser, context);
                }
                return Arrays.copyOf(values, n);
            }
        }

        private static final class ReadInstant extends StdScalarDeserializer<Instant> {
            private static final long serialVersionUID = 1;

            ReadInstant() {
                super(Instant.class);
            }

            @Override
            public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                try {
                    return Instant.parse(parser.getText());
                } catch (DateTimeException e) {
                    return (Instant) context.handleWeirdStringValue(Instant.class, parser.getText(), e.getMessage());
                }
            }
        }
    }
}
