package dev.understudy.engine.fused.cuda;

import dev.understudy.imitation.Checks;
import java.util.Objects;

/**
 * A GPU as its driver describes it.
 *
 * @param ordinal its number, as in {@code cuda:0}
 * @param name printable, such as "NVIDIA A10"
 * @param major of the compute capability
 * @param minor of the compute capability
 * @param memoryBytes in all, not what is free
 * @param uuid which names this very GPU to every process of this machine, as nvidia-smi and CUDA_VISIBLE_DEVICES have it; empty where a driver
 *     older than CUDA 9.2 does not tell
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

    /** Such as {@code 8.6}. */
    public String computeCapability() {
        return major + "." + minor;
    }

    /** Such as {@code cuda:0}. */
    public String device() {
        return "cuda:" + ordinal;
    }
}
