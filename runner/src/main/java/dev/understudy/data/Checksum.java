package dev.understudy.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * What a published file must hash to.
 *
 * @param algorithm as MessageDigest names it
 * @param ofContent whether it is of the unpacked bytes: gzip containers of the same content differ
 * @param hex       lower case
 */
record Checksum(String algorithm, boolean ofContent, String hex) {

    static Checksum sha256OfContent(String hex) {
        return new Checksum("SHA-256", true, hex);
    }

    /** For files that were published with nothing better. It tells damage; the IDX checks guard what reads the file. */
    static Checksum md5OfGzip(String hex) {
        return new Checksum("MD5", false, hex);
    }

    /**
     * Why {@code file} is not the published one; empty when it is.
     *
     * @param bytes the length of the published content; what unpacks to more is refused there
     */
    Optional<String> mismatch(Path file, long bytes) throws IOException {
        MessageDigest digest = Provenance.digest(algorithm);
        if (ofContent) {
            try (Content content = Content.open(file)) {
                long read = update(digest, content.stream(), bytes);
                if (read > bytes) {
                    return Optional.of("unpacks to more than the expected " + bytes + " bytes");
                }
            } catch (ZipException | EOFException e) {
                return Optional.of("is damaged or truncated gzip (" + e.getMessage() + ")");
            }
        } else {
            try (InputStream stream = Files.newInputStream(file)) {
                update(digest, stream, Long.MAX_VALUE);
            }
        }
        String found = HexFormat.of().formatHex(digest.digest());
        return found.equals(hex)
                ? Optional.empty()
                : Optional.of(algorithm + (ofContent ? " of its content" : "") + " is " + found + ", expected " + hex);
    }

    /** Reads to the end, or until more than {@code most} bytes have come. */
    private static long update(MessageDigest digest, InputStream stream, long most) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        for (int n = stream.read(buffer); n >= 0 && total <= most; n = stream.read(buffer)) {
            digest.update(buffer, 0, n);
            total += n;
        }
        return total;
    }
}
