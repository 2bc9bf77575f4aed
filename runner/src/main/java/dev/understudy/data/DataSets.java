package dev.understudy.data;

import dev.understudy.engine.Samples;
import dev.understudy.fault.Fault;
import dev.understudy.fault.Spelling;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The data sets by name. */
public final class DataSets {
    /** Drawn by the program: needs no file and no network. */
    public static final String DIGITS = "digits";

    public static final String MNIST = "mnist";
    public static final String FASHION_MNIST = "fashion-mnist";
    /** Colour images; the user must provide the files. */
    public static final String CIFAR_10 = "cifar-10";
    /** Points in the plane, computed when they are read. */
    public static final String HALF_PLANE = "half-plane";
    /** Every name that {@link #load} takes, the default first. */
    public static final List<String> NAMES = List.of(DIGITS, MNIST, FASHION_MNIST, CIFAR_10, HALF_PLANE);

    /**
     * Folder with a subfolder for each data set, in the working directory; the environment variable
     * {@value #ROOT_VARIABLE} overrides it.
     */
    public static final String ROOT = "data";

    public static final String ROOT_VARIABLE = "UNDERSTUDY_DATA";

    /** Test points of the half-plane begin after the training points. */
    private static final int HALF_PLANE_TRAIN = 1 << 24;

    private static final int HALF_PLANE_TEST = 1_000;

    private DataSets() {}

    /**
     * Reads or generates a data set.
     *
     * @param dirOrNull the folder with the four IDX files, gzipped or not, or with CIFAR-10's binary files. The
     *     files are used whatever their checksum. Null means {@link #folder}. Digits and half-plane read no folder.
     * @throws Fault badInput: the data set is unknown, or a file is invalid; environment: a file is missing or
     *     cannot be read; resources: it does not fit into memory. The message names the file.
     */
    public static DataSet load(String dataset, Path dirOrNull) {
        return switch (known(dataset)) {
            case DIGITS -> DataSet.of(DIGITS, Digits.train(), Digits.test());
            case HALF_PLANE ->
                new DataSet(
                        HALF_PLANE,
                        new Samples.HalfPlane(0, HALF_PLANE_TRAIN),
                        new Samples.HalfPlane(HALF_PLANE_TRAIN, HALF_PLANE_TEST),
                        "generated");
            default -> files(dataset, dirOrNull).orElseThrow().load();
        };
    }

    /**
     * Reads four IDX files of any image size and number of classes, named and packed as MNIST's.
     *
     * @throws Fault as {@link #load}
     */
    public static DataSet own(Path folder) {
        return new OwnFolder(folder).load();
    }

    /** Finds the faults of {@link #load} that need no reading of the data: missing files, headers, sizes, counts. */
    public static void check(String dataset, Path dirOrNull) {
        files(known(dataset), dirOrNull).ifPresent(ImageFiles::check);
    }

    /** The default folder of {@code dataset}, from which it is read and into which it is downloaded. */
    public static Path folder(String dataset) {
        return folder(dataset, System.getenv());
    }

    static Path folder(String dataset, Map<String, String> environment) {
        String root = environment.getOrDefault(ROOT_VARIABLE, "");
        return Path.of(root.isBlank() ? ROOT : root, known(dataset));
    }

    /** Returns {@code dataset} if it is one of {@link #NAMES}. */
    static String known(String dataset) {
        if (!NAMES.contains(dataset)) {
            throw Fault.badInput(
                    "data.dataset",
                    "is " + dataset,
                    "one of " + String.join(", ", NAMES),
                    Spelling.meant(dataset, NAMES).orElse("correct the name"));
        }
        return dataset;
    }

    /** Empty for data sets that the program generates. */
    private static Optional<ImageFiles> files(String dataset, Path dirOrNull) {
        Path folder = dirOrNull == null ? folder(dataset) : dirOrNull;
        return dataset.equals(CIFAR_10)
                ? Optional.of(new CifarFolder(folder))
                : ImageSet.find(dataset).map(set -> new ImageFolder(set, folder));
    }
}
