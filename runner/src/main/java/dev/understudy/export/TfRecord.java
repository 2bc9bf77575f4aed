package dev.understudy.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Makes a record of TensorFlow's file format, with its length and two checksums:
 * tensorflow/core/lib/io/record_writer.h.
 */
final class TfRecord {
    /** The mask of a checksum over bytes that may contain checksums: tensorflow/core/lib/hash/crc32c.h. */
    private static final int MASK_DELTA = 0xa282ead8;

    private TfRecord() {}

    static byte[] of(byte[] data) {
        byte[] length = little(Long.BYTES).putLong(data.length).array();
        return little(length.length + data.length + 2 * Integer.BYTES)
                .put(length)
                .putInt(maskedCrc(length))
                .put(data)
                .putInt(maskedCrc(data))
                .array();
    }

    static int maskedCrc(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
