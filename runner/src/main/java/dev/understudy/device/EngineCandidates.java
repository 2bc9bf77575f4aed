package dev.understudy.device;

import dev.understudy.config.Config;
import dev.understudy.config.Config.EngineChoice;
import dev.understudy.config.DeviceChoice;
import dev.understudy.fault.Fault;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Decides from a config and the facts of a machine which engines and devices may run it. A pure function. */
final class EngineCandidates {
    static final String AS_ASKED = "as the config says";
    static final String AUTO = "auto takes the GPU";

    private EngineCandidates() {}

    /**
     * The candidates, best first; the first that opens is used. An explicit choice of engine and device gives exactly
     * one.
     *
     * @param facts asked only if the decision depends on them
     * @throws Fault environment if there is no candidate, with the choice and why it cannot be met
     */
    static List<EngineCandidate> of(Config config, Supplier<MachineFacts> facts) {
        return of(config, facts, OptionalInt.empty());
    }

    /** The same for a process that was assigned a GPU: auto takes that one or none. */
    static List<EngineCandidate> of(Config config, Supplier<MachineFacts> facts, OptionalInt assigned) {
        DeviceChoice device = config.device();
        OptionalInt ordinal = device.isAuto() ? assigned : device.ordinal();
        // Only nd4j computes networks of DL4J.
        boolean nd4jOnly = config.engine() == EngineChoice.ND4J
                || config.optimizee().isExternal() && config.engine() != EngineChoice.FUSED;
        if (!device.isAuto() && !device.isCuda()) {
            return List.of(nd4jOnly ? nd4jOnCpu(config, facts.get(), AS_ASKED) : EngineCandidate.fusedOnCpu(AS_ASKED));
        }
        FusedOnCuda fused = nd4jOnly ? null : FusedOnCuda.of(facts.get(), ordinal);
        boolean fusedOnly =
                config.engine() == EngineChoice.FUSED || config.training().evolves();
        Nd4jOnCuda nd4j = fusedOnly ? null : Nd4jOnCuda.of(facts.get(), ordinal);
        String reason = device.isCuda() ? AS_ASKED : AUTO;
        List<EngineCandidate> ways = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        if (nd4j != null) {
            nd4j.gpu()
                    .ifPresentOrElse(
                            gpu -> ways.add(EngineCandidate.nd4jOnCuda(gpu, reason)), () -> reasons.add(nd4j.reason()));
        }
        if (fused != null) {
            String why = reasons.isEmpty() ? reason : reason + "; not nd4j, " + reasons.get(0);
            fused.gpu()
                    .ifPresentOrElse(
                            gpu -> ways.add(EngineCandidate.fusedOnCuda(gpu, why)), () -> reasons.add(fused.reason()));
        }
        String refusals = String.join("; ", new LinkedHashSet<>(reasons));
        if (device.isAuto()) {
            String onHost = reasons.isEmpty() ? AUTO : refusals;
            ways.add(
                    !nd4jOnly
                            ? EngineCandidate.fusedOnCpu(onHost)
                            : ways.isEmpty()
                                    ? nd4jOnCpu(config, facts.get(), onHost)
                                    : EngineCandidate.nd4jOnCpu(onHost));
        } else if (ways.isEmpty()) {
            throw refused(config, refusals);
        }
        return List.copyOf(ways);
    }

    private static EngineCandidate nd4jOnCpu(Config config, MachineFacts facts, String reason) {
        if (!facts.nd4jHost()) {
            throw refused(config, "nd4j-native has no machine code for " + facts.system() + " on the class path");
        }
        return EngineCandidate.nd4jOnCpu(reason);
    }

    private static Fault refused(Config config, String reason) {
        return refused(config, reason, null);
    }

    /**
     * The fault for a choice that cannot be met.
     *
     * @param cause null if no engine was tried
     */
    static Fault refused(Config config, String reason, Throwable cause) {
        String found = "cannot be used (" + reason + ")";
        DeviceChoice device = config.device();
        boolean external = config.optimizee().isExternal();
        if (device.isCuda()) {
            String engines = config.engine() == EngineChoice.FUSED
                    ? "fused"
                    : config.engine() == EngineChoice.ND4J || external ? "nd4j" : "nd4j or fused";
            return Fault.environment(
                    config.name() + ": device " + device,
                    found,
                    "a GPU that engine " + engines + " can use",
                    "use device: auto or cpu",
                    cause);
        }
        // After a failed attempt on a GPU, ND4J can no longer use the host in this process, but a new process may.
        String onHost = device.isAuto() && cause != null ? "device: cpu" : "";
        String others = external ? "" : "engine: auto or fused";
        String remedy = onHost.isEmpty() && others.isEmpty()
                ? "run it on a machine where `doctor` says that nd4j can compute"
                : "use " + onHost + (onHost.isEmpty() || others.isEmpty() ? "" : ", or ") + others;
        return Fault.environment(
                config.name() + ": " + (external ? "optimizee.dl4j" : "engine nd4j"),
                found,
                "an ND4J that loads on this machine" + (external ? ", which alone computes networks of DL4J" : ""),
                remedy,
                cause);
    }
}
