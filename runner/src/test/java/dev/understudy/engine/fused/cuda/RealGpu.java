package dev.understudy.engine.fused.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.understudy.engine.EngineProvider.Unavailable;
import java.util.Set;

/** The machine's first GPU, for tests that need one: they skip with the reason, or fail with it where -Drequire.cuda=true. */
public final class RealGpu {
    private static KernelModule module;

    private RealGpu() {
    }

    /** Looks only. */
    public static void require() {
        String absence = GpuProbe.probe().absence();
        if (absence != null && Boolean.getBoolean("require.cuda")) {
            throw new AssertionError("a GPU is required: " + absence);
        }
        assumeTrue(absence == null, absence);
    }

    /** Loaded once. */
    static synchronized KernelModule module() {
        require();
        try {
            module = module == null ? KernelModule.load(0, Set.of()) : module;
            return module;
        } catch (Unavailable e) {
            throw new AssertionError(e);
        }
    }
}
