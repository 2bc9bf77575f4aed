package dev.understudy.engine.nd4j;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineProvider;
import dev.understudy.engine.nd4j.backend.ProcessBackend;

/** Opens engine nd4j on the device that this process has settled on, or settles it. */
public final class Nd4jProvider implements EngineProvider {
    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public Engine open(int gpu, int threads) throws Unavailable {
        return new Nd4jEngine(ProcessBackend.on(gpu).device(threads));
    }
}
