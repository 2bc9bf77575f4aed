package dev.understudy.engine.fused.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.understudy.engine.Closing;
import dev.understudy.engine.EngineProvider.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The CUDA kernels, compiled by the driver for one GPU. They stay loaded as long as the engine is open, so that each
 * training and each rollout, which open a {@link CudaContext}, start without compiling. This object owns the GPU's
 * primary context, the module and its functions.
 */
public final class KernelModule implements AutoCloseable {
    /** The module whose context is current on the thread. */
    private static final ThreadLocal<KernelModule> CURRENT = new ThreadLocal<>();
    /** More static shared memory than any kernel with dynamic shared memory declares; a test checks the PTX. */
    static final int STATIC_SHARED = 2048;

    private static final String PTX = "kernels.ptx";
    /** PTX of the variant FAST_CELLS: kernels that replace those of the same names. */
    private static final String FAST_PTX = "kernels-fast.ptx";

    private static final Pattern ENTRY = Pattern.compile("(?m)^\\.visible \\.entry (\\w+)\\(");
    /** CUjit_option of cuda.h: buffer for the error log, and its size. */
    private static final int[] JIT_OPTIONS = {5, 6};

    private static final int LOG_BYTES = 8192;
    /** Dynamic shared memory of a block above which it may limit the number of blocks on a multiprocessor. */
    private static final int MUCH_SHARED = 8 << 10;
    /** Shared memory that a block may have by default. */
    private static final int USUAL_SHARED = 48 << 10;
    /** GPUs whose context broke in this process, with the failure; the driver needs a new process then. */
    private static final Map<String, String> BROKEN = new ConcurrentHashMap<>();

    private final String place;
    private final CudaDriver driver;
    private final int device;
    private final String name;
    private final Set<Variant> variants;
    private final Pointer context;
    private final int sharedBytes;
    private final Map<String, Pointer> functions = new HashMap<>();
    private final Map<String, Integer> sharedAllowed = new HashMap<>();
    private final Set<String> sharedPreferred = new HashSet<>();
    private final List<Pointer> modules = new ArrayList<>();
    private final Map<String, Pointer> standIns = new HashMap<>(); // kernels of a module other than the first
    private long compileMillis;
    private boolean closed;

    /** @throws Unavailable with the reason in one line */
    public static KernelModule load(int gpu, Set<Variant> variants) throws Unavailable {
        return load(GpuProbe.library(), gpu, variants);
    }

    static KernelModule load(String library, int gpu, Set<Variant> variants) throws Unavailable {
        String before = BROKEN.get(library + gpu);
        if (before != null) {
            throw new Unavailable("cuda:" + gpu + " broke in this process, start a new one: " + before, null);
        }
        try {
            KernelModule loaded = new KernelModule(library, gpu, variants);
            try {
                loaded.compile();
                return loaded;
            } catch (Unavailable | RuntimeException | Error e) {
                Closing.afterFailure(loaded, e);
                throw e;
            }
        } catch (CudaFailure e) {
            throw new Unavailable(e.getMessage(), e);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new Unavailable("NVIDIA driver too old or broken: " + LoadFailure.firstLine(e), e);
        }
    }

    private KernelModule(String library, int gpu, Set<Variant> variants) {
        this.variants = variants;
        place = library + gpu;
        driver = new CudaDriver(library);
        device = driver.device(gpu);
        name = "cuda:" + gpu + " " + driver.deviceName(device)
                + (variants.isEmpty() ? "" : " with " + Variant.text(variants));
        sharedBytes = Math.max(
                driver.attribute(device, CudaDriver.SHARED_PER_BLOCK),
                driver.attribute(device, CudaDriver.SHARED_PER_BLOCK_OPTIN));
        context = driver.retainContext(device);
    }

    private void compile() throws Unavailable {
        long start = System.nanoTime();
        compile(ptx());
        if (variants.contains(Variant.FAST_CELLS)) {
            byte[] fast = fastPtx();
            Pointer module = compile(fast);
            entries(fast).forEach(kernel -> standIns.put(kernel, module));
        }
        compileMillis = (System.nanoTime() - start) / 1_000_000;
    }

    private Pointer compile(byte[] ptx) throws Unavailable {
        try (Memory image = new Memory(ptx.length + 1L);
                Memory log = new Memory(LOG_BYTES);
                Memory options = new Memory(8L * JIT_OPTIONS.length)) {
            image.write(0, ptx, 0, ptx.length);
            image.setByte(ptx.length, (byte) 0);
            log.clear();
            options.setPointer(0, log);
            options.setLong(8, LOG_BYTES - 1);
            try {
                driver.setCurrent(context);
                Pointer module = driver.load(image, JIT_OPTIONS, options);
                modules.add(module);
                return module;
            } catch (CudaFailure e) {
                throw new Unavailable(why(e, log.getString(0)), e);
            }
        }
    }

    /** Names of the kernels in a PTX. */
    static Set<String> entries(byte[] ptx) {
        return ENTRY.matcher(new String(ptx, UTF_8))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static String why(CudaFailure failure, String jitLog) {
        String log = jitLog.strip().replaceAll("\\s*\\R\\s*", " | ").replaceAll("[^ -~]", "?");
        String reason = failure.code() == CudaFailure.UNSUPPORTED_PTX
                ? "the NVIDIA driver is too old for the kernels, which need 410.48 or newer (" + failure.getMessage()
                        + ")"
                : failure.getMessage();
        return log.isEmpty() ? reason : reason + "; its compiler says: " + log;
    }

    static byte[] ptx() {
        return ptx(PTX);
    }

    static byte[] fastPtx() {
        return ptx(FAST_PTX);
    }

    private static byte[] ptx(String resource) {
        try (InputStream in = KernelModule.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program has no " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For example {@code cuda:0 NVIDIA A10}, followed by the variants in use. */
    public String name() {
        return name;
    }

    /** The variants of kernels in use. */
    public Set<Variant> variants() {
        return variants;
    }

    /** Milliseconds that reading, compiling and loading took; few if the driver had the result in its cache. */
    public long compileMillis() {
        return compileMillis;
    }

    /** Free bytes of the GPU's memory at this moment. */
    public long freeBytes() {
        driver.setCurrent(context);
        return driver.freeBytes();
    }

    /** @throws OutOfMemoryError with both sizes, if the GPU has less free memory */
    public void require(long bytes) {
        long free = freeBytes();
        if (bytes > free) {
            throw new DeviceMemoryError(name, bytes, free);
        }
    }

    /** Opens memory and a stream on this GPU. */
    public Device open() {
        return new CudaContext(this);
    }

    CudaDriver driver() {
        return driver;
    }

    /** Dynamic shared memory that a block may use: the device's limit less the kernels' static shared memory. */
    public int sharedBytes() {
        return sharedBytes - STATIC_SHARED;
    }

    /** Makes this GPU current on the calling thread, unless it is already; called before every launch. */
    void setCurrent() {
        if (CURRENT.get() != this) {
            driver.setCurrent(context);
            CURRENT.set(this);
        }
    }

    /**
     * A kernel's function, looked up once. Raises the function's limit of shared memory when a launch needs more, and
     * asks once per kernel for the largest share of shared memory.
     */
    Pointer function(String kernel, int sharedBytesWanted) {
        Pointer function = functions.get(kernel);
        if (function == null) {
            function = driver.function(standIns.getOrDefault(kernel, modules.get(0)), kernel);
            functions.put(kernel, function);
        }
        if (sharedBytesWanted >= MUCH_SHARED && sharedPreferred.add(kernel)) {
            driver.preferSharedMemory(function, kernel);
        }
        if (sharedBytesWanted > sharedAllowed.getOrDefault(kernel, USUAL_SHARED - STATIC_SHARED)) {
            driver.allowSharedBytes(function, kernel, sharedBytesWanted);
            sharedAllowed.put(kernel, sharedBytesWanted);
        }
        return function;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        CURRENT.remove();
        try {
            if (driver.broken() == null && !modules.isEmpty()) {
                driver.setCurrent(context);
                modules.forEach(driver::unload);
            }
        } finally {
            if (driver.broken() != null) {
                BROKEN.put(place, driver.broken().getMessage());
            }
            driver.releaseContext(device);
        }
    }
}
