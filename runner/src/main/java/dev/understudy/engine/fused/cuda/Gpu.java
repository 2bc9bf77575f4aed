package dev.understudy.engine.fused.cuda;

import dev.understudy.imitation.Checks;
import java.util.Objects;

/**
 * A GPU as its driver describes it.
 *
 * @param ordinal its number, as in {@code cuda:0}
 * @param name printable, for example "NVIDIA A10"
 * @param major of the compute capability
 * @param minor of the compute capability
 * @param memoryBytes total memory, free or not
 * @param uuid identifies this GPU to every process of the machine, as in nvidia-smi and CUDA_VISIBLE_DEVICES; empty
 *     if the driver is older than CUDA 9.2 and does not tell
 */
public record Gpu(int ordinal, String name, int major, int minor, long memoryBytes, String uuid) {
    public Gpu {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(uuid, "uuid");
        Checks.within("gpu.ordinal", ordinal, 0, Integer.MAX_VALUE);
        Checks.within("gpu.major", major, 1, 1000);
        Checks.within("gpu.minor", minor, 0, 1000);
        Checks.within("gpu.memoryBytes", memoryBytes, 0, Long.MAX_VALUE);
    }

    /** For example {@code 8.6}. */
    public String computeCapability() {
        return major + "." + minor;
    }

    /** For example {@code cuda:0}. */
    public String device() {
        return "cuda:" + ordinal;
    }
}
