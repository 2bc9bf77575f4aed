package dev.understudy.engine.fused.cuda;

import java.util.Set;

/** A device that has no memory: it counts what is made on it, which is then what a real one is asked for. It computes nothing. */
final class CountingDevice implements Device {
    private final int sharedBytes;
    private final Set<Variant> variants;
    private long bytes;

    CountingDevice(int sharedBytes, Set<Variant> variants) {
        this.sharedBytes = sharedBytes;
        this.variants = variants;
    }

    /** Allocated so far. */
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

    /** An address that nothing else has; 0 would say that nothing was allocated. */
    @Override
    public long allocate(long size) {
        long address = 1 + bytes;
        bytes += size;
        return address;
    }

    @Override
    public void free(long address) {
        throw new UnsupportedOperationException("what is made is not given back while it is counted");
    }

    @Override
    public void write(long to, float[] from) {
        // There is nothing to write to.
    }

    @Override
    public void write(long to, int[] from) {
        // There is nothing to write to.
    }

    @Override
    public void write(long to, byte[] from) {
        // There is nothing to write to.
    }

    @Override
    public void read(long from, float[] to) {
        throw new UnsupportedOperationException("nothing is kept");
    }

    @Override
    public void launch(String kernel, int blocksX, int blocksY, int threads, int sharedBytes, Object... arguments) {
        throw new UnsupportedOperationException("nothing is computed, " + kernel + " neither");
    }

    @Override
    public void close() {
        // There is nothing to give back.
    }
}
