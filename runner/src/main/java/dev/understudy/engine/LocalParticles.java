package dev.understudy.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/** Particles that a population of this process computes. */
public final class LocalParticles implements Particles {
    private final Population population;
    private final int window;
    private final boolean[] begins; // [2·pairs]
    private final float[] phis; // [2·pairs][W]
    private Map<String, Integer> lengths; // null until it is asked for

    /** @param population of as many particles; closed with this */
    public LocalParticles(EvolutionSpec spec, PairRange range, Population population) {
        this.population = population;
        window = spec.evolution().window();
        begins = new boolean[range.particles()];
        phis = new float[begins.length * spec.imitator().weights()];
    }

    @Override
    public void start(AntitheticPairs pairs, float[] phi, boolean compared) {
        begin(pairs);
        for (int i = 0; i < pairs.fresh.length; i++) {
            for (int w = 0; w < phi.length; w++) {
                phis[2 * i * phi.length + w] = (float) (phi[w] + pairs.fresh[i][w]);
                phis[(2 * i + 1) * phi.length + w] = (float) (phi[w] - pairs.fresh[i][w]);
            }
        }
        population.run(phis, window, compared);
    }

    private void begin(AntitheticPairs pairs) {
        boolean any = false;
        for (int r = 0; r < begins.length; r++) {
            begins[r] = pairs.episodes.window[r / 2] == 0;
            any |= begins[r];
            if (begins[r]) {
                place(r, pairs);
            }
        }
        if (any) {
            population.begin(begins);
        }
    }

    private void place(int r, AntitheticPairs pairs) {
        int pair = r / 2;
        population.clock().set(r, pairs.episodes.episode[pair], pairs.step(pair), pairs.horizon(pair));
    }

    @Override
    public void losses(float[] losses) {
        population.losses(losses);
    }

    @Override
    public void agreement(float[] sums) {
        population.agreement(sums);
    }

    @Override
    public Map<String, Integer> lengths() {
        if (lengths == null) {
            lengths = new LinkedHashMap<>();
            read().forEach((name, values) -> lengths.put(name, values.length));
        }
        return lengths;
    }

    @Override
    public Map<String, float[]> read() {
        Map<String, float[]> tensors = new LinkedHashMap<>();
        population.tensors().forEach(name -> tensors.put(name, population.read(name)));
        return tensors;
    }

    @Override
    public void restore(AntitheticPairs pairs, Map<String, float[]> tensors) {
        for (int r = 0; r < begins.length; r++) {
            place(r, pairs);
        }
        population.tensors().forEach(name -> population.write(name, tensors.get(name)));
    }

    @Override
    public void close() {
        population.close();
    }
}
