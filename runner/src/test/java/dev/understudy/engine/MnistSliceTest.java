package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Needs;
import dev.understudy.Root;
import dev.understudy.data.DataSets;
import dev.understudy.run.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The slice of MNIST that peers/mnist_slice.py has cut, by which the golden files are checked on every machine. */
class MnistSliceTest {
    private static final int PIXELS = 28 * 28;

    @Test
    void itHasEveryImageThatTheCommittedGoldenFilesName() {
        MnistRows slice = MnistRows.load(Golden.mnistSlice());
        Safetensors file = Safetensors.read(Root.path("runner/src/test/resources/golden/meta_training.safetensors"));
        List<Integer> named = file.names().stream()
                .filter(name -> name.endsWith(".indices"))
                .flatMap(name -> Arrays.stream(file.longs(name)).mapToObj(row -> (int) row))
                .toList();

        assertThat(named).hasSize(100);
        assertThat(slice.places())
                .containsKeys(named.toArray(Integer[]::new))
                .hasSize(slice.images().count());
    }

    @Test
    void itIsSmallEnoughToBeCommitted() throws IOException {
        try (Stream<Path> files = Files.list(Golden.mnistSlice())) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(400_000);
        }
    }

    @Test
    void itsImagesAndLabelsAreThoseOfTheirRowsInAllOfMnist() {
        Needs.MNIST.orSkip(Files.isDirectory(Golden.mnist()), "nothing is at " + Golden.mnist());
        MnistRows slice = MnistRows.load(Golden.mnistSlice());
        Samples.Images all = MnistRows.load(Golden.mnist()).images();
        Samples.Images test = (Samples.Images)
                DataSets.load(DataSets.MNIST, Golden.mnistSlice()).test();
        Samples.Images allTest =
                (Samples.Images) DataSets.load(DataSets.MNIST, Golden.mnist()).test();

        assertThat(slice.places()).allSatisfy((row, place) -> same(slice.images(), place, all, row));
        for (int i = 0; i < test.count(); i++) {
            same(test, i, allTest, i);
        }
    }

    private static void same(Samples.Images some, int at, Samples.Images all, int row) {
        assertThat(some.labels()[at]).isEqualTo(all.labels()[row]);
        assertThat(Arrays.equals(
                        some.pixels(), at * PIXELS, (at + 1) * PIXELS, all.pixels(), row * PIXELS, (row + 1) * PIXELS))
                .as("row " + row)
                .isTrue();
    }
}
