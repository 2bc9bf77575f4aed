package dev.understudy.device;

import dev.understudy.engine.fused.cuda.Gpu;
import java.util.OptionalInt;

/**
 * Whether the fused engine's kernels can run on a GPU of this machine, as far as that is known without opening
 * anything.
 *
 * @param gpu a GPU that can run them; empty if no GPU can
 * @param reason why no GPU can, in one line; otherwise null
 */
public record FusedOnCuda(OptionalInt gpu, String reason) {
    /** The PTX is made for 7.5, Turing; a driver compiles it for that and for all later ones. */
    private static final int FIRST = 705;

    /** @param asked number of the required GPU; empty for the first suitable one */
    public static FusedOnCuda of(MachineFacts facts, OptionalInt asked) {
        String absence = facts.gpus().absence(asked);
        if (absence != null) {
            return new FusedOnCuda(OptionalInt.empty(), absence);
        }
        Gpu best = facts.gpus().choose(asked, FusedOnCuda::takesPtx);
        return takesPtx(best)
                ? new FusedOnCuda(OptionalInt.of(best.ordinal()), null)
                : new FusedOnCuda(
                        OptionalInt.empty(),
                        best.device() + " " + best.name() + " has compute capability " + best.computeCapability()
                                + ", and the fused kernels need 7.5 or more");
    }

    private static boolean takesPtx(Gpu gpu) {
        return 100 * gpu.major() + gpu.minor() >= FIRST;
    }
}
