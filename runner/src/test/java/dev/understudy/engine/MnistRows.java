package dev.understudy.engine;

import dev.understudy.Needs;
import dev.understudy.data.DataSets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * MNIST's training images by their rows there, for golden files name rows: all images if -Dmnist.dir or data/mnist has them, else
 * the slice among the test resources.
 *
 * @param places of the rows' images among {@code images}; null if each is at its row
 */
record MnistRows(Samples.Images images, Map<Integer, Integer> places) {
    /** Of a slice: the rows of its training images, one a line. */
    private static final String ROWS = "rows.txt";

    static MnistRows load() {
        // A folder that was named is the one that is read, or the test fails.
        boolean whole = System.getProperty("mnist.dir") != null || Files.isDirectory(Golden.mnist());
        return load(whole ? Golden.mnist() : Golden.mnistSlice());
    }

    static MnistRows load(Path folder) {
        Samples.Images images =
                (Samples.Images) DataSets.load(DataSets.MNIST, folder).train();
        Path rows = folder.resolve(ROWS);
        if (!Files.exists(rows)) {
            return new MnistRows(images, null);
        }
        Map<Integer, Integer> places = new HashMap<>();
        try {
            for (String row : Files.readAllLines(rows)) {
                places.put(Integer.valueOf(row), places.size());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MnistRows(images, places);
    }

    /** The place of a row's image; a test skips if the slice lacks it, as for golden files that were made with another seed. */
    int at(int row) {
        if (places == null) {
            return row;
        }
        Integer place = places.get(row);
        Needs.MNIST.orSkip(place != null, "a golden file names row " + row + ", which the slice lacks");
        return place;
    }
}
