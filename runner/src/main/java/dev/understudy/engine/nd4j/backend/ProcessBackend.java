package dev.understudy.engine.nd4j.backend;

import dev.understudy.engine.EngineProvider;
import dev.understudy.engine.EngineProvider.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Properties;
import org.deeplearning4j.util.CrashReportingUtil;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.common.config.ND4JSystemProperties;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one device that ND4J computes on in this process. ND4J chooses its backend in a static initialiser: the first
 * call decides, and if it fails, ND4J cannot be used in this process any more.
 *
 * @param gpu its number, or {@link EngineProvider#HOST}
 */
public record ProcessBackend(int gpu) {
    /** Default number of host threads: one was twice as fast as two on two cores (docs/results/speed-cpu.md). */
    private static final int THREADS = 1;

    private static final String ON_HOST = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";
    private static final String ON_CUDA = "org.nd4j.linalg.jcublas.JCublasBackend";
    private static final Logger LOG = LoggerFactory.getLogger(ProcessBackend.class);
    private static ProcessBackend settled;
    private static Unavailable dead;

    /**
     * Chooses the device at the first call; later calls return the same one.
     *
     * @throws Unavailable if ND4J does not load, takes another device, computes wrongly, or already uses another
     *     one
     */
    public static synchronized ProcessBackend on(int gpu) throws Unavailable {
        if (dead != null) {
            throw new Unavailable(
                    "ND4J has failed in this process and cannot be loaded twice: " + dead.getMessage(), dead);
        }
        if (settled == null) {
            settle(gpu);
        }
        if (settled.gpu != gpu) {
            throw new Unavailable(
                    "ND4J computes on one device per process, and on " + name(settled.gpu) + " in this one; run "
                            + name(gpu) + " in a process of its own",
                    null);
        }
        return settled;
    }

    /** Whether ND4J computes on the host, even if other code has loaded it. */
    public static boolean isHost() {
        return Nd4j.getBackend().getClass().getName().equals(ON_HOST);
    }

    /** Whether ND4J computes on the host without oneDNN, whose convolutions are faster on whole batches. */
    public static boolean isPlainHost() {
        return isHost() && !Nd4j.getBackend().buildInfo().contains("ONEDNN");
    }

    private static String name(int gpu) {
        return gpu == EngineProvider.HOST ? "cpu" : "cuda:" + gpu;
    }

    private static void settle(int gpu) throws Unavailable {
        // Otherwise ND4J logs the loading, and users cannot tell its lines from this program's.
        if (System.getProperty(ND4JSystemProperties.LOG_INITIALIZATION) == null) {
            System.setProperty(ND4JSystemProperties.LOG_INITIALIZATION, "false");
        }
        UnsafeWarning.silence();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ND4JClassLoading.setNd4jClassloader(gpu == EngineProvider.HOST ? new CudaHidingClassLoader(context) : context);
        SystemStreamCapture captured = new SystemStreamCapture();
        try (captured) {
            CrashReportingUtil.crashDumpsEnabled(false); // they would be files in the user's folder
            settled = load(gpu);
            if (settled.gpu != gpu) {
                throw new Unavailable(
                        "ND4J took its " + name(settled.gpu) + " backend instead: " + LoadError.reason(captured.text()),
                        null);
            }
        } catch (LinkageError | RuntimeException e) {
            dead = new Unavailable(LoadError.reason(e, captured.text()), e);
            throw dead;
        } finally {
            LOG.debug("ND4J printed while it loaded: [{}]", captured.text());
        }
    }

    /** @return the device that ND4J really uses */
    private static ProcessBackend load(int gpu) {
        Nd4jBackend backend = Nd4j.getBackend();
        String taken = backend == null ? "no backend" : backend.getClass().getName();
        boolean onGpu = taken.equals(ON_CUDA) && gpu != EngineProvider.HOST;
        if (!onGpu && !taken.equals(ON_HOST)) {
            throw new IllegalStateException(
                    "ND4J took " + taken + "; expected " + (gpu == EngineProvider.HOST ? ON_HOST : ON_CUDA));
        }
        if (onGpu) {
            GpuIndex.take(gpu);
        }
        checkThatItComputes();
        return new ProcessBackend(onGpu ? gpu : EngineProvider.HOST);
    }

    /**
     * A matrix product uses BLAS and a sum uses a kernel: a library may load and still have no code for this processor.
     */
    private static void checkThatItComputes() {
        float[] product =
                HostTransfer.read(Nd4j.ones(2, 3).mmul(Nd4j.ones(3, 2)).addi(1));
        if (!Arrays.equals(product, new float[] {4, 4, 4, 4})) {
            throw new IllegalStateException("ND4J computes 2 × 3 times 3 × 2 ones, plus one, wrongly: "
                    + Arrays.toString(product) + ", expected fours");
        }
    }

    /**
     * Description for the user and for provenance.
     *
     * @param threads of the host; 0 for the default
     */
    public String device(int threads) {
        if (gpu != EngineProvider.HOST) {
            String gpuName = NativeOpsHolder.getInstance()
                    .getDeviceNativeOps()
                    .getDeviceName(gpu)
                    .strip();
            return name(gpu) + " " + gpuName + ", " + artifact("nd4j-cuda-11.6");
        }
        int asked = threads > 0 ? threads : THREADS;
        Nd4j.getEnvironment().setMaxThreads(asked);
        Nd4j.getEnvironment().setMaxMasterThreads(asked);
        int count =
                Nd4j.getEnvironment().maxMasterThreads(); // OMP_NUM_THREADS may allow fewer; maxThreads() never changes
        Nd4j.factory().blas().setMaxThreads(count);
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(count); // oneDNN's, of this thread
        return "cpu, " + artifact("nd4j-native") + (isPlainHost() ? "" : " with oneDNN") + ", " + count
                + (count == 1 ? " thread" : " threads");
    }

    /** The artifact's name with its version, which is read from its jar. */
    private static String artifact(String name) {
        try (InputStream in = ND4JClassLoading.getNd4jClassloader()
                .getResourceAsStream("META-INF/maven/org.nd4j/" + name + "/pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return name + " " + properties.getProperty("version", "of unknown version");
        } catch (IOException e) {
            return name + " of unknown version";
        }
    }
}
