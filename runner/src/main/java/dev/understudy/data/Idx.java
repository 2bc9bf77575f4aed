package dev.understudy.data;

import dev.understudy.fault.Fault;
import dev.understudy.imitation.Refusal;
import dev.understudy.imitation.Shape;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.ZipException;

/**
 * An open IDX file of unsigned bytes with a valid header: its counts are positive, and their product is the length of
 * the data, at most {@value #MOST_BYTES}. Format: 0, 0, 8 (unsigned byte), rank; then each count as a big-endian 32-bit
 * number; then the data. Source: yann.lecun.com/exdb/mnist.
 *
 * <p>Every error is a Fault that begins with the file: badInput if its content is wrong, environment if it cannot be
 * read, resources if it does not fit into memory.
 */
final class Idx implements Closeable {
    /** Twenty times MNIST; a header with more is rejected. */
    static final long MOST_BYTES = 1L << 30;

    private static final String ANOTHER = "make or download it again, or name another folder by data.dir or data.idx";

    private final Path file;
    private final Content content;
    /** The first is the number of samples. */
    private final int[] counts;

    private final int bytes;

    private Idx(Path file, Content content, long[] counts) {
        this.file = file;
        this.content = content;
        this.counts = LongStream.of(counts).mapToInt(Math::toIntExact).toArray();
        this.bytes = Math.toIntExact(product(counts));
    }

    /** Opens a file of images: count, height, width; or count, channels, height, width. */
    static Idx images(Path file) {
        return open(file, 3, 4);
    }

    /** Opens a file of labels: count. */
    static Idx labels(Path file) {
        return open(file, 1);
    }

    /** The header of a file with these counts. */
    static byte[] header(int... counts) {
        ByteBuffer header = ByteBuffer.allocate(headerBytes(counts.length)).putInt(magic(counts.length));
        for (int count : counts) {
            header.putInt(count);
        }
        return header.array();
    }

    /** @param ranks allowed ones, the lowest first */
    private static Idx open(Path file, int... ranks) {
        try {
            Content content = Content.open(file);
            try {
                return new Idx(file, content, checkedCounts(file, content, ranks));
            } catch (Fault | IOException e) {
                content.close();
                throw e;
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    Path file() {
        return file;
    }

    int count() {
        return counts[0];
    }

    /**
     * Shape of an image.
     *
     * @throws Fault bad input if networks do not take images of this size
     */
    Shape shape() {
        try {
            return new Shape(channels(), counts[counts.length - 2], counts[counts.length - 1]);
        } catch (Refusal e) {
            throw wrong(file, "has images whose " + e.field().replace("shape.", "") + " is " + e.found(), e.expected());
        }
    }

    private int channels() {
        return counts.length == 4 ? counts[1] : 1;
    }

    /** Size of an image as text, for example 28×28 if it is grey. */
    String size() {
        return (channels() == 1 ? "" : channels() + "×") + counts[counts.length - 2] + "×" + counts[counts.length - 1];
    }

    /** All bytes after the header; may be called once. */
    byte[] data() {
        try {
            byte[] data = memory(file, bytes);
            int read = content.stream().readNBytes(data, 0, bytes);
            if (read < bytes) {
                throw wrong(file, "ends after " + read + " bytes of data", bytes + ", as its header promises");
            }
            if (content.stream().read() >= 0) {
                throw wrong(file, "continues after " + bytes + " bytes of data", "no more, as its header promises");
            }
            return data;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Allocates memory for the data of {@code file}. */
    static byte[] memory(Path file, int bytes) {
        try {
            return new byte[bytes];
        } catch (OutOfMemoryError e) {
            throw Fault.resources(
                    file.toString(),
                    "needs " + bytes + " bytes of memory",
                    "less than Java's limit, which is " + Runtime.getRuntime().maxMemory() + " in all",
                    "raise that with -Xmx",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            content.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Reads the header and compares it with the length of the file. */
    private static long[] checkedCounts(Path file, Content content, int... ranks) throws IOException {
        byte[] start = content.stream().readNBytes(headerBytes(ranks[0]));
        int rank = rank(file, start, ranks);
        start = joined(start, content.stream().readNBytes(headerBytes(rank) - headerBytes(ranks[0])));
        if (start.length < headerBytes(rank)) {
            throw wrong(
                    file,
                    "ends after " + start.length + " bytes",
                    "at least the " + headerBytes(rank) + " bytes of a header");
        }
        ByteBuffer header = ByteBuffer.wrap(start).position(Integer.BYTES);
        long[] counts = LongStream.range(0, rank)
                .map(i -> Integer.toUnsignedLong(header.getInt()))
                .toArray();
        String said = LongStream.of(counts).mapToObj(Long::toString).collect(Collectors.joining("×"));
        long bytes = product(counts);
        if (bytes == 0 || bytes > MOST_BYTES) {
            throw wrong(file, "has a header that says " + said + " bytes of data", "1 to " + MOST_BYTES);
        }
        long expected = headerBytes(rank) + bytes;
        if (expected > content.mostBytes()) {
            throw wrong(
                    file,
                    "has only " + content.packedBytes() + " bytes",
                    expected + ", as its header says " + said + " bytes of data");
        }
        if (content.claimedBytes() != expected) {
            throw wrong(
                    file,
                    content.gzip()
                            ? "is truncated, damaged or joined from several: its gzip trailer says "
                                    + content.claimedBytes() + " bytes"
                            : "has " + content.packedBytes() + " bytes",
                    expected + ", as its header says " + said + " bytes of data");
        }
        return counts;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }

    /** The rank by the magic number; must be one of {@code ranks}. */
    private static int rank(Path file, byte[] start, int... ranks) {
        String text = new String(start, StandardCharsets.ISO_8859_1).strip();
        if (text.startsWith("<")) {
            throw wrong(file, "is a web page (it begins with <)", "an IDX file");
        }
        if (start.length < Integer.BYTES) {
            throw wrong(file, "ends after " + start.length + " bytes", "an IDX file");
        }
        int magic = ByteBuffer.wrap(start).getInt();
        for (int rank : ranks) {
            if (magic == magic(rank)) {
                return rank;
            }
        }
        throw wrong(
                file,
                "has the magic number " + shown(magic),
                IntStream.of(ranks).mapToObj(rank -> shown(magic(rank))).collect(Collectors.joining(" or ")));
    }

    private static String shown(int magic) {
        String meaning = magic == magic(1)
                ? " (labels)"
                : magic == magic(3) ? " (images)" : magic == magic(4) ? " (images with channels)" : "";
        return String.format(Locale.ROOT, "0x%08x", magic) + meaning;
    }

    private static int magic(int rank) {
        return 0x800 + rank;
    }

    private static int headerBytes(int rank) {
        return Integer.BYTES * (1 + rank);
    }

    /** Long.MAX_VALUE if it is beyond {@link #MOST_BYTES}: three 32-bit counts can overflow even 64 bits. */
    private static long product(long[] counts) {
        if (Arrays.stream(counts).anyMatch(count -> count == 0)) {
            return 0;
        }
        long product = 1;
        for (long count : counts) {
            if (count > MOST_BYTES / product) {
                return Long.MAX_VALUE;
            }
            product *= count;
        }
        return product;
    }

    /** The fault for wrong content. */
    private static Fault wrong(Path file, String found, String expected) {
        return Fault.badInput(file.toString(), found, expected, ANOTHER);
    }

    static Fault unreadable(Path file, IOException e) {
        if (e instanceof ZipException || e instanceof EOFException) {
            return Fault.badInput(
                    file.toString(),
                    "is damaged or truncated gzip (" + e.getMessage() + ")",
                    "a whole file",
                    ANOTHER,
                    e);
        }
        return Fault.environment(
                file.toString(),
                "cannot be read (" + Transfer.reason(e) + ")",
                "a file that can be read",
                "make it readable, or name another folder by data.dir or data.idx",
                e);
    }
}
