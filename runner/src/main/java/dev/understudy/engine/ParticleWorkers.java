package dev.understudy.engine;

import java.util.List;

/**
 * Other processes that compute particles. Which of them answers is not said: each request has all that is needed, or is
 * repeated with it. A request may be answered twice, by several workers, and late; only one answer to each is used.
 */
public interface ParticleWorkers {
    /** Requests that can be answered at the same time. */
    int slots();

    /**
     * Asks for one round, and waits for all answers. The worker that answered a slot's last request should get its next
     * one, since it has the particles.
     *
     * @param requests [slots]; null for a slot with nothing to do
     * @return [slots], an answer to each part of the slot's request; null for null
     */
    List<List<ParticleAnswer>> ask(List<ParticleRequest> requests);
}
