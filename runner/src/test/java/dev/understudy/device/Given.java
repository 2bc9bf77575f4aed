package dev.understudy.device;

import dev.understudy.engine.fused.cuda.Gpu;
import dev.understudy.engine.fused.cuda.Gpus;
import java.util.List;

/** Machines. */
final class Given {
    private Given() {}

    static Gpu gpu(int ordinal, int major, int minor) {
        return new Gpu(ordinal, "Stub", major, minor, 24L << 30, "");
    }

    /** Linux with everything on the class path. */
    static MachineFacts facts(Gpus gpus) {
        return new MachineFacts("Linux amd64", gpus, true, true, List.of());
    }

    static MachineFacts facts(Gpu... gpus) {
        return facts(new Gpus(null, 12040, List.of(gpus)));
    }
}
