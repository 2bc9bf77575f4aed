package dev.understudy.data;

import dev.understudy.engine.Samples;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Shape;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Four IDX files in a folder; of each name the gzipped file counts before the plain one, and train-images.idx3-ubyte is
 * read as well. The published checksums do not matter here: a folder may hold a data set of one's own.
 */
record ImageFolder(ImageSet set, Path folder) {

    /**
     * What was read last: a batch checks its data before its trials begin, and each of them asks for the same again.
     */
    private static final AtomicReference<SoftReference<Kept>> LAST = new AtomicReference<>(new SoftReference<>(null));

    /** @param stamps of the files when they were read */
    private record Kept(ImageFolder folder, List<String> stamps, DataSet data) {}

    DataSet load() {
        requireFiles();
        List<String> stamps = stamps();
        Kept kept = LAST.get().get();
        if (kept == null || !kept.folder().equals(this) || !kept.stamps().equals(stamps)) {
            kept = new Kept(this, stamps, read());
            LAST.set(new SoftReference<>(kept));
        }
        return kept.data();
    }

    private List<String> stamps() {
        List<String> stamps = new ArrayList<>();
        for (ImageSet.File file : set.files()) {
            Path path = find(file.name()).orElseThrow();
            try {
                BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
                stamps.add(path + " " + now.size() + " " + now.lastModifiedTime() + " " + now.fileKey());
            } catch (IOException e) {
                throw Idx.unreadable(path, e);
            }
        }
        return stamps;
    }

    private DataSet read() {
        Samples.Images train = read(ImageSet.TRAIN_IMAGES, ImageSet.TRAIN_LABELS);
        Samples.Images test = read(ImageSet.TEST_IMAGES, ImageSet.TEST_LABELS);
        return DataSet.of(set.name(), train, test);
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
                    set.name(),
                    "has no " + String.join(", no ", missing) + " in "
                            + folder.toAbsolutePath().normalize(),
                    "these files, or the same with .gz",
                    "download them with `data fetch " + set.name()
                            + "`, or name the folder that has them with -o data.dir=FOLDER");
        }
    }

    private Optional<Path> find(String name) {
        // Some downloads have a dot where the published name has a dash.
        String dotted = name.replaceFirst("-(idx\\d-ubyte)$", ".$1");
        return Stream.of(name + ".gz", name, dotted + ".gz", dotted)
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
                    throw Fault.badInput(
                            labels.file().toString(),
                            "has " + label + " as its label " + i,
                            "0 to " + (ImageSet.CLASSES - 1),
                            "take a data set of " + ImageSet.CLASSES + " classes, counted from 0");
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
            throw Fault.badInput(
                    images.file().toString(),
                    "has images of " + images.height() + "×" + images.width(),
                    ImageSet.SIDE + "×" + ImageSet.SIDE,
                    "take a data set of that size");
        }
        if (images.count() != labels.count()) {
            throw Fault.badInput(
                    images.file().toString(),
                    "has " + images.count() + " images, but " + labels.file() + " has " + labels.count() + " labels",
                    "as many",
                    "take both files from one download");
        }
    }
}
