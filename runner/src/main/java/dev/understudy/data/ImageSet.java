package dev.understudy.data;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A published set of 28×28 grey images in ten classes, in four files named as MNIST's.
 *
 * @param mean of byte/255 over the training pixels
 * @param std likewise
 * @param files train images, train labels, test images, test labels
 * @param mirrors folders of the gzipped files, in the order in which they are tried; each uses https and ends with
 *     a slash
 */
record ImageSet(String name, float mean, float std, List<File> files, List<URI> mirrors) {
    static final int SIDE = 28;
    static final int CLASSES = 10;

    /**
     * One published file.
     *
     * @param name without ".gz"
     * @param bytes length uncompressed
     * @param checksum that a download must have
     */
    record File(String name, long bytes, Checksum checksum) {
        String gzipName() {
            return name + ".gz";
        }

        /** Incompressible data grows by five bytes in each 32 kB or more, and the container has a header. */
        long mostGzipBytes() {
            return bytes + bytes / 1000 + 1024;
        }
    }

    /** LeCun, Cortes, Burges. The gzip containers of mirrors differ, so the checksums are of the content. */
    static final ImageSet MNIST = new ImageSet(
            DataSets.MNIST,
            0.1307f,
            0.3081f,
            List.of(
                    new File(
                            FourFiles.TRAIN_IMAGES,
                            47_040_016,
                            Checksum.sha256OfContent(
                                    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db")),
                    new File(
                            FourFiles.TRAIN_LABELS,
                            60_008,
                            Checksum.sha256OfContent(
                                    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5")),
                    new File(
                            FourFiles.TEST_IMAGES,
                            7_840_016,
                            Checksum.sha256OfContent(
                                    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7")),
                    new File(
                            FourFiles.TEST_LABELS,
                            10_008,
                            Checksum.sha256OfContent(
                                    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"))),
            List.of(
                    URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
                    URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")));

    /**
     * Xiao, Rasul, Vollgraf 2017. Their README has only MD5, which shows damage but not manipulation; these are the
     * SHA-256 of the same four files.
     */
    static final ImageSet FASHION_MNIST = new ImageSet(
            DataSets.FASHION_MNIST,
            0.2860f,
            0.3530f,
            List.of(
                    new File(
                            FourFiles.TRAIN_IMAGES,
                            47_040_016,
                            Checksum.sha256OfFile("3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84")),
                    new File(
                            FourFiles.TRAIN_LABELS,
                            60_008,
                            Checksum.sha256OfFile("a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845")),
                    new File(
                            FourFiles.TEST_IMAGES,
                            7_840_016,
                            Checksum.sha256OfFile("346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073")),
                    new File(
                            FourFiles.TEST_LABELS,
                            10_008,
                            Checksum.sha256OfFile("67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"))),
            List.of(URI.create(
                    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/")));

    ImageSet {
        files = List.copyOf(files);
        mirrors = List.copyOf(mirrors);
    }

    /** Empty for a data set that is not published as files. */
    static Optional<ImageSet> find(String dataset) {
        return Stream.of(MNIST, FASHION_MNIST)
                .filter(set -> set.name.equals(dataset))
                .findFirst();
    }
}
