package dev.understudy.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * An open file, unpacked while reading if it is gzipped. The first two bytes decide, not the name: browsers unpack a
 * download and keep its name.
 */
final class Content implements Closeable {
    /** Deflate makes at most 1032 bytes out of one. */
    private static final long MOST_FROM_ONE_BYTE = 1032;

    private final FileChannel channel;
    private final boolean gzip;
    private final InputStream stream;

    private Content(FileChannel channel, boolean gzip, InputStream stream) {
        this.channel = channel;
        this.gzip = gzip;
        this.stream = stream;
    }

    /**
     * @param links NOFOLLOW_LINKS to refuse a symbolic link
     * @throws IOException also if a gzip file has a damaged header (ZipException, EOFException)
     */
    static Content open(Path file, LinkOption... links) throws IOException {
        Set<OpenOption> options = new HashSet<>(Set.of(links));
        options.add(StandardOpenOption.READ);
        FileChannel channel = FileChannel.open(file, options);
        try {
            InputStream raw = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
            raw.mark(2);
            boolean gzip = isGzip(raw.readNBytes(2));
            raw.reset();
            return new Content(channel, gzip, gzip ? new GZIPInputStream(raw, 1 << 16) : raw);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    static boolean isGzip(byte[] start) {
        return start.length >= 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
    }

    boolean gzip() {
        return gzip;
    }

    /** The unpacked bytes; reading them throws ZipException or EOFException if the gzip is damaged. */
    InputStream stream() {
        return stream;
    }

    /** Length on disk. */
    long packedBytes() throws IOException {
        return channel.size();
    }

    /**
     * Length of the unpacked bytes, without unpacking them. Of gzip it is the number in the last four bytes, which
     * proves nothing: in a truncated or concatenated file it is another one.
     */
    long claimedBytes() throws IOException {
        long size = channel.size();
        if (!gzip || size < Integer.BYTES) {
            return size;
        }
        ByteBuffer last = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        channel.read(last, size - Integer.BYTES);
        return Integer.toUnsignedLong(last.flip().getInt());
    }

    /** Upper bound of the unpacked length, by the length on disk. */
    long mostBytes() throws IOException {
        return gzip ? channel.size() * MOST_FROM_ONE_BYTE : channel.size();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
