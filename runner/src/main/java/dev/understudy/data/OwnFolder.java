package dev.understudy.data;

import dev.understudy.fault.Fault;
import java.nio.file.Path;
import java.util.List;

/**
 * Four IDX files in a folder, of images of any size in 2 to 256 classes; size and classes are read from the files. The
 * largest label of the training images gives the number of classes, counted from 0. A smaller number may be unused, as
 * 0 is in EMNIST's letters. A test label that no training image has is rejected: it could not be learned, and the files
 * probably do not belong together.
 *
 * <p>Mean and deviation are those of the training images.
 */
record OwnFolder(Path folder) implements ImageFiles {
    /** Name of this data set in any folder; the SHA-256 identifies its content. */
    static final String NAME = "idx";
    /** Engines store the index of an image in a float. */
    private static final int MOST_IMAGES = 1 << 24;

    private static final String ONE_SET = "take all four files from one data set";

    @Override
    public List<Path> files() {
        FourFiles four = new FourFiles(folder);
        if (!four.missing().isEmpty()) {
            throw Fault.environment(
                    "data.idx",
                    "has no " + String.join(", no ", four.missing()) + " in "
                            + folder.toAbsolutePath().normalize(),
                    "these files, or the same with .gz",
                    "write them there, or name the folder that has them with -o data.idx=FOLDER");
        }
        return four.found();
    }

    @Override
    public DataSet read() {
        FourFiles four = new FourFiles(folder);
        try (IdxPair train = four.train();
                IdxPair test = four.test()) {
            requireAlike(train.images(), test.images());
            byte[] trainLabels = train.labels().data();
            byte[] testLabels = test.labels().data();
            int classes = classes(train.labels().file(), trainLabels);
            requireKnown(test.labels().file(), testLabels, train.labels().file(), trainLabels);
            byte[] pixels = train.images().data();
            MeanAndDeviation of =
                    MeanAndDeviation.of(pixels, train.images().file().toString());
            return DataSet.of(
                    NAME,
                    of.normalised(train.images().shape(), classes, pixels, trainLabels),
                    of.normalised(test.images().shape(), classes, test.images().data(), testLabels));
        }
    }

    @Override
    public void check() {
        files();
        FourFiles four = new FourFiles(folder);
        try (IdxPair train = four.train();
                IdxPair test = four.test()) {
            requireAlike(train.images(), test.images());
        }
    }

    private static void requireAlike(Idx train, Idx test) {
        if (!test.shape().equals(train.shape())) {
            throw Fault.badInput(
                    test.file().toString(),
                    "has images of " + test.size(),
                    train.size() + ", as " + train.file() + " has",
                    ONE_SET);
        }
        for (Idx images : List.of(train, test)) {
            if (images.count() > MOST_IMAGES) {
                throw Fault.badInput(
                        images.file().toString(),
                        "has " + images.count() + " images",
                        "at most " + MOST_IMAGES,
                        "leave some out");
            }
        }
    }

    private static int classes(Path file, byte[] labels) {
        int largest = 0;
        for (byte label : labels) {
            largest = Math.max(largest, label & 0xff);
        }
        if (largest == 0) {
            throw Fault.badInput(
                    file.toString(),
                    "has no label but 0",
                    "labels of 2 to 256 classes, counted from 0",
                    "take images of several classes");
        }
        return largest + 1;
    }

    private static void requireKnown(Path file, byte[] labels, Path trainFile, byte[] trainLabels) {
        boolean[] known = new boolean[256];
        for (byte label : trainLabels) {
            known[label & 0xff] = true;
        }
        for (int i = 0; i < labels.length; i++) {
            if (!known[labels[i] & 0xff]) {
                throw Fault.badInput(
                        file.toString(),
                        "has " + (labels[i] & 0xff) + " as its label " + i,
                        "a label that is in " + trainFile + " as well",
                        ONE_SET);
            }
        }
    }
}
