package dev.understudy.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Prints the JSON document of {@code --json}, which is then the only text on standard output. It is ASCII, so that no
 * terminal's charset changes it, and a number that is not finite is null. The keys are the components of the records;
 * docs/json.md lists them.
 */
final class JsonDocument {
    /** The version of the format. Increase it when a key changes its name or its meaning, but not for a new key. */
    static final int FORMAT = 1;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .addModule(new SimpleModule()
                    .addSerializer(new FiniteOrNull(Double.class))
                    .addSerializer(new FiniteOrNull(double.class))
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addSerializer(Path.class, ToStringSerializer.instance))
            .build();

    private JsonDocument() {}

    static void print(Record document) {
        System.out.println(text(document));
    }

    static String text(Record document) {
        try {
            // Jackson does not escape DEL. HarmlessOutput would write it as \x7f, which is not valid JSON.
            return MAPPER.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(document)
                    .replace("\u007f", "\\u007f");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(document.getClass() + " cannot be written", e);
        }
    }

    private static final class FiniteOrNull extends StdSerializer<Double> {
        private static final long serialVersionUID = 1;

        FiniteOrNull(Class<Double> type) {
            super(type);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }
}
