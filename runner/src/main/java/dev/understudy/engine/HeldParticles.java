package dev.understudy.engine;

import dev.understudy.engine.ParticleRequest.Base;
import dev.understudy.engine.Rollout.Agreement;
import java.util.List;
import java.util.Map;

/** A part of an evolution's particles in the memory of a worker, from one meta-step to the next. */
final class HeldParticles implements AutoCloseable {
    private static final long NOWHERE = -1;
    private static final float[] NOTHING = new float[0];

    private final EvolutionSpec spec;
    private final AntitheticPairs pairs;
    private final Particles particles;
    private ParticleAnswer last; // to the meta-step before this one; null if there was none
    private long metaStep; // before which they are

    /** @param particles closed with this */
    HeldParticles(EvolutionSpec spec, PairRange range, Base base, Particles particles) {
        this.spec = spec;
        this.particles = particles;
        pairs = new AntitheticPairs(spec, range);
        pairs.to(base.metaStep());
        if (!base.tensors().isEmpty()) {
            particles.restore(pairs, base.tensors());
        }
        metaStep = base.metaStep();
    }

    /**
     * Goes to where the request is and answers it. What was asked before is answered again with the same numbers.
     *
     * @return {@link ParticleAnswer#MISSING} if that cannot be reached from here
     */
    synchronized ParticleAnswer answer(ParticleRequest request) {
        if (!request.state() && last != null && metaStep == request.metaStep() + 1) {
            return last;
        }
        if (metaStep < request.first() || metaStep > request.metaStep()) {
            return ParticleAnswer.MISSING;
        }
        List<float[]> phis = request.phis();
        while (metaStep < request.metaStep()) {
            step(phis.get((int) (metaStep - request.first())));
        }
        if (request.state()) {
            return new ParticleAnswer(NOTHING, NOTHING, particles.read());
        }
        step(phis.get(phis.size() - 1));
        return last;
    }

    private void step(float[] phi) {
        long at = metaStep;
        metaStep = NOWHERE; // until the step is whole: if it fails, the next request begins anew
        pairs.draw();
        particles.start(pairs, phi, spec.evolution().imitation().lasts(at));
        float[] losses = new float[spec.evolution().window() * pairs.range.particles()];
        particles.losses(losses);
        float[] sums = NOTHING;
        if (spec.evolution().imitation().at(at) > 0) {
            sums = new float[losses.length * Agreement.SUMS];
            particles.agreement(sums);
        }
        pairs.advance();
        last = new ParticleAnswer(losses, sums, Map.of());
        metaStep = at + 1;
    }

    @Override
    public synchronized void close() {
        metaStep = NOWHERE;
        last = null;
        particles.close();
    }
}
