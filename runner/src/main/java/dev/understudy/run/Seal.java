package dev.understudy.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stores the SHA-256 of a safetensors file in the file itself. The format allows no trailer, so the digits are in the
 * metadata. They are the hash of the whole file with 64 zeros in their place, so every changed bit of header or data is
 * detected.
 */
final class Seal {
    static final String KEY = "sha256";
    private static final String BLANK = "0".repeat(64);
    private static final byte[] MARK = ("\"" + KEY + "\":\"").getBytes(StandardCharsets.US_ASCII);
    private static final int PIECE_BYTES = 1 << 16;

    private Seal() {}

    /** @return the metadata with the hash of a file of these arrays and this metadata */
    static Map<String, String> seal(Map<String, TypedArray> arrays, Map<String, String> metadata) throws IOException {
        Map<String, String> sealed = new TreeMap<>(metadata);
        sealed.put(KEY, BLANK);
        MessageDigest digest = sha256();
        Safetensors.writeArrays(new DigestOutputStream(OutputStream.nullOutputStream(), digest), arrays, sealed);
        sealed.put(KEY, HexFormat.of().formatHex(digest.digest()));
        return sealed;
    }

    /** @throws Safetensors.Malformed unless the hash of its content is the stored one */
    static void check(Path file) throws IOException, Safetensors.Malformed {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            check(channel, channel.size());
        }
    }

    /** @param size of the whole file */
    static void check(ReadableByteChannel channel, long size) throws IOException, Safetensors.Malformed {
        byte[] header = SafetensorsHeader.readBytes(channel, size);
        int at = position(header);
        if (at < 0) {
            throw new Safetensors.Malformed(
                    "states no SHA-256", "that of its content, as in every such file of Understudy");
        }
        String stated = new String(header, at, BLANK.length(), StandardCharsets.ISO_8859_1);
        System.arraycopy(BLANK.getBytes(StandardCharsets.US_ASCII), 0, header, at, BLANK.length());
        MessageDigest digest = sha256();
        digest.update(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        digest.update(header);
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        while (channel.read(piece.clear()) >= 0) {
            digest.update(piece.flip());
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!stated.equals(found)) {
            throw new Safetensors.Malformed("states the SHA-256 " + stated, found + ", which its content has");
        }
    }

    /** @return index of the digits; −1 unless there is exactly one such place */
    private static int position(byte[] header) {
        int found = -1;
        for (int i = 1; i + MARK.length + BLANK.length() <= header.length; i++) {
            // After a backslash the mark is a part of another, quoted name.
            if (header[i - 1] != '\\' && java.util.Arrays.equals(header, i, i + MARK.length, MARK, 0, MARK.length)) {
                if (found >= 0) {
                    return -1;
                }
                found = i + MARK.length;
            }
        }
        return found;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
