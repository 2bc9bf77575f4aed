package dev.understudy.data;

import dev.understudy.engine.Samples;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Four IDX files in a folder; of each name the gzipped file counts before the plain one. Checksums do not matter here. */
record ImageFolder(ImageSet set, Path folder) {

    DataSet load() {
        requireFiles();
        Samples.Images train = read(ImageSet.TRAIN_IMAGES, ImageSet.TRAIN_LABELS);
        Samples.Images test = read(ImageSet.TEST_IMAGES, ImageSet.TEST_LABELS);
        return new DataSet(set.name(), train, test, Provenance.sha256(train, test));
    }

    /** Looks at names, headers and lengths only. */
    void check() {
        requireFiles();
        checkPair(ImageSet.TRAIN_IMAGES, ImageSet.TRAIN_LABELS);
        checkPair(ImageSet.TEST_IMAGES, ImageSet.TEST_LABELS);
    }

    private void requireFiles() {
        List<String> missing = set.files().stream()
                .map(ImageSet.File::name)
                .filter(name -> find(name).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw Fault.environment(
                    set.name() + ": " + String.join(", ", missing) + " (or the same with .gz) not found in "
                            + folder.toAbsolutePath().normalize() + "; download with `data fetch " + set.name()
                            + "`, or name the folder that has them with -o data.dir=FOLDER");
        }
    }

    private Optional<Path> find(String name) {
        return List.of(name + ".gz", name).stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private Samples.Images read(String imagesName, String labelsName) {
        try (Idx images = Idx.images(find(imagesName).orElseThrow());
                Idx labels = Idx.labels(find(labelsName).orElseThrow())) {
            agree(images, labels);
            byte[] pixels = images.data();
            byte[] classes = labels.data();
            for (int i = 0; i < classes.length; i++) {
                int label = classes[i] & 0xff;
                if (label >= ImageSet.CLASSES) {
                    throw Fault.badInput(labels.file() + ": label " + i + " is " + label + "; expected 0 to "
                            + (ImageSet.CLASSES - 1));
                }
            }
            return new Samples.Images(
                    new Shape(1, ImageSet.SIDE, ImageSet.SIDE),
                    ImageSet.CLASSES,
                    pixels,
                    classes,
                    set.mean(),
                    set.std());
        }
    }

    private void checkPair(String imagesName, String labelsName) {
        try (Idx images = Idx.images(find(imagesName).orElseThrow());
                Idx labels = Idx.labels(find(labelsName).orElseThrow())) {
            agree(images, labels);
        }
    }

    private static void agree(Idx images, Idx labels) {
        if (images.height() != ImageSet.SIDE || images.width() != ImageSet.SIDE) {
            throw Fault.badInput(images.file() + ": its images are " + images.height() + "×" + images.width()
                    + "; expected " + ImageSet.SIDE + "×" + ImageSet.SIDE);
        }
        if (images.count() != labels.count()) {
            throw Fault.badInput(images.file() + ": has " + images.count() + " images, but " + labels.file() + " has "
                    + labels.count() + " labels; expected as many");
        }
    }
}
