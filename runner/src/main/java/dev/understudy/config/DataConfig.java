package dev.understudy.config;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Shape;

/**
 * What the optimizees are trained on.
 *
 * @param dir the folder of the files, relative to the working directory; null for the place where {@code data fetch} puts them
 * @param holdOut for tuning: so many of the last training images take the test set's place, and are not trained on
 */
public record DataConfig(Dataset dataset, String dir, int holdOut) {
    static final DataConfig DEFAULTS = new DataConfig(Dataset.DIGITS, null, 0);

    /** The data sets, with what an optimizee must know of them. */
    public enum Dataset {
        /** Small, and part of the program. */
        DIGITS(new Shape(1, 28, 28), 10),
        MNIST(new Shape(1, 28, 28), 10),
        FASHION_MNIST(new Shape(1, 28, 28), 10),
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
        Config.checkPath("data.dir", dir, "a path of 1 to 1024 characters, on one line");
        Checks.within("data.holdOut", holdOut, 0, 1 << 30);
    }
}
