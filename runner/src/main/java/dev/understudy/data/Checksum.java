package dev.understudy.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * The SHA-256 that a published file must have.
 *
 * @param ofContent whether it is of the unpacked bytes: gzip containers of the same content differ
 * @param hex lower case
 */
record Checksum(boolean ofContent, String hex) {

    static Checksum sha256OfContent(String hex) {
        return new Checksum(true, hex);
    }

    /** Of the file itself, packed or not. */
    static Checksum sha256OfFile(String hex) {
        return new Checksum(false, hex);
    }

    /**
     * Why {@code file} is not the published one; empty if it is.
     *
     * @param bytes length of the published content; a file that unpacks to more is rejected without unpacking the
     *     rest
     * @param links NOFOLLOW_LINKS to refuse a symbolic link
     */
    Optional<String> mismatch(Path file, long bytes, LinkOption... links) throws IOException {
        MessageDigest digest = sha256();
        if (ofContent) {
            try (Content content = Content.open(file, links)) {
                long read = update(digest, content.stream(), bytes);
                if (read > bytes) {
                    return Optional.of("unpacks to more than the expected " + bytes + " bytes");
                }
                if (content.claimedBytes() != read) {
                    // Java's gzip reader ignores it, the reader of IDX files does not.
                    return Optional.of("has something behind its gzip data");
                }
            } catch (ZipException | EOFException e) {
                return Optional.of("is damaged or truncated gzip (" + e.getMessage() + ")");
            }
        } else {
            try (InputStream stream = Files.newInputStream(file, links)) {
                update(digest, stream, Long.MAX_VALUE);
            }
        }
        String found = HexFormat.of().formatHex(digest.digest());
        return found.equals(hex)
                ? Optional.empty()
                : Optional.of("SHA-256" + (ofContent ? " of its content" : "") + " is " + found + ", expected " + hex);
    }

    /** Every Java has SHA-256. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads to the end, or until more than {@code most} bytes have been read. */
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
