package dev.understudy.data;

import dev.understudy.engine.Samples;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * CIFAR-10's binary files. Each is a sequence of records: a byte for the label, then 32×32 bytes each of red, green and
 * blue, row by row, which is also the engines' order. A file may have any number of records; the published ones have
 * 10,000. Source: www.cs.toronto.edu/~kriz/cifar.html.
 *
 * <p>Mean and deviation are those of the training images, one for all three channels.
 */
record CifarFolder(Path folder) implements ImageFiles {
    /** How to get the files: they are 170 MB, and the program does not download them. */
    static final String REMEDY =
            "unpack cifar-10-binary.tar.gz of https://www.cs.toronto.edu/~kriz/cifar.html, which is "
                    + "not downloaded here, and name its folder with -o data.dir=FOLDER";

    static final List<String> TRAIN =
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin");
    static final String TEST = "test_batch.bin";
    static final Shape SHAPE = new Shape(3, 32, 32);
    static final int CLASSES = 10;

    private static final int RECORD = 1 + SHAPE.size();

    @Override
    public List<Path> files() {
        List<String> names = Stream.concat(TRAIN.stream(), Stream.of(TEST)).toList();
        List<String> missing = names.stream()
                .filter(name -> !Files.isRegularFile(folder.resolve(name)))
                .toList();
        if (!missing.isEmpty()) {
            throw Fault.environment(
                    DataSets.CIFAR_10,
                    "has no " + String.join(", no ", missing) + " in "
                            + folder.toAbsolutePath().normalize(),
                    "these files",
                    REMEDY);
        }
        return names.stream().map(folder::resolve).toList();
    }

    @Override
    public void check() {
        files().forEach(CifarFolder::records);
    }

    @Override
    public DataSet read() {
        Unpacked train = Unpacked.read(TRAIN.stream().map(folder::resolve).toList());
        Unpacked test = Unpacked.read(List.of(folder.resolve(TEST)));
        MeanAndDeviation of = MeanAndDeviation.of(train.pixels(), folder.toString());
        return DataSet.of(DataSets.CIFAR_10, train.images(of), test.images(of));
    }

    /** Number of records, by the file's length. */
    private static int records(Path file) {
        try {
            long bytes = Files.size(file);
            if (bytes == 0 || bytes % RECORD != 0 || bytes > Idx.MOST_BYTES / TRAIN.size()) {
                throw Fault.badInput(
                        file.toString(),
                        "has " + bytes + " bytes",
                        "a multiple of " + RECORD + ", a label and 3×32×32 pixels each, from " + RECORD + " to "
                                + Idx.MOST_BYTES / TRAIN.size(),
                        REMEDY);
            }
            return (int) (bytes / RECORD);
        } catch (IOException e) {
            throw Idx.unreadable(file, e);
        }
    }

    /** The pixels and labels of several files. */
    private record Unpacked(byte[] pixels, byte[] labels) {
        static Unpacked read(List<Path> files) {
            int count = files.stream().mapToInt(CifarFolder::records).sum();
            Unpacked all = new Unpacked(Idx.memory(files.get(0), count * SHAPE.size()), new byte[count]);
            int at = 0;
            for (Path file : files) {
                at = all.read(file, at, records(file));
            }
            return all;
        }

        private int read(Path file, int from, int records) {
            try (InputStream stream = Files.newInputStream(file)) {
                byte[] record = new byte[RECORD];
                for (int i = 0; i < records; i++) {
                    if (stream.readNBytes(record, 0, RECORD) < RECORD) {
                        throw Fault.badInput(
                                file.toString(), "ends in its record " + i, records + " records", "read it again");
                    }
                    if ((record[0] & 0xff) >= CLASSES) {
                        throw Fault.badInput(
                                file.toString(),
                                "has " + (record[0] & 0xff) + " as its label " + i,
                                "0 to " + (CLASSES - 1),
                                REMEDY);
                    }
                    labels[from + i] = record[0];
                    System.arraycopy(record, 1, pixels, (from + i) * SHAPE.size(), SHAPE.size());
                }
                return from + records;
            } catch (IOException e) {
                throw Idx.unreadable(file, e);
            }
        }

        Samples.Images images(MeanAndDeviation of) {
            return of.normalised(SHAPE, CLASSES, pixels, labels);
        }
    }
}
