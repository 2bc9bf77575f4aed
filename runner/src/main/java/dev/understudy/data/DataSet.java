package dev.understudy.data;

import dev.understudy.engine.Samples;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Shape;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A named data set in memory.
 *
 * @param sha256 what was learned from, for the provenance of a run: of images, the SHA-256 in hex of the four
 *               uncompressed IDX files one after another (train images, train labels, test images, test labels), so
 *               {@code zcat} of the four and {@code sha256sum} give the same; where there are no such files, of those
 *               that would hold these images, with four counts where an image has several channels; "generated" where
 *               nothing is stored
 */
public record DataSet(String name, Samples train, Samples test, String sha256) {
    /** Images, and what their bytes are called in the provenance of a run. */
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
     * With images made smaller by {@link AreaMean}. Mean and deviation are measured anew: those of the large images
     * would leave the small ones, which have less contrast, too narrow. A size that images have already changes nothing.
     *
     * @param size of both sides; null for the data set as it is
     * @throws Fault bad input where there are no images, or a side is not that long
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
     * With the training samples from one place to another alone; the test set stays, and so do mean and deviation, which belong to the whole.
     *
     * @param from the first, counted from 0
     * @param to the one behind the last; null for the end
     * @throws Fault bad input where there are not so many
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
                    "correct the number");
        }
        Samples part = train instanceof Samples.HalfPlane points
                ? new Samples.HalfPlane(points.first() + from, end - from)
                : ((Samples.Images) train).part(from, end);
        return new DataSet(name + ", samples " + from + " to " + end, part, test, sha256);
    }

    /** For a choice between several φ, made on samples that none of them learned from: the first half of the training samples, and the second as a test set. */
    public DataSet halved() {
        int half = (train.count() + 1) / 2;
        if (train instanceof Samples.HalfPlane points) {
            return new DataSet(
                    name,
                    new Samples.HalfPlane(points.first(), half),
                    new Samples.HalfPlane(points.first() + half, points.count() - half),
                    sha256);
        }
        return split((Samples.Images) train, half);
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
        return split(images, images.count() - n);
    }

    /** What stands before this place to train on, and the rest as a test set. */
    private DataSet split(Samples.Images images, int place) {
        return new DataSet(name, images.part(0, place), images.part(place, images.count()), sha256);
    }
}
