package dev.understudy.data;

import dev.understudy.fault.Fault;
import java.io.Closeable;
import java.nio.file.Path;

/** Two open files: the images of the training or test set, and their labels. */
record IdxPair(Idx images, Idx labels) implements Closeable {
    /** @throws Fault as {@link Idx}, and bad input if the numbers of images and labels differ */
    static IdxPair open(Path images, Path labels) {
        Idx first = Idx.images(images);
        try {
            IdxPair pair = new IdxPair(first, Idx.labels(labels));
            pair.requireAsMany();
            return pair;
        } catch (Fault e) {
            first.close();
            throw e;
        }
    }

    private void requireAsMany() {
        if (images.count() != labels.count()) {
            labels.close();
            throw Fault.badInput(
                    images.file().toString(),
                    "has " + images.count() + " images, but " + labels.file() + " has " + labels.count() + " labels",
                    "as many",
                    "take both files from one data set");
        }
    }

    @Override
    public void close() {
        images.close();
        labels.close();
    }
}
