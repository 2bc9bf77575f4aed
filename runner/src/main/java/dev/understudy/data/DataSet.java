package dev.understudy.data;

import dev.understudy.engine.Samples;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Shape;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A named data set in memory.
 *
 * @param sha256 identifies the data in a run's provenance. For images it is the SHA-256 in hex of the four
 *     uncompressed IDX files concatenated (train images, train labels, test images, test labels), so {@code zcat} of
 *     the four and {@code sha256sum} give the same; for images from other files it is that of IDX files which would
 *     hold them, with four counts if an image has several channels. "generated" if no data is stored
 */
public record DataSet(String name, Samples train, Samples test, String sha256) {
    /** Images, with the hash of their bytes. */
    static DataSet of(String name, Samples.Images train, Samples.Images test) {
        MessageDigest digest = Checksum.sha256();
        for (Samples.Images images : new Samples.Images[] {train, test}) {
            Shape shape = images.shape();
            digest.update(
                    shape.channels() == 1
                            ? Idx.header(images.count(), shape.height(), shape.width())
                            : Idx.header(images.count(), shape.channels(), shape.height(), shape.width()));
            digest.update(images.pixels());
            digest.update(Idx.header(images.count()));
            digest.update(images.labels());
        }
        return new DataSet(name, train, test, HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * The data set with images scaled down by {@link AreaMean}. Mean and deviation are measured again: the small images
     * have less contrast, so those of the large ones would give them too small a spread. Images that already have the
     * size are returned unchanged.
     *
     * @param size of both sides; null for the data set itself
     * @throws Fault bad input if the data set has no images, or a side is shorter
     */
    public DataSet scaled(Integer size) {
        if (size == null) {
            return this;
        }
        if (!(train instanceof Samples.Images large) || !(test instanceof Samples.Images largeTest)) {
            throw Fault.badInput("data.size", "is " + size, "none, since " + name + " has no images", "leave it out");
        }
        Shape shape = large.shape();
        if (size < 1 || size > Math.min(shape.height(), shape.width())) {
            throw Fault.badInput(
                    "data.size",
                    "is " + size,
                    "1 to " + Math.min(shape.height(), shape.width()) + ", for the images of " + name + " have "
                            + shape.height() + "×" + shape.width(),
                    "correct the number");
        }
        if (size == shape.height() && size == shape.width()) {
            return this;
        }
        Shape small = new Shape(shape.channels(), size, size);
        byte[] pixels = AreaMean.of(large.pixels(), shape, size);
        MeanAndDeviation of = MeanAndDeviation.of(pixels, "data.size");
        return of(
                name + " at " + size + "×" + size,
                of.normalised(small, large.classes(), pixels, large.labels()),
                of.normalised(
                        small, large.classes(), AreaMean.of(largeTest.pixels(), shape, size), largeTest.labels()));
    }

    /**
     * The data set with only the training samples in a range. The test set stays, as do mean and deviation, which are
     * those of the whole.
     *
     * @param from the first, counted from 0
     * @param to after the last; null for the end
     * @throws Fault bad input if there are not that many
     */
    public DataSet between(int from, Integer to) {
        int count = train.count();
        int end = to == null ? count : to;
        if (from == 0 && end == count) {
            return this;
        }
        if (from >= end || end > count) {
            throw Fault.badInput(
                    from < count ? "data.to" : "data.from",
                    "is " + (from < count ? end : from),
                    (from < count ? "at most " : "less than ") + count + ", the training samples that " + name + " has",
                    "correct the number, or null for all of them");
        }
        return new DataSet(name + ", samples " + from + " to " + end, train.part(from, end), test, sha256);
    }

    /**
     * For a choice between several φ, on samples that none of them learned from: the first half of the training samples
     * for training, the second as the test set.
     */
    public DataSet halved() {
        return split((train.count() + 1) / 2);
    }

    /**
     * For tuning, which must not use the test set: the last {@code n} training samples become the test set and are not
     * trained on.
     *
     * @param n 0 for the data set itself
     * @throws Fault bad input if the data set has no images, or none would be left
     */
    public DataSet heldOut(int n) {
        if (n == 0) {
            return this;
        }
        if (!(train instanceof Samples.Images) || n >= train.count()) {
            throw Fault.badInput(
                    "data.holdOut",
                    "is " + n,
                    "0, or fewer than the training images, of which " + name + " has "
                            + (train instanceof Samples.Images ? train.count() : "none"),
                    "correct the number");
        }
        return split(train.count() - n);
    }

    /** The samples before {@code place} for training, and the rest as the test set. */
    private DataSet split(int place) {
        return new DataSet(name, train.part(0, place), train.part(place, train.count()), sha256);
    }
}
