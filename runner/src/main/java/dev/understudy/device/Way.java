package dev.understudy.device;

import dev.understudy.engine.EngineProvider;

/**
 * One engine on one device, and why it is chosen.
 *
 * @param fused whether it is this project's engine; otherwise nd4j
 * @param gpu its number, or {@link EngineProvider#HOST}
 * @param reason one line
 */
record Way(boolean fused, int gpu, String reason) {
    static Way fusedOnCpu(String reason) {
        return new Way(true, EngineProvider.HOST, reason);
    }

    static Way fusedOnCuda(int gpu, String reason) {
        return new Way(true, gpu, reason);
    }

    static Way nd4jOnCpu(String reason) {
        return new Way(false, EngineProvider.HOST, reason);
    }

    static Way nd4jOnCuda(int gpu, String reason) {
        return new Way(false, gpu, reason);
    }

    @Override
    public String toString() {
        return (fused ? "fused" : "nd4j") + " on " + (gpu == EngineProvider.HOST ? "cpu" : "cuda:" + gpu);
    }
}
