package dev.understudy.engine.fused;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Closing;
import dev.understudy.engine.Population;
import dev.understudy.engine.Rollout.Agreement;
import dev.understudy.engine.fused.kernel.CpuKernels;
import dev.understudy.engine.fused.kernel.WorkerPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Particles on the cores of the host. One thread takes one particle through a whole window, so that threads do not wait
 * for each other at every step and the carry of a particle stays in its core's cache. The results of a particle are the
 * same, bit for bit, as among others on one processor.
 */
final class ParallelPopulation implements Population {
    private final List<FusedPopulation> particles = new ArrayList<>();
    private final WorkerPool pool;
    private final Clock clock;
    private final float[][] phis; // [R][W]
    private int steps; // of the last run

    ParallelPopulation(PopulationSpec spec, int threads) {
        pool = new WorkerPool(Math.min(threads, spec.particles()));
        clock = new Clock(spec.particles());
        phis = new float[spec.particles()][spec.task().imitator().weights()];
        try {
            for (int r = 0; r < spec.particles(); r++) {
                int coordinates = spec.task().optimizee().coordinates();
                particles.add(FusedPopulation.open(
                        spec.single(), (task, seed) -> new CpuKernels(task, seed, 1, 1, coordinates, 1)));
            }
        } catch (RuntimeException | Error e) {
            Closing.afterFailure(this, e);
            throw e;
        }
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public void begin(boolean[] mask) {
        for (int r = 0; r < mask.length; r++) {
            if (mask[r]) {
                particles.get(r).clock().set(0, clock.episode[r], 0, clock.horizon[r]);
                particles.get(r).begin(new boolean[] {true});
            }
        }
    }

    @Override
    public void run(float[] phis, int steps, boolean compared) {
        this.steps = steps;
        for (int r = 0; r < this.phis.length; r++) {
            System.arraycopy(phis, r * this.phis[r].length, this.phis[r], 0, this.phis[r].length);
            particles.get(r).clock().set(0, clock.episode[r], clock.step[r], clock.horizon[r]);
        }
        pool.run(particles.size(), (r, worker) -> particles.get(r).run(this.phis[r], steps, compared));
        clock.advance(steps);
    }

    @Override
    public void losses(float[] losses) {
        float[] one = new float[steps];
        for (int r = 0; r < particles.size(); r++) {
            particles.get(r).losses(one);
            scatter(one, losses, r, 1);
        }
    }

    @Override
    public void agreement(float[] sums) {
        float[] one = new float[steps * Agreement.SUMS];
        for (int r = 0; r < particles.size(); r++) {
            particles.get(r).agreement(one);
            scatter(one, sums, r, Agreement.SUMS);
        }
    }

    @Override
    public Set<String> tensors() {
        return particles.get(0).tensors();
    }

    @Override
    public float[] read(String tensor) {
        float[] all = null;
        for (int r = 0; r < particles.size(); r++) {
            float[] one = particles.get(r).read(tensor);
            all = all == null ? new float[one.length * particles.size()] : all;
            scatter(one, all, r, particles.get(0).coordinates());
        }
        return all;
    }

    @Override
    public void write(String tensor, float[] values) {
        int n = particles.get(0).coordinates();
        for (int r = 0; r < particles.size(); r++) {
            float[] one = new float[values.length / particles.size()];
            for (int row = 0; row < one.length / n; row++) {
                System.arraycopy(values, (row * particles.size() + r) * n, one, row * n, n);
            }
            particles.get(r).write(tensor, one);
        }
    }

    /**
     * Copies a particle's rows of n numbers to their places in the rows of all particles: one [.][n], all [.][R][n].
     */
    private void scatter(float[] one, float[] all, int r, int n) {
        for (int row = 0; row < one.length / n; row++) {
            System.arraycopy(one, row * n, all, (row * particles.size() + r) * n, n);
        }
    }

    @Override
    public void close() {
        pool.close();
        particles.forEach(Population::close);
    }
}
