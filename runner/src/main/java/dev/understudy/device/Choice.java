package dev.understudy.device;

import dev.understudy.config.Config;
import dev.understudy.config.DeviceChoice;
import dev.understudy.config.EngineChoice;
import dev.understudy.fault.Fault;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** What a config asks for, and which ways of computing it this machine has. Pure: facts in, decision out. */
final class Choice {
    static final String AS_ASKED = "as the config says";
    private static final String AUTO = "auto takes the GPU";
    private static final String NOT_YET = "fused on cuda is not part of this version";

    private Choice() {
    }

    /**
     * The ways, best first: the first that opens is taken. One where the choice is explicit.
     *
     * @param facts asked only where the decision depends on them
     * @throws Fault environment where there is none, with what was looked for and why it cannot be
     */
    static List<Way> of(Config config, Supplier<Facts> facts) {
        if (config.engine() == EngineChoice.FUSED) {
            return List.of(fused(config, facts));
        }
        DeviceChoice device = config.device();
        // Nobody else computes networks of DL4J.
        boolean nd4jOnly = config.engine() == EngineChoice.ND4J || config.optimizee().isExternal();
        if (!device.isAuto() && !device.isCuda()) {
            return List.of(nd4jOnly ? nd4jOnCpu(config, facts.get(), AS_ASKED) : Way.fusedOnCpu(AS_ASKED));
        }
        Nd4jOnCuda cuda = Nd4jOnCuda.of(facts.get(), device.ordinal());
        if (device.isCuda()) {
            return List.of(Way.nd4jOnCuda(cuda.gpu().orElseThrow(() -> refused(config, cuda.reason())), AS_ASKED));
        }
        OptionalInt gpu = cuda.gpu();
        if (nd4jOnly) {
            return gpu.isEmpty() ? List.of(nd4jOnCpu(config, facts.get(), cuda.reason()))
                    : List.of(Way.nd4jOnCuda(gpu.getAsInt(), AUTO), Way.nd4jOnCpu(AUTO));
        }
        return gpu.isEmpty() ? List.of(Way.fusedOnCpu(cuda.reason())) : List.of(Way.nd4jOnCuda(gpu.getAsInt(), AUTO), Way.fusedOnCpu(AUTO));
    }

    private static Way fused(Config config, Supplier<Facts> facts) {
        if (config.device().isCuda()) {
            throw refused(config, NOT_YET);
        }
        String absence = config.device().isAuto() ? facts.get().gpus().absence() : AS_ASKED;
        return Way.fusedOnCpu(absence == null ? NOT_YET : absence);
    }

    private static Way nd4jOnCpu(Config config, Facts facts, String reason) {
        if (!facts.nd4jHost()) {
            throw refused(config, "nd4j-native has no machine code for " + facts.system() + " on the class path");
        }
        return Way.nd4jOnCpu(reason);
    }

    private static Fault refused(Config config, String reason) {
        return refused(config, reason, null);
    }

    /** A choice that cannot be met. @param cause null where nothing was tried */
    static Fault refused(Config config, String reason, Throwable cause) {
        DeviceChoice device = config.device();
        boolean external = config.optimizee().isExternal();
        String asked;
        String advice;
        if (device.isCuda()) {
            asked = "device " + device + (config.engine() == EngineChoice.FUSED ? " is asked for with engine fused"
                    : " is asked for; looked for a GPU that engine nd4j can use");
            advice = "; use device: auto or cpu";
        } else {
            asked = external ? "optimizee.dl4j needs engine nd4j" : "engine nd4j is asked for";
            // After a failed attempt on a GPU a new process may do on the host what this one can do no more.
            String onHost = device.isAuto() && cause != null ? "device: cpu" : "";
            String others = external ? "" : "engine: auto or fused";
            advice = onHost.isEmpty() && others.isEmpty() ? "" : "; use " + onHost + (onHost.isEmpty() || others.isEmpty() ? "" : ", or ") + others;
        }
        return Fault.environment(config.name() + ": " + asked + ": " + reason + advice, cause);
    }
}
