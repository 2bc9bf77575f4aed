package dev.understudy.engine.fused.cuda.ptx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * Memory of one sort, which consists of regions with gaps between them, so that an access outside a region is found.
 */
final class Space {
    private static final int GAP = 64;

    private final TreeMap<Long, Region> regions = new TreeMap<>();
    private final boolean ofThreads;
    private long end = GAP; // no region begins at 0

    /** @param ofThreads each of which has memory of its own at the same addresses */
    Space(boolean ofThreads) {
        this.ofThreads = ofThreads;
    }

    /** Each thread has its own. */
    boolean ofThreads() {
        return ofThreads;
    }

    void put(Region region) {
        regions.put(region.from(), region);
    }

    void remove(long from) {
        regions.remove(from).resize(0);
    }

    /** The region that holds all of it, or null. */
    Region find(long address, int width) {
        Map.Entry<Long, Region> before = regions.floorEntry(address);
        return before != null && before.getValue().holds(address, width) ? before.getValue() : null;
    }

    /** An address, in words. */
    String where(long address) {
        Map.Entry<Long, Region> before = regions.floorEntry(address);
        return "0x" + Long.toHexString(address)
                + (before == null
                        ? ""
                        : ", byte " + (address - before.getKey()) + " of "
                                + before.getValue().bytes());
    }

    /** A place for a variable of so many bytes: at a multiple of align and of no larger power of two, so that no code can rely on a better alignment. */
    long place(int align, int bytes) {
        long at = (end + 2L * align - 1) / (2L * align) * (2L * align) + align;
        end = at + bytes + GAP;
        return at;
    }

    static ByteBuffer memory(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
