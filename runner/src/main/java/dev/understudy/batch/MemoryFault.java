package dev.understudy.batch;

import dev.understudy.config.Config;
import dev.understudy.engine.fused.cuda.DeviceMemoryError;
import dev.understudy.fault.Fault;

/** Turns an {@link OutOfMemoryError}, of the heap or of a GPU, into a message for the user. */
public final class MemoryFault {
    private MemoryFault() {}

    /** The fault of a trial that ran out of memory. */
    public static Fault of(Config config, OutOfMemoryError full) {
        return of(config.name() + " with optimizee.batch " + config.optimizee().batch(), full);
    }

    /** @param where the subject of the message, for example a trial */
    public static Fault of(String where, OutOfMemoryError full) {
        boolean device = full instanceof DeviceMemoryError;
        String heap = " with a heap of at most " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB";
        return Fault.resources(
                where,
                "ran out of memory (" + full.getMessage() + ")" + (device ? "" : heap),
                "an experiment that fits",
                "use fewer replicas, a shorter unroll or a smaller batch, or "
                        + (device ? "device: cpu" : "raise -Xmx"),
                full);
    }
}
