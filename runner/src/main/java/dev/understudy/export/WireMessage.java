package dev.understudy.export;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Encodes one Protocol Buffers message, field by field (https://protobuf.dev/programming-guides/encoding). It is
 * written by hand because only three small messages are needed, and because ND4J brings its own {@code org.tensorflow}
 * classes with its own protobuf.
 */
final class WireMessage {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** An int64 or an enum. The caller leaves out Protobuf's default value, 0. */
    WireMessage whole(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    WireMessage number(int field, double value) {
        key(field, EIGHT_BYTES);
        out.writeBytes(little(Double.BYTES).putDouble(value).array());
        return this;
    }

    WireMessage number(int field, float value) {
        key(field, FOUR_BYTES);
        out.writeBytes(little(Float.BYTES).putFloat(value).array());
        return this;
    }

    WireMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    WireMessage message(int field, WireMessage value) {
        return bytes(field, value.bytes());
    }

    private WireMessage bytes(int field, byte[] value) {
        key(field, LENGTH);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private void key(int field, int type) {
        varint((long) field << 3 | type);
    }

    /** Writes seven bits per byte, the lowest first; all bytes but the last have the eighth bit set. */
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
