package dev.understudy.engine.fused.cuda;

import java.util.Set;

/**
 * Memory, copies and launches of a CUDA device, executed in the order of the calls. The kernels' host side uses this
 * interface, so that the same code runs on a GPU and, in tests, on an emulation of one.
 */
public interface Device extends AutoCloseable {
    /** Name for the user and for provenance, for example {@code cuda:0 NVIDIA A10}. */
    String name();

    /** The variants of kernels in use here. */
    Set<Variant> variants();

    /** Most bytes of shared memory that one block may have. */
    int sharedBytes();

    /**
     * Allocates zeroed memory, which lives until {@link #free} or {@link #close}.
     *
     * @throws OutOfMemoryError with the bytes asked for and free
     */
    long allocate(long bytes);

    void free(long address);

    /** Copies from the host to the device. */
    void write(long to, float[] from);

    void write(long to, int[] from);

    void write(long to, byte[] from);

    /** Fills {@code to} from the device, after all earlier calls are done. */
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

    /** Frees all memory. */
    @Override
    void close();
}
