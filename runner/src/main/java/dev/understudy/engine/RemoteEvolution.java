package dev.understudy.engine;

import dev.understudy.engine.ParticleRequest.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The particles of an evolution's tasks with {@link ParticleWorkers}: φ goes out, losses come back, and one round
 * serves all tasks. A worker keeps the particles that it computed. If it has been lost, another one computes them again
 * from the beginning of their episodes; the φ of the meta-steps since then are kept here.
 */
public final class RemoteEvolution {
    private final ParticleWorkers workers;
    private final String training;
    private final List<List<PairRange>> slots;
    private final List<RemoteParticles> tasks = new ArrayList<>();
    private final TreeMap<Long, float[]> phis = new TreeMap<>(); // by meta-step
    private final Map<PairRange, ParticleAnswer> answers = new HashMap<>(); // of the window that was started last
    private final Map<PairRange, ParticleAnswer> states = new HashMap<>(); // after it
    private int restores;
    private long metaStep; // before which the particles are, or will be at the end of the window

    /** @param training a token that no other training has */
    public RemoteEvolution(EvolutionSpec spec, ParticleWorkers workers, String training) {
        this.workers = workers;
        this.training = training;
        slots = PairPieces.cut(spec.tasks().size(), spec.evolution().pairs(), workers.slots());
        for (int k = 0; k < spec.tasks().size(); k++) {
            int task = k;
            tasks.add(new RemoteParticles(
                    this,
                    spec,
                    k,
                    slots.stream()
                            .flatMap(List::stream)
                            .filter(piece -> piece.task() == task)
                            .toList()));
        }
    }

    /** The particles of all pairs of a task. */
    public Particles task(int task) {
        return tasks.get(task);
    }

    /** One task after the other starts the same window. */
    void start(long metaStep, float[] phi) {
        phis.put(metaStep, phi.clone());
        this.metaStep = metaStep + 1;
        answers.clear();
        states.clear();
    }

    void restore(long metaStep) {
        this.metaStep = metaStep;
        restores++; // what workers have is of another time
        phis.clear();
        answers.clear();
        states.clear();
    }

    /** The losses of a piece in the window that all tasks have started. */
    ParticleAnswer answer(PairRange piece) {
        if (answers.isEmpty()) {
            long oldest =
                    tasks.stream().mapToLong(RemoteParticles::oldest).min().orElseThrow();
            phis.headMap(oldest).clear();
            ask(false, answers);
        }
        return answers.get(piece);
    }

    /** The state of a piece after that window. */
    ParticleAnswer state(PairRange piece) {
        if (states.isEmpty()) {
            ask(true, states);
        }
        return states.get(piece);
    }

    /** Asks for what the workers have, and then again for what none of them had. */
    private void ask(boolean state, Map<PairRange, ParticleAnswer> into) {
        long at = state ? metaStep : metaStep - 1;
        List<ParticleRequest> requests = new ArrayList<>();
        for (List<PairRange> pieces : slots) {
            List<Part> parts =
                    pieces.stream().map(piece -> new Part(piece, null)).toList();
            List<float[]> phi = state ? List.of() : List.of(phis.get(at));
            requests.add(parts.isEmpty() ? null : new ParticleRequest(name(), at, state, phi, parts));
        }
        if (ask(requests, into)) {
            List<ParticleRequest> again = requests.stream()
                    .map(request -> request == null ? null : replay(request, into))
                    .toList();
            if (ask(again, into)) {
                throw new IllegalStateException("workers do not compute the particles that they were asked for");
            }
        }
    }

    private String name() {
        return training + "/" + restores;
    }

    /** @return true if particles were missing */
    private boolean ask(List<ParticleRequest> requests, Map<PairRange, ParticleAnswer> into) {
        List<List<ParticleAnswer>> found = workers.ask(requests);
        boolean missing = false;
        for (int slot = 0; slot < requests.size(); slot++) {
            List<Part> parts =
                    requests.get(slot) == null ? List.of() : requests.get(slot).parts();
            for (int i = 0; i < parts.size(); i++) {
                ParticleAnswer answer = found.get(slot).get(i);
                into.put(parts.get(i).range(), answer);
                missing |= answer.missing();
            }
        }
        return missing;
    }

    /** The same request for the missing particles, with all that a replay needs; null if none are missing. */
    private ParticleRequest replay(ParticleRequest request, Map<PairRange, ParticleAnswer> found) {
        List<Part> parts = request.parts().stream()
                .map(Part::range)
                .filter(piece -> found.get(piece).missing())
                .map(piece -> new Part(piece, tasks.get(piece.task()).base(piece)))
                .toList();
        if (parts.isEmpty()) {
            return null;
        }
        long first =
                parts.stream().mapToLong(part -> part.base().metaStep()).min().orElseThrow();
        return request.with(List.copyOf(phis.tailMap(first).values()), parts);
    }
}
