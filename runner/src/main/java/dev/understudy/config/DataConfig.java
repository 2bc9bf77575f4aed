package dev.understudy.config;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Shape;

/**
 * The samples that the optimizees are trained on.
 *
 * @param dataset null if {@code idx} is given, and before the config is resolved for the digits
 * @param idx a folder with four IDX files of images of any size and number of classes, relative to the working
 *     directory; null if a data set is named
 * @param dir the folder of the files, relative to the working directory; null for the folder of {@code data fetch}
 * @param size images are scaled down to this many pixels a side; null for their own size
 * @param holdOut for tuning: so many of the last training images replace the test set and are not trained on
 * @param from the first training sample that is trained on, counted from 0
 * @param to the index after the last one; null for the end. Samples outside are ignored, so that trainings and teachers
 *     can be kept apart by their samples
 */
public record DataConfig(Dataset dataset, String idx, String dir, Integer size, int holdOut, int from, Integer to) {
    static final DataConfig DEFAULTS = new DataConfig(null, null, null, null, 0, 0, null);

    /** The data sets, each with its shape and number of classes. */
    public enum Dataset {
        /** Small images, part of the program. */
        DIGITS(new Shape(1, 28, 28), 10),
        MNIST(new Shape(1, 28, 28), 10),
        FASHION_MNIST(new Shape(1, 28, 28), 10),
        CIFAR_10(new Shape(3, 32, 32), 10),
        /** Points of [0, 5]²; the label is 1 if x0 + x1 > 5. */
        HALF_PLANE(new Shape(2, 1, 1), 2);

        private final Shape shape;
        private final int classes;

        Dataset(Shape shape, int classes) {
            this.shape = shape;
            this.classes = classes;
        }

        /** Shape of one sample. */
        public Shape shape() {
            return shape;
        }

        public int classes() {
            return classes;
        }

        /** Its name in configs and in the command {@code data}: {@code fashion-mnist}. */
        public String word() {
            return Scalars.word(this);
        }
    }

    public DataConfig {
        Checks.that(dataset == null || idx == null, "data.idx", "given together with data.dataset", "one of the two");
        Checks.that(
                dir == null || idx == null,
                "data.dir",
                "given together with data.idx",
                "one of the two, each a folder");
        String path = "a path of 1 to 1024 characters, on one line";
        Config.checkPath("data.idx", idx, path);
        Config.checkPath("data.dir", dir, path);
        if (size != null) {
            Checks.that(
                    dataset != Dataset.HALF_PLANE,
                    "data.size",
                    size + " with data.dataset half-plane",
                    "a data set of images");
            Checks.within("data.size", size, 1, largest(dataset, idx));
        }
        Checks.within("data.holdOut", holdOut, 0, 1 << 30);
        Checks.within("data.from", from, 0, 1 << 30);
        Checks.that(
                to == null || to > from && to <= 1 << 30,
                "data.to",
                to,
                "more than data.from, " + from + ", and at most " + (1 << 30));
    }

    /** The largest size. That of files of one's own is not known before they are read; no image is larger than this. */
    private static int largest(Dataset dataset, String idx) {
        return idx != null ? 1 << 14 : named(dataset).shape().height();
    }

    private static Dataset named(Dataset dataset) {
        return dataset == null ? Dataset.DIGITS : dataset;
    }

    /** The same, with the digits if neither a data set nor a folder is given. */
    DataConfig resolved() {
        return idx != null ? this : new DataConfig(named(dataset), null, dir, size, holdOut, from, to);
    }

    /** Whether the images are files of one's own, whose shape and classes are known only once they are read. */
    public boolean isOwn() {
        return idx != null;
    }

    /** Shape of one sample of a named data set. */
    Shape shape() {
        Shape shape = named(dataset).shape();
        return size == null ? shape : new Shape(shape.channels(), size, size);
    }

    /** Number of classes of a named data set. */
    int classes() {
        return named(dataset).classes();
    }
}
