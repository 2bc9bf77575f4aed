package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.engine.ParticleWorkers;
import java.util.function.Consumer;

/** Other processes that can compute the particles of a trial's evolution. */
public interface ParticleHost {
    /**
     * Opens them for one training; they are closed with the host.
     *
     * @param say tells the user a line
     */
    ParticleWorkers workers(Config config, Consumer<String> say);
}
