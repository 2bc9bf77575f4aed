package dev.understudy.data;

import dev.understudy.fault.Fault;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.ZipException;

/**
 * An open IDX file of unsigned bytes whose header has been believed: its counts are positive, their product is what the
 * file holds, and no more than {@value #MOST_BYTES}. Format: 0, 0, 8 (unsigned byte), rank; then each count as a
 * big-endian 32-bit number; then the data. Source: yann.lecun.com/exdb/mnist.
 *
 * <p>Every refusal is a Fault that begins with the file: badInput for what the file says or lacks, environment where it
 * cannot be read, resources where it does not fit into memory.
 */
final class Idx implements Closeable {
    /** Twenty times MNIST; what says more is not believed. */
    static final long MOST_BYTES = 1L << 30;

    private static final String ANOTHER = "download it again, or name another folder with -o data.dir=FOLDER";

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

    /** Opens a file of images: count, height, width. */
    static Idx images(Path file) {
        return open(file, 3);
    }

    /** Opens a file of labels: count. */
    static Idx labels(Path file) {
        return open(file, 1);
    }

    /** The header of a file of these counts. */
    static byte[] header(int... counts) {
        ByteBuffer header = ByteBuffer.allocate(headerBytes(counts.length)).putInt(magic(counts.length));
        for (int count : counts) {
            header.putInt(count);
        }
        return header.array();
    }

    private static Idx open(Path file, int rank) {
        try {
            Content content = Content.open(file);
            try {
                return new Idx(file, content, checkedCounts(file, content, rank));
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

    int height() {
        return counts[1];
    }

    int width() {
        return counts[2];
    }

    /** All bytes after the header; to be called once. */
    byte[] data() {
        try {
            byte[] data = new byte[bytes];
            int read = content.stream().readNBytes(data, 0, bytes);
            if (read < bytes) {
                throw wrong(file, "ends after " + read + " bytes of data", bytes + ", as its header promises");
            }
            if (content.stream().read() >= 0) {
                throw wrong(file, "goes on after " + bytes + " bytes of data", "no more, as its header promises");
            }
            return data;
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (OutOfMemoryError e) {
            throw Fault.resources(
                    file.toString(),
                    "needs " + bytes + " bytes of memory",
                    "less than Java may use, which is " + Runtime.getRuntime().maxMemory() + " in all",
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

    /** Reads the header and holds it against the length of the file. */
    private static long[] checkedCounts(Path file, Content content, int rank) throws IOException {
        byte[] start = content.stream().readNBytes(headerBytes(rank));
        checkMagic(file, start, rank);
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

    private static void checkMagic(Path file, byte[] start, int rank) {
        String text = new String(start, StandardCharsets.ISO_8859_1).strip();
        if (text.startsWith("<")) {
            throw wrong(file, "is a web page (it begins with <)", "an IDX file");
        }
        if (start.length < Integer.BYTES) {
            throw wrong(file, "ends after " + start.length + " bytes", "an IDX file");
        }
        int magic = ByteBuffer.wrap(start).getInt();
        if (magic != magic(rank)) {
            throw wrong(
                    file,
                    String.format(Locale.ROOT, "has the magic number 0x%08x%s", magic, meaning(magic)),
                    String.format(Locale.ROOT, "0x%08x (%s)", magic(rank), rank == 3 ? "images" : "labels"));
        }
    }

    private static String meaning(int magic) {
        return magic == magic(3) ? " (images)" : magic == magic(1) ? " (labels)" : "";
    }

    private static int magic(int rank) {
        return 0x800 + rank;
    }

    private static int headerBytes(int rank) {
        return Integer.BYTES * (1 + rank);
    }

    /** Long.MAX_VALUE where it is beyond {@link #MOST_BYTES}: three 32-bit counts overflow even 64 bits. */
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

    /** What is in the file is wrong. */
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
                "make it readable, or name another folder with -o data.dir=FOLDER",
                e);
    }
}
