package dev.understudy.device;

import dev.understudy.config.Config;
import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineProvider;
import dev.understudy.engine.EngineProvider.Unavailable;
import dev.understudy.engine.fused.CpuKernelChoice;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.engine.fused.cuda.Gpu;
import dev.understudy.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine that runs an experiment, and why. {@code auto} takes the fastest that works on this machine and says so;
 * an explicit choice never falls back.
 */
public record EngineSelection(Engine engine, String reason) {
    private static final Logger LOG = LoggerFactory.getLogger(EngineSelection.class);
    private static final AtomicBoolean ADVISED = new AtomicBoolean();
    private static final ThreadLocal<OptionalInt> ASSIGNED = ThreadLocal.withInitial(OptionalInt::empty);
    private static final String ADVICE =
            "kernels in plain Java; those of a JVM that is started with " + CpuKernelChoice.FLAG + " are faster";

    /** @throws Fault environment if the config's choice is missing or does not load */
    public static EngineSelection of(Config config) {
        EngineFactory.cpuKernels();
        return open(config, EngineCandidates.of(config, MachineFacts::here, ASSIGNED.get()), EngineFactory::engine);
    }

    /**
     * Names the GPU that belongs to the trials of this thread: {@code device: auto} takes that one, or the CPU if it
     * cannot be used. A cluster assigns GPUs to its tasks, and the other GPUs of the host belong to others.
     */
    public static void assign(OptionalInt gpu) {
        ASSIGNED.set(gpu);
    }

    static EngineSelection open(Config config, List<EngineCandidate> ways, EngineFactory opener) {
        List<String> failed = new ArrayList<>();
        Unavailable last = null;
        for (EngineCandidate way : ways) {
            try {
                Engine engine = opener.open(way, config.threads());
                return new EngineSelection(engine, reason(way, failed));
            } catch (Unavailable e) {
                LOG.debug("{} cannot be opened", way, e);
                failed.add(way + " failed: " + e.getMessage());
                last = e;
            }
        }
        throw EngineCandidates.refused(config, String.join("; ", failed), last);
    }

    /** Why earlier candidates were not used, including those that failed to open. */
    private static String reason(EngineCandidate way, List<String> failed) {
        if (failed.isEmpty()) {
            return way.reason();
        }
        String tried = String.join("; ", failed);
        return way.reason().startsWith(EngineCandidates.AUTO) || way.reason().equals(EngineCandidates.AS_ASKED)
                ? tried
                : way.reason() + "; " + tried;
    }

    /**
     * Checks without opening anything whether the choice can be met.
     *
     * @throws Fault environment if it cannot; bad input if the system property of variants or kernels has an
     *     unknown word
     */
    public static void check(Config config) {
        EngineFactory.variants();
        EngineFactory.cpuKernels();
        EngineCandidates.of(config, MachineFacts::here);
    }

    /**
     * The GPUs any of which could run this config: none if the CPU runs it, the one that it names, or all suitable
     * ones.
     *
     * @throws Fault environment if the config's choice is missing
     */
    public static List<Gpu> gpus(Config config) {
        return gpus(config, MachineFacts::here);
    }

    static List<Gpu> gpus(Config config, Supplier<MachineFacts> facts) {
        EngineCandidate first = EngineCandidates.of(config, facts).get(0);
        if (first.gpu() == EngineProvider.HOST) {
            return List.of();
        }
        List<Gpu> all = facts.get().gpus().devices();
        return config.device().ordinal().isPresent()
                ? List.of(all.get(first.gpu()))
                : all.stream()
                        .filter(gpu -> serves(first, facts.get(), OptionalInt.of(gpu.ordinal())))
                        .toList();
    }

    private static boolean serves(EngineCandidate way, MachineFacts facts, OptionalInt gpu) {
        return (way.fused()
                        ? FusedOnCuda.of(facts, gpu).gpu()
                        : Nd4jOnCuda.of(facts, gpu).gpu())
                .isPresent();
    }

    /**
     * Checks that one process can run the whole batch: ND4J uses one device per process.
     *
     * @throws Fault environment if it cannot
     */
    public static void checkTogether(List<Config> batch) {
        checkTogether(batch, MachineFacts::here);
    }

    static void checkTogether(List<Config> batch, Supplier<MachineFacts> facts) {
        Config first = null;
        EngineCandidate settled = null;
        for (Config config : batch) {
            List<EngineCandidate> ways = EngineCandidates.of(config, facts);
            EngineCandidate way = ways.get(0);
            if (ways.size() > 1 || way.fused()) {
                continue; // it has an alternative, or does not use ND4J
            }
            if (settled != null && settled.gpu() != way.gpu()) {
                throw Fault.environment(
                        config.name(),
                        "needs " + way + ", and " + first.name() + " in the same batch " + settled,
                        "one device for ND4J in one process",
                        "run them in two calls");
            }
            first = settled == null ? config : first;
            settled = settled == null ? way : settled;
        }
    }

    /** The CPU kernels in use, for example {@code vector, 8 floats}; null for another engine or a GPU. */
    public String kernels() {
        return engine instanceof FusedEngine fused ? fused.cpuKernels() : null;
    }

    /** Advice on how to make Java faster, given once per process; empty if there is none. */
    public Optional<String> advice() {
        boolean slow = kernels() != null && EngineFactory.cpuKernels().lacking();
        return slow && ADVISED.compareAndSet(false, true) ? Optional.of(ADVICE) : Optional.empty();
    }

    /** Suppresses the advice, which another process has already given. */
    public static void adviseNoMore() {
        ADVISED.set(true);
    }

    /** The line about engine and device that the user sees. */
    public String sentence() {
        return "engine " + engine.name() + " on " + engine.device() + " (" + reason + ")";
    }
}
