package dev.understudy.data;

import dev.understudy.engine.Samples;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Shape;
import java.nio.file.Path;
import java.util.List;

/**
 * Four IDX files in a folder, with images of the size and classes of a published set. Its checksums are not checked: a
 * folder may hold the user's own data.
 */
record ImageFolder(ImageSet set, Path folder) implements ImageFiles {
    private static final Shape SHAPE = new Shape(1, ImageSet.SIDE, ImageSet.SIDE);

    @Override
    public List<Path> files() {
        FourFiles four = new FourFiles(folder);
        if (!four.missing().isEmpty()) {
            throw Fault.environment(
                    set.name(),
                    "has no " + String.join(", no ", four.missing()) + " in "
                            + folder.toAbsolutePath().normalize(),
                    "these files, or the same with .gz",
                    "download them with `data fetch " + set.name()
                            + "`, or name the folder that has them with -o data.dir=FOLDER");
        }
        return four.found();
    }

    @Override
    public DataSet read() {
        FourFiles four = new FourFiles(folder);
        Samples.Images train = images(four.train());
        Samples.Images test = images(four.test());
        return DataSet.of(set.name(), train, test);
    }

    @Override
    public void check() {
        files();
        FourFiles four = new FourFiles(folder);
        try (IdxPair train = four.train();
                IdxPair test = four.test()) {
            requireShape(train.images());
            requireShape(test.images());
        }
    }

    private Samples.Images images(IdxPair part) {
        try (part) {
            requireShape(part.images());
            byte[] pixels = part.images().data();
            byte[] labels = part.labels().data();
            for (int i = 0; i < labels.length; i++) {
                int label = labels[i] & 0xff;
                if (label >= ImageSet.CLASSES) {
                    throw Fault.badInput(
                            part.labels().file().toString(),
                            "has " + label + " as its label " + i,
                            "0 to " + (ImageSet.CLASSES - 1),
                            "take a data set of " + ImageSet.CLASSES
                                    + " classes, counted from 0, or name the folder by data.idx");
                }
            }
            return new Samples.Images(SHAPE, ImageSet.CLASSES, pixels, labels, set.mean(), set.std());
        }
    }

    private static void requireShape(Idx images) {
        if (!images.shape().equals(SHAPE)) {
            throw Fault.badInput(
                    images.file().toString(),
                    "has images of " + images.size(),
                    ImageSet.SIDE + "×" + ImageSet.SIDE,
                    "take a data set of that size, or name the folder by data.idx");
        }
    }
}
