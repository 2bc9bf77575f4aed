package dev.understudy.engine.fused.cuda;

import java.util.Set;

/**
 * Measures how much device memory an object would take, without a GPU: allocations are counted, and nothing is
 * computed.
 */
final class CountingDevice implements Device {
    private final int sharedBytes;
    private final Set<Variant> variants;
    private long bytes;

    CountingDevice(int sharedBytes, Set<Variant> variants) {
        this.sharedBytes = sharedBytes;
        this.variants = variants;
    }

    /** Bytes allocated so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public Set<Variant> variants() {
        return variants;
    }

    @Override
    public int sharedBytes() {
        return sharedBytes;
    }

    /** Returns a distinct address; never 0, which means "not allocated". */
    @Override
    public long allocate(long size) {
        long address = 1 + bytes;
        bytes += size;
        return address;
    }

    @Override
    public void free(long address) {
        throw new UnsupportedOperationException("a device that counts memory does not free it");
    }

    @Override
    public void write(long to, float[] from) {
        // Data is not stored.
    }

    @Override
    public void write(long to, int[] from) {
        // Data is not stored.
    }

    @Override
    public void write(long to, byte[] from) {
        // Data is not stored.
    }

    @Override
    public void read(long from, float[] to) {
        throw new UnsupportedOperationException("a device that counts memory stores no data");
    }

    @Override
    public void launch(String kernel, int blocksX, int blocksY, int threads, int sharedBytes, Object... arguments) {
        throw new UnsupportedOperationException("a device that counts memory does not launch " + kernel + " neither");
    }

    @Override
    public void close() {
        // No resources are held.
    }
}
