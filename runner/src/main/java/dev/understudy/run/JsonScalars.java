package dev.understudy.run;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/** Reads null, what is absent and what is too large as NaN, where a record has a number; and writes instants as ISO 8601 has them. */
final class JsonScalars extends SimpleModule {
    private static final long serialVersionUID = 1;

    JsonScalars() {
        addDeserializer(double.class, new NullIsNaN());
        addDeserializer(Double.class, new NullIsNaN());
        addDeserializer(float[].class, new Floats());
        addDeserializer(Instant.class, new ReadInstant());
        addSerializer(Instant.class, new WriteInstant());
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
                context.reportWrongTokenException(float[].class, JsonToken.START_ARRAY, "expected a list of numbers");
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

    private static final class WriteInstant extends StdScalarSerializer<Instant> {
        private static final long serialVersionUID = 1;

        WriteInstant() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(value.toString());
        }
    }
}
