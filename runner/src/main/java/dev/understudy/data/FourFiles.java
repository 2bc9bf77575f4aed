package dev.understudy.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Four IDX files in a folder, named as MNIST's. For each name the gzipped file is preferred to the plain one, and
 * train-images.idx3-ubyte is accepted as well.
 */
record FourFiles(Path folder) {
    static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    private static final List<String> NAMES = List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);

    List<String> missing() {
        return NAMES.stream().filter(name -> find(name).isEmpty()).toList();
    }

    /** The existing ones, in the order of their names above. */
    List<Path> found() {
        return NAMES.stream().map(this::find).flatMap(Optional::stream).toList();
    }

    /** No file may be missing. */
    IdxPair train() {
        return IdxPair.open(find(TRAIN_IMAGES).orElseThrow(), find(TRAIN_LABELS).orElseThrow());
    }

    /** No file may be missing. */
    IdxPair test() {
        return IdxPair.open(find(TEST_IMAGES).orElseThrow(), find(TEST_LABELS).orElseThrow());
    }

    private Optional<Path> find(String name) {
        // Some downloads have a dot in place of a dash.
        String dotted = name.replaceFirst("-(idx\\d-ubyte)$", ".$1");
        return Stream.of(name + ".gz", name, dotted + ".gz", dotted)
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
