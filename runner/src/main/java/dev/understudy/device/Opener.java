package dev.understudy.device;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineProvider;
import dev.understudy.engine.EngineProvider.Unavailable;
import dev.understudy.engine.fused.FusedEngine;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Opens what was chosen. */
interface Opener {
    /** @param threads of the host; 0 leaves the choice to the engine */
    Engine open(Way way, int threads) throws Unavailable;

    /** The real one. */
    static Engine engine(Way way, int threads) throws Unavailable {
        if (!way.fused()) {
            return provider().open(way.gpu(), threads);
        }
        return way.gpu() == EngineProvider.HOST ? FusedEngine.onCpu(threads) : FusedEngine.onCuda(way.gpu());
    }

    private static EngineProvider provider() throws Unavailable {
        try {
            for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
                if (provider.name().equals("nd4j")) {
                    return provider;
                }
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new Unavailable("engine nd4j cannot be loaded: " + e, e);
        }
        throw new Unavailable("engine nd4j is not on the class path", null);
    }
}
