package dev.understudy.data;

import dev.understudy.engine.Samples;
import dev.understudy.fault.Fault;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A named data set in memory.
 *
 * @param sha256 what was learned from, for the provenance of a run: of images, the SHA-256 in hex of the four
 *               uncompressed IDX files one after another (train images, train labels, test images, test labels), so
 *               {@code zcat} of the four and {@code sha256sum} give the same; "generated" where nothing is stored
 */
public record DataSet(String name, Samples train, Samples test, String sha256) {
    /** Images, and what their bytes are called in the provenance of a run. */
    static DataSet of(String name, Samples.Images train, Samples.Images test) {
        MessageDigest digest = Checksum.sha256();
        for (Samples.Images images : new Samples.Images[] {train, test}) {
            digest.update(Idx.header(
                    images.count(), images.shape().height(), images.shape().width()));
            digest.update(images.pixels());
            digest.update(Idx.header(images.count()));
            digest.update(images.labels());
        }
        return new DataSet(name, train, test, HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * For tuning, which must not see the test set: the last {@code n} training samples take its place and are not
     * trained on.
     *
     * @param n 0 for the data set as it is
     * @throws Fault bad input where there are no images, or none would be left
     */
    public DataSet heldOut(int n) {
        if (n == 0) {
            return this;
        }
        if (!(train instanceof Samples.Images images) || n >= train.count()) {
            throw Fault.badInput(
                    "data.holdOut",
                    "is " + n,
                    "0, or fewer than the training images, of which " + name + " has "
                            + (train instanceof Samples.Images ? train.count() : "none"),
                    "correct the number");
        }
        return new DataSet(
                name, images.part(0, images.count() - n), images.part(images.count() - n, images.count()), sha256);
    }
}
