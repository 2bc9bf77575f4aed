package dev.understudy.config;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Shape;

/**
 * What the optimizees are trained on.
 *
 * @param dataset null where there is a folder of one's own, or for the digits
 * @param idx a folder with four IDX files of images of any size and number of classes, relative to the working directory;
 *     null where a data set is named
 * @param dir the folder of the files, relative to the working directory; null for the place where {@code data fetch} puts them
 * @param size images are made smaller to this many pixels a side; null for images as they are
 * @param holdOut for tuning: so many of the last training images take the test set's place, and are not trained on
 * @param from the first training sample that is trained on, counted from 0
 * @param to the one behind the last; null for the end. What lies outside is as if it were not there, for trainings and teachers that must not see the
 *     same samples
 */
public record DataConfig(Dataset dataset, String idx, String dir, Integer size, int holdOut, int from, Integer to) {
    static final DataConfig DEFAULTS = new DataConfig(null, null, null, null, 0, 0, null);

    /** The data sets, with what an optimizee must know of them. */
    public enum Dataset {
        /** Small, and part of the program. */
        DIGITS(new Shape(1, 28, 28), 10),
        MNIST(new Shape(1, 28, 28), 10),
        FASHION_MNIST(new Shape(1, 28, 28), 10),
        CIFAR_10(new Shape(3, 32, 32), 10),
        /** Points of [0, 5]², label 1 where x0 + x1 > 5. */
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

        /** As it is written in a config and asked of {@code data}: {@code fashion-mnist}. */
        public String word() {
            return Scalars.word(this);
        }
    }

    public DataConfig {
        Checks.that(dataset == null || idx == null, "data.idx", "given beside data.dataset", "one of the two");
        Checks.that(dir == null || idx == null, "data.dir", "given beside data.idx", "one of the two, each a folder");
        String path = "a path of 1 to 1024 characters, on one line";
        Config.checkPath("data.idx", idx, path);
        Config.checkPath("data.dir", dir, path);
        if (size != null) {
            Checks.that(
                    dataset != Dataset.HALF_PLANE,
                    "data.size",
                    size + " beside data.dataset half-plane",
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

    /** Of files of one's own it is known when they are read; no image is larger than this. */
    private static int largest(Dataset dataset, String idx) {
        return idx != null ? 1 << 14 : named(dataset).shape().height();
    }

    private static Dataset named(Dataset dataset) {
        return dataset == null ? Dataset.DIGITS : dataset;
    }

    /** With the digits, where nothing is named. */
    DataConfig resolved() {
        return idx != null ? this : new DataConfig(named(dataset), null, dir, size, holdOut, from, to);
    }

    /** Whether only the files know what is in them. */
    public boolean isOwn() {
        return idx != null;
    }

    /** Shape of one sample, of a data set that is known by its name. */
    Shape shape() {
        Shape shape = named(dataset).shape();
        return size == null ? shape : new Shape(shape.channels(), size, size);
    }

    /** Of a data set that is known by its name. */
    int classes() {
        return named(dataset).classes();
    }
}
