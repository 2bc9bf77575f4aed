package dev.understudy.data;

import dev.understudy.engine.Samples;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a data set's bytes are called in the record of a run. */
final class DataHash {
    private DataHash() {}

    /** SHA-256 in hex of the two sets as uncompressed IDX files: train images, train labels, test images, test labels. */
    static String sha256(Samples.Images train, Samples.Images test) {
        MessageDigest digest = digest("SHA-256");
        for (Samples.Images images : new Samples.Images[] {train, test}) {
            digest.update(Idx.header(
                    images.count(), images.shape().height(), images.shape().width()));
            digest.update(images.pixels());
            digest.update(Idx.header(images.count()));
            digest.update(images.labels());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** MD5 and SHA-256 are in every Java. */
    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
