package dev.understudy.engine.nd4j;

import dev.understudy.engine.EngineProvider;
import dev.understudy.engine.EngineProvider.Unavailable;
import dev.understudy.engine.nd4j.backend.ProcessBackend;

/**
 * Engine nd4j as the tests open it: on the host, or with {@code -Dnd4j.gpu=0} on that GPU (docs/gpu.md). A test that was meant for
 * the GPU fails if ND4J took the host.
 */
final class TestedNd4j {
    private TestedNd4j() {}

    static Nd4jEngine engine() {
        return new Nd4jEngine(device());
    }

    /** Settles ND4J on its device, for tests that call its operations without an engine. */
    static String device() {
        try {
            return ProcessBackend.on(Integer.getInteger("nd4j.gpu", EngineProvider.HOST))
                    .device(1);
        } catch (Unavailable e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
