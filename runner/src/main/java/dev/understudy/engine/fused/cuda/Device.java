package dev.understudy.engine.fused.cuda;

import java.util.Set;

/**
 * Where CUDA kernels run: memory, copies and launches, all in the order in which they are asked for. The kernels' host side
 * is written against it, so that the same code runs on a GPU and, in tests, on an emulation of one.
 */
public interface Device extends AutoCloseable {
    /** For the user and for provenance, such as {@code cuda:0 NVIDIA A10}. */
    String name();

    /** Which kernels have another form here. */
    Set<Variant> variants();

    /** Bytes of shared memory that one block may have at the most. */
    int sharedBytes();

    /**
     * Memory of zeros that lives until {@link #free} or {@link #close}.
     *
     * @throws OutOfMemoryError with the bytes asked for and free
     */
    long allocate(long bytes);

    void free(long address);

    /** Copies from the host. */
    void write(long to, float[] from);

    void write(long to, int[] from);

    void write(long to, byte[] from);

    /** Copies to the host all that {@code to} holds, after all that was asked for before is done. */
    void read(long from, float[] to);

    /**
     * Enqueues a kernel of Kernels.cu.
     *
     * @param blocksX, blocksY of the grid
     * @param threads per block
     * @param sharedBytes of dynamic shared memory
     * @param arguments as the kernel declares them: Long for a pointer, Integer, Float
     */
    void launch(String kernel, int blocksX, int blocksY, int threads, int sharedBytes, Object... arguments);

    /** Gives all memory back. */
    @Override
    void close();
}
