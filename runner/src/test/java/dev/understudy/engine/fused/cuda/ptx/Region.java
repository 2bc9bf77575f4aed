package dev.understudy.engine.fused.cuda.ptx;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** A piece of memory: a block that was allocated, a variable. */
final class Region {
    private final long from;
    private final int stride;
    private final ByteBuffer memory;
    private final Shadow shadow;
    private final IntBuffer ints;
    private final FloatBuffer floats;
    private int bytes;

    /** @param from its address; @param bytes that may be touched; @param stride bytes between the pieces of two threads, if each thread has its own; else 0 */
    Region(long from, int bytes, int stride, ByteBuffer memory, Shadow shadow) {
        this.from = from;
        this.bytes = bytes;
        this.stride = stride;
        this.memory = memory;
        this.shadow = shadow;
        ints = memory.asIntBuffer();
        floats = memory.asFloatBuffer();
    }

    boolean holds(long address, int width) {
        return address >= from && address + width <= from + bytes;
    }

    /** The place in memory. */
    int index(long address, int thread) {
        return (int) (address - from) + stride * thread;
    }

    long from() {
        return from;
    }

    int bytes() {
        return bytes;
    }

    ByteBuffer memory() {
        return memory;
    }

    /** The same memory. */
    IntBuffer ints() {
        return ints;
    }

    /** The same memory. */
    FloatBuffer floats() {
        return floats;
    }

    Shadow shadow() {
        return shadow;
    }

    /** Sets its size, also for existing references to it; 0 when it is freed. */
    void resize(int to) {
        bytes = to;
    }
}
