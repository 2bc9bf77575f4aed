package dev.understudy.engine;

import dev.understudy.engine.ParticleRequest.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The particles that a worker has computed and may be asked for again. Several threads may answer at once. Particles of
 * an earlier training are closed, and so are those that have not been asked for lately, since another worker has taken
 * them over.
 */
public final class WorkerParticles implements AutoCloseable {
    /** Meta-steps for which particles are kept without a request. */
    private static final int KEPT = 10;

    private final EvolutionSpec spec;
    private final Function<PairRange, Particles> open;
    private final Map<PairRange, Entry> held = new HashMap<>(); // guarded by this
    private String training = "";

    private record Entry(HeldParticles particles, long asked) {}

    /** @param open opens the particles of some pairs */
    public WorkerParticles(EvolutionSpec spec, Function<PairRange, Particles> open) {
        this.spec = spec;
        this.open = open;
    }

    /** Answers each part of a request. */
    public List<ParticleAnswer> answer(ParticleRequest request) {
        forget(request);
        List<ParticleAnswer> answers = new ArrayList<>();
        for (Part part : request.parts()) {
            HeldParticles before = held(part.range(), request);
            ParticleAnswer answer = before == null ? ParticleAnswer.MISSING : before.answer(request);
            answers.add(answer.missing() && part.base() != null ? replayed(part, request) : answer);
        }
        return answers;
    }

    private ParticleAnswer replayed(Part part, ParticleRequest request) {
        drop(part.range()); // before its successor takes as much memory
        HeldParticles begun = begun(part);
        try {
            ParticleAnswer answer = begun.answer(request);
            hold(part.range(), request, begun);
            return answer;
        } catch (RuntimeException | Error e) {
            Closing.afterFailure(begun, e);
            throw e;
        }
    }

    private HeldParticles begun(Part part) {
        Particles particles = open.apply(part.range());
        try {
            return new HeldParticles(spec, part.range(), part.base(), particles);
        } catch (RuntimeException | Error e) {
            Closing.afterFailure(particles, e);
            throw e;
        }
    }

    private synchronized HeldParticles held(PairRange range, ParticleRequest request) {
        Entry entry = held.get(range);
        if (entry == null || !request.training().equals(training)) {
            return null;
        }
        held.put(range, new Entry(entry.particles, request.metaStep()));
        return entry.particles;
    }

    private void hold(PairRange range, ParticleRequest request, HeldParticles particles) {
        HeldParticles unwanted = particles;
        synchronized (this) {
            if (request.training().equals(training)) { // not a late request of an earlier training
                Entry before = held.put(range, new Entry(particles, request.metaStep()));
                unwanted = before == null ? null : before.particles;
            }
        }
        if (unwanted != null) {
            unwanted.close();
        }
    }

    private void drop(PairRange range) {
        Entry before;
        synchronized (this) {
            before = held.remove(range);
        }
        if (before != null) {
            before.particles.close();
        }
    }

    private void forget(ParticleRequest request) {
        List<HeldParticles> old = new ArrayList<>();
        synchronized (this) {
            boolean another = !request.training().equals(training);
            training = request.training();
            for (Iterator<Entry> entries = held.values().iterator(); entries.hasNext(); ) {
                Entry entry = entries.next();
                if (another || entry.asked < request.metaStep() - KEPT) {
                    old.add(entry.particles);
                    entries.remove();
                }
            }
        }
        Closing.all(old.stream().map(one -> (Runnable) one::close).toList());
    }

    @Override
    public void close() {
        List<HeldParticles> all;
        synchronized (this) {
            all = held.values().stream().map(Entry::particles).toList();
            held.clear();
        }
        Closing.all(all.stream().map(one -> (Runnable) one::close).toList());
    }
}
