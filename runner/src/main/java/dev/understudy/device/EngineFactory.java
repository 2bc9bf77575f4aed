package dev.understudy.device;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineProvider;
import dev.understudy.engine.EngineProvider.Unavailable;
import dev.understudy.engine.fused.CpuKernelChoice;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.engine.fused.cuda.Variant;
import dev.understudy.fault.Fault;
import java.util.EnumSet;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/** Opens the chosen engine. */
interface EngineFactory {
    /**
     * System property for variants of the CUDA kernels, separated by commas. No key of a config: the variants still
     * wait for a measurement.
     */
    String VARIANTS = "understudy.cuda.variants";

    /** @param threads of the host; 0 leaves the choice to the engine */
    Engine open(EngineCandidate way, int threads) throws Unavailable;

    /** The factory of the program; tests use others. */
    static Engine engine(EngineCandidate way, int threads) throws Unavailable {
        if (!way.fused()) {
            return provider().open(way.gpu(), threads);
        }
        return way.gpu() == EngineProvider.HOST
                ? FusedEngine.onCpu(threads)
                : FusedEngine.onCuda(way.gpu(), variants());
    }

    /** Variants of the CUDA kernels, from the system property. */
    static Set<Variant> variants() {
        try {
            return Variant.parse(System.getProperty(VARIANTS));
        } catch (IllegalArgumentException e) {
            throw Fault.badInput(
                    "-D" + VARIANTS,
                    "cannot be read (" + e.getMessage() + ")",
                    "some of " + Variant.text(EnumSet.allOf(Variant.class)) + ", with commas between them",
                    "correct the word or leave the option out",
                    e);
        }
    }

    /** Kernels of the fused engine on the CPU, from the system property. */
    static CpuKernelChoice cpuKernels() {
        String option = "-D" + CpuKernelChoice.PROPERTY;
        try {
            return CpuKernelChoice.ofThisJvm();
        } catch (IllegalArgumentException e) {
            throw Fault.badInput(
                    option,
                    "cannot be read (" + e.getMessage() + ")",
                    "plain or vector",
                    "correct the word or leave the option out",
                    e);
        } catch (Unavailable e) {
            throw Fault.environment(
                    option,
                    "cannot be vector (" + e.getMessage() + ")",
                    "a JVM that has it",
                    "start Java with " + CpuKernelChoice.FLAG + ", or leave the option out",
                    e);
        }
    }

    private static EngineProvider provider() throws Unavailable {
        try {
            for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
                if (provider.name().equals("nd4j")) {
                    return provider;
                }
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new Unavailable("engine nd4j cannot be loaded: " + e, e);
        }
        throw new Unavailable("engine nd4j is not on the class path", null);
    }
}
