package dev.understudy.device;

import dev.understudy.engine.EngineProvider;

/**
 * One engine on one device, and why it is chosen.
 *
 * @param fused true for engine fused, false for nd4j
 * @param gpu its number, or {@link EngineProvider#HOST}
 * @param reason one line
 */
record EngineCandidate(boolean fused, int gpu, String reason) {
    static EngineCandidate fusedOnCpu(String reason) {
        return new EngineCandidate(true, EngineProvider.HOST, reason);
    }

    static EngineCandidate fusedOnCuda(int gpu, String reason) {
        return new EngineCandidate(true, gpu, reason);
    }

    static EngineCandidate nd4jOnCpu(String reason) {
        return new EngineCandidate(false, EngineProvider.HOST, reason);
    }

    static EngineCandidate nd4jOnCuda(int gpu, String reason) {
        return new EngineCandidate(false, gpu, reason);
    }

    @Override
    public String toString() {
        return (fused ? "fused" : "nd4j") + " on " + (gpu == EngineProvider.HOST ? "cpu" : "cuda:" + gpu);
    }
}
