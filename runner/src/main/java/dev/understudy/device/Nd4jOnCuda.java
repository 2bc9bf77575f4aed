package dev.understudy.device;

import dev.understudy.engine.fused.cuda.Gpu;
import java.util.OptionalInt;

/**
 * Whether ND4J's CUDA backend can run on a GPU of this machine.
 *
 * @param gpu a GPU that it can use; empty if it can use none
 * @param reason why it can use none, in one line; otherwise null
 */
public record Nd4jOnCuda(OptionalInt gpu, String reason) {
    static final String BACKEND = "nd4j-cuda-11.6";
    /**
     * 1.0.0-M2.1 has machine code for 3.7 to 8.6 and no PTX; machine code runs on the same major, and on a higher
     * minor.
     */
    private static final int FIRST = 307;

    private static final int LAST_MAJOR = 8;

    /** @param asked number of the required GPU; empty for the first suitable one */
    public static Nd4jOnCuda of(MachineFacts facts, OptionalInt asked) {
        String absence = facts.gpus().absence(asked);
        if (absence != null) {
            return no(absence);
        }
        Gpu best = facts.gpus().choose(asked, Nd4jOnCuda::hasCodeFor);
        if (!hasCodeFor(best)) {
            return no(best.device() + " " + best.name() + " has compute capability " + best.computeCapability()
                    + ", and " + BACKEND + " has machine code for 3.7 to 8.9 only");
        }
        if (!facts.isLinuxX64()) {
            return no(BACKEND + " exists for Linux x86-64 only, and this is " + facts.system());
        }
        if (!facts.nd4jCuda()) {
            return no("the cuda profile is not on the class path, mvn -Pcuda brings it");
        }
        if (!facts.missing().isEmpty()) {
            return no(BACKEND + " lacks " + String.join(", ", facts.missing()));
        }
        return new Nd4jOnCuda(OptionalInt.of(best.ordinal()), null);
    }

    static boolean hasCodeFor(Gpu gpu) {
        return 100 * gpu.major() + gpu.minor() >= FIRST && gpu.major() <= LAST_MAJOR;
    }

    private static Nd4jOnCuda no(String reason) {
        return new Nd4jOnCuda(OptionalInt.empty(), reason);
    }
}
