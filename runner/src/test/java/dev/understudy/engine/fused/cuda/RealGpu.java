package dev.understudy.engine.fused.cuda;

import dev.understudy.Needs;
import dev.understudy.engine.EngineProvider.Unavailable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The machine's first GPU, for tests that need one: they skip with the reason, or fail with it if -Drequire.cuda=true. */
public final class RealGpu {
    private static final Map<Set<Variant>, KernelModule> MODULES = new HashMap<>();

    private RealGpu() {}

    /** Looks only. */
    public static void require() {
        String absence = GpuProbe.probe().absence();
        Needs.CUDA.orSkip(absence == null, absence == null ? "" : absence);
    }

    /** Loaded once for all tests of the process, since compiling takes seconds if the NVIDIA driver has no cache; the process's end closes it. */
    static synchronized KernelModule module(Set<Variant> variants) {
        require();
        return MODULES.computeIfAbsent(variants, v -> {
            try {
                return KernelModule.load(0, v);
            } catch (Unavailable e) {
                throw new AssertionError(e);
            }
        });
    }
}
