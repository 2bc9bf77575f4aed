package dev.understudy.engine;

import dev.understudy.engine.ParticleRequest.Base;
import dev.understudy.engine.Rollout.Agreement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The particles of all pairs of one task, piece by piece with the workers of a {@link RemoteEvolution}. */
final class RemoteParticles implements Particles {
    private final RemoteEvolution evolution;
    private final List<PairRange> pieces;
    private final int window;
    private final int particles;
    private final int coordinates;
    private final Map<String, Integer> lengths = new LinkedHashMap<>();
    private final Map<PairRange, Long> begun = new HashMap<>(); // the meta-step of the oldest episode in a piece
    private long restored; // the meta-step before which the training began or was restored
    private Map<String, float[]> tensors = Map.of(); // the state then; empty if no episode of that time is left

    RemoteParticles(RemoteEvolution evolution, EvolutionSpec spec, int task, List<PairRange> pieces) {
        this.evolution = evolution;
        this.pieces = List.copyOf(pieces);
        window = spec.evolution().window();
        particles = spec.particles();
        Problem problem = spec.tasks().get(task);
        coordinates = problem.optimizee().coordinates();
        boolean compared = spec.evolution().imitation().lasts(0);
        Snapshot.particles(problem, particles, compared).forEach((name, shape) -> {
            int length = 1;
            for (int n : shape) {
                length = Math.multiplyExact(length, n);
            }
            lengths.put(name, length);
        });
        pieces.forEach(piece -> begun.put(piece, 0L));
    }

    @Override
    public void start(AntitheticPairs pairs, float[] phi, boolean compared) {
        boolean old = false;
        for (PairRange piece : pieces) {
            begun.put(piece, pairs.oldest(piece));
            old |= begun.get(piece) < restored;
        }
        tensors = old ? tensors : Map.of();
        evolution.start(pairs.metaStep(), phi);
    }

    /** Where a replay of a piece begins, up to the window that was started last. */
    Base base(PairRange piece) {
        long at = begun.get(piece);
        if (at >= restored) {
            return new Base(at, Map.of());
        }
        Map<String, float[]> part = new LinkedHashMap<>();
        tensors.forEach((name, all) -> {
            float[] some = new float[all.length / particles * piece.particles()];
            copy(all, some, piece, coordinates, true);
            part.put(name, some);
        });
        return new Base(restored, part);
    }

    /** The first meta-step whose φ may still be needed. */
    long oldest() {
        return pieces.stream()
                .mapToLong(piece -> Math.max(restored, begun.get(piece)))
                .min()
                .orElseThrow();
    }

    @Override
    public void losses(float[] losses) {
        for (PairRange piece : pieces) {
            put(evolution.answer(piece).losses(), losses, piece, 1);
        }
    }

    @Override
    public void agreement(float[] sums) {
        for (PairRange piece : pieces) {
            put(evolution.answer(piece).sums(), sums, piece, Agreement.SUMS);
        }
    }

    @Override
    public Map<String, Integer> lengths() {
        return lengths;
    }

    @Override
    public Map<String, float[]> read() {
        Map<String, float[]> tensors = new LinkedHashMap<>();
        lengths.forEach((name, length) -> {
            float[] all = new float[length];
            for (PairRange piece : pieces) {
                put(evolution.state(piece).tensors().get(name), all, piece, coordinates);
            }
            tensors.put(name, all);
        });
        return tensors;
    }

    @Override
    public void restore(AntitheticPairs pairs, Map<String, float[]> tensors) {
        restored = pairs.metaStep();
        this.tensors = tensors;
        pieces.forEach(piece -> begun.put(piece, -1L)); // whatever began is in the tensors
        evolution.restore(restored);
    }

    /** Puts the numbers of a piece to their place among all. @param some [.][the piece's particles][n] */
    private void put(float[] some, float[] all, PairRange piece, int n) {
        if (some == null || some.length != all.length / particles * piece.particles()) {
            throw new IllegalStateException(
                    "a worker has answered " + (some == null ? "nothing" : some.length + " values") + " for pairs "
                            + piece.from() + " to " + piece.to() + " of task " + piece.task());
        }
        copy(all, some, piece, n, false);
    }

    /** Copies rows of n numbers between all [.][R][n] and those of a piece. */
    private void copy(float[] all, float[] some, PairRange piece, int n, boolean out) {
        int length = piece.particles() * n;
        for (int row = 0; row < some.length / length; row++) {
            int at = (row * particles + 2 * piece.from()) * n;
            if (out) {
                System.arraycopy(all, at, some, row * length, length);
            } else {
                System.arraycopy(some, row * length, all, at, length);
            }
        }
    }

    @Override
    public void close() {
        // The workers forget particles that are no longer asked for.
    }
}
