package dev.understudy.engine.fused;

import dev.understudy.engine.EvolutionSpec;
import dev.understudy.engine.ParticleAnswer;
import dev.understudy.engine.ParticleRequest;
import dev.understudy.engine.ParticleWire;
import dev.understudy.engine.ParticleWorkers;
import dev.understudy.engine.WorkerParticles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Workers in this process that lose what they have, take each other's place, answer twice and answer late, all by a seeded choice; and steady ones. What
 * is asked and said goes over the wire.
 */
final class UnsteadyWorkers implements ParticleWorkers, AutoCloseable {
    final List<ParticleRequest> asked = new ArrayList<>();
    int rounds;
    int lost;
    private final FusedEngine engine;
    private final EvolutionSpec spec;
    private final WorkerParticles[] workers;
    private final int[] place; // [slots], the worker that has the slot's particles
    private final Random random; // null for steady ones
    private final List<byte[]> late = new ArrayList<>();

    UnsteadyWorkers(FusedEngine engine, EvolutionSpec spec, int workers, int slots, Random random) {
        this.engine = engine;
        this.spec = spec;
        this.workers = new WorkerParticles[workers];
        Arrays.setAll(this.workers, i -> fresh());
        place = new int[slots];
        Arrays.setAll(place, slot -> slot % workers);
        this.random = random;
    }

    private WorkerParticles fresh() {
        return new WorkerParticles(spec, range -> engine.particles(spec, range));
    }

    @Override
    public int slots() {
        return place.length;
    }

    @Override
    public List<List<ParticleAnswer>> ask(List<ParticleRequest> requests) {
        rounds++;
        List<List<ParticleAnswer>> answers = new ArrayList<>(Collections.nCopies(requests.size(), null));
        List<Integer> order = new ArrayList<>();
        for (int slot = 0; slot < requests.size(); slot++) {
            if (requests.get(slot) != null) {
                order.add(slot);
            }
        }
        if (random != null) {
            Collections.shuffle(order, random);
        }
        for (int slot : order) {
            asked.add(requests.get(slot));
            byte[] request = ParticleWire.bytes(requests.get(slot));
            misfortune(slot, request);
            answers.set(slot, said(place[slot], request));
            if (random != null && random.nextInt(4) == 0) {
                answers.set(slot, said(place[slot], request)); // the first answer has not arrived
            }
        }
        return answers;
    }

    private List<ParticleAnswer> said(int worker, byte[] request) {
        return ParticleWire.answers(ParticleWire.bytes(workers[worker].answer(ParticleWire.request(request))));
    }

    private void misfortune(int slot, byte[] request) {
        if (random == null) {
            return;
        }
        int worker = random.nextInt(workers.length);
        switch (random.nextInt(9)) {
            case 0 -> {
                workers[worker].close();
                workers[worker] = fresh();
                lost++;
            }
            case 1, 2 -> place[slot] = worker;
            case 3 -> said(worker, request); // two are asked, and this one's answer is not used
            case 4 -> late.add(request);
            case 5 -> {
                late.forEach(old -> said(worker, old));
                late.clear();
            }
            default -> {
                // Most requests are answered without a misfortune.
            }
        }
    }

    @Override
    public void close() {
        for (WorkerParticles worker : workers) {
            worker.close();
        }
    }
}
