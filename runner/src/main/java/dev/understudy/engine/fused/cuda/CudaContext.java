package dev.understudy.engine.fused.cuda;

import com.sun.jna.Pointer;
import dev.understudy.engine.Closing;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A GPU's stream and memory for one training or rollout; {@link #close} releases all of it. Writes go through a pinned
 * staging buffer, in which small ones queue up, so that a write returns before the copy is done. After a sticky error
 * no further driver call is made: the driver frees the memory together with the context.
 */
final class CudaContext implements Device {
    /** Size of the pinned staging buffer; longer copies go in several parts. */
    private static final int STAGE_BYTES = 1 << 20;

    private final KernelModule module;
    private final CudaDriver driver;
    private final Set<Long> allocated = new LinkedHashSet<>();
    private Pointer stream;
    private Pointer stage;
    private int staged; // bytes at the start of the stage that queued copies may still read
    private boolean closed;

    CudaContext(KernelModule module) {
        this.module = module;
        driver = module.driver();
        module.setCurrent();
        try {
            stream = driver.createStream();
            stage = driver.allocateHost(STAGE_BYTES);
        } catch (RuntimeException | Error e) {
            Closing.afterFailure(this, e);
            throw e;
        }
    }

    @Override
    public String name() {
        return module.name();
    }

    @Override
    public Set<Variant> variants() {
        return module.variants();
    }

    @Override
    public int sharedBytes() {
        return module.sharedBytes();
    }

    @Override
    public long allocate(long bytes) {
        module.setCurrent();
        long address;
        try {
            address = driver.allocate(bytes);
        } catch (CudaFailure e) {
            if (e.code() == CudaFailure.OUT_OF_MEMORY) {
                throw (Error) new DeviceMemoryError(name(), bytes, driver.freeBytes()).initCause(e);
            }
            throw e;
        }
        allocated.add(address);
        driver.zero(address, bytes, stream);
        return address;
    }

    @Override
    public void free(long address) {
        if (!allocated.contains(address)) {
            throw new IllegalArgumentException("freed, and not allocated here");
        }
        module.setCurrent();
        driver.free(address);
        allocated.remove(address);
    }

    @Override
    public void write(long to, float[] from) {
        write(to, 4, from.length, (place, first, n) -> place.write(0, from, first, n));
    }

    @Override
    public void write(long to, int[] from) {
        write(to, 4, from.length, (place, first, n) -> place.write(0, from, first, n));
    }

    @Override
    public void write(long to, byte[] from) {
        write(to, 1, from.length, (place, first, n) -> place.write(0, from, first, n));
    }

    /** Copies values first .. first + n − 1 into the stage. */
    private interface Part {
        void put(Pointer place, int first, int n);
    }

    private void write(long to, int size, int length, Part part) {
        module.setCurrent();
        for (int first = 0; first < length; ) {
            int n = Math.min(length - first, STAGE_BYTES / size);
            int bytes = n * size;
            if (staged + bytes > STAGE_BYTES) {
                driver.synchronize(stream);
                staged = 0;
            }
            Pointer place = stage.share(staged, bytes);
            part.put(place, first, n);
            driver.toDevice(to + (long) first * size, place, bytes, stream);
            staged = (staged + bytes + 7) / 8 * 8;
            first += n;
        }
    }

    @Override
    public void read(long from, float[] to) {
        module.setCurrent();
        int most = STAGE_BYTES / Float.BYTES;
        for (int first = 0; first < to.length; first += most) {
            int n = Math.min(to.length - first, most);
            // The copy is queued after the staged writes, whose bytes in the stage it overwrites.
            driver.toHost(stage, from + 4L * first, 4L * n, stream);
            driver.synchronize(stream);
            staged = 0;
            stage.read(0, to, first, n);
        }
    }

    @Override
    public void launch(String kernel, int blocksX, int blocksY, int threads, int sharedBytes, Object... arguments) {
        module.setCurrent();
        driver.launch(
                module.function(kernel, sharedBytes),
                kernel,
                blocksX,
                blocksY,
                threads,
                sharedBytes,
                stream,
                arguments);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        CudaFailure first = null;
        first = attempt(first, module::setCurrent);
        if (stream != null) {
            first = attempt(first, () -> driver.synchronize(stream));
        }
        for (long address : allocated) {
            first = attempt(first, () -> driver.free(address));
        }
        allocated.clear();
        if (stage != null) {
            first = attempt(first, () -> driver.freeHost(stage));
        }
        if (stream != null) {
            first = attempt(first, () -> driver.destroy(stream));
        }
        if (first != null) {
            throw first;
        }
    }

    /**
     * Runs one step of closing and keeps the first failure. After a sticky error, which was reported earlier, the step
     * is skipped.
     */
    private CudaFailure attempt(CudaFailure before, Runnable step) {
        if (driver.broken() != null) {
            return before;
        }
        try {
            step.run();
            return before;
        } catch (CudaFailure e) {
            return before == null ? e : before;
        }
    }
}
