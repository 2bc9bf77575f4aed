package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.device.EngineSelection;
import dev.understudy.engine.Closing;
import dev.understudy.engine.Engine;
import dev.understudy.engine.EvolutionSpec;
import dev.understudy.engine.ParticleWire;
import dev.understudy.engine.WorkerParticles;
import java.util.List;
import java.util.Optional;

/**
 * The particles of an evolution in a process that trains nothing itself: it opens the data and the engine of a config
 * once, and answers the requests of whoever trains. Several threads may ask at once.
 */
public final class EvolutionWorker implements AutoCloseable {
    private final Engine engine;
    private final WorkerParticles particles;

    private EvolutionWorker(Engine engine, WorkerParticles particles) {
        this.engine = engine;
        this.particles = particles;
    }

    /**
     * @param config the resolved config of a trial, as YAML; its objective is evolution
     * @param name of the trial, for messages
     * @param threads of the CPU for each request; the results do not depend on them
     * @throws dev.understudy.fault.Fault if the config, its data or its device are not to be had here
     */
    public static EvolutionWorker open(String config, String name, int threads) {
        Config read = Configs.parse(config, name, List.of("threads=" + threads), Pretrained::network);
        Engine engine = EngineSelection.of(read).engine();
        try {
            // The φ of every meta-step is in the request: the first one is not needed.
            EvolutionSpec spec = Setup.of(read, engine, Optional.empty()).evolution();
            return new EvolutionWorker(engine, new WorkerParticles(spec, range -> engine.particles(spec, range)));
        } catch (RuntimeException | Error e) {
            Closing.afterFailure(engine, e);
            throw e;
        }
    }

    /** The kind of device that computes. Particles have the same bits only on the same kind. */
    public String device() {
        return engine.device().replaceFirst(", \\d+ threads?$", "");
    }

    /** Answers a request of {@link ParticleWire}. */
    public byte[] answer(byte[] request) {
        return ParticleWire.bytes(particles.answer(ParticleWire.request(request)));
    }

    @Override
    public void close() {
        try (engine) {
            particles.close();
        }
    }
}
