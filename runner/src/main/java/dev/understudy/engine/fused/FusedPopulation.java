package dev.understudy.engine.fused;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Closing;
import dev.understudy.engine.Population;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout.Agreement;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.LearnedSchedule;
import dev.understudy.imitation.Philox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Particles over {@link Kernels}: each is a replica with a φ of its own. */
final class FusedPopulation implements Population {
    private final Problem problem;
    private final Kernels kernels;
    private final Episodes episodes;
    private final List<Kernels.Part> fresh;
    private final Buffer phis; // [R][W]
    private final Buffer gradient; // [1][R][P]
    private final Buffer predicted; // [R][P]
    private final Buffer truth; // [1][R][P]; null if the teacher is never computed
    private final Buffer losses; // [K][R]
    private final Buffer sums; // [K][R][6]; null like truth
    private final Buffer factors; // [R]; null if no network is rescaled
    private final float[] drawn; // [R], the values in it
    private final Buffer schedule; // [R]; null without a schedule
    private final float[] scheduled; // [R], the values in it
    private final Evolution evolution;
    private final long seed;
    private final UnseenLosses unseen; // null if all samples are trained on
    private final Map<String, Buffer> tensors;

    /** Opens kernels over these samples. */
    interface Open {
        Kernels kernels(Problem task, long seed);
    }

    /** Opens particles, which are the replicas of the kernels. */
    static FusedPopulation open(PopulationSpec spec, Open open) {
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            Kernels kernels = open.kernels(spec.task(), spec.seed());
            opened.add(kernels);
            UnseenLosses unseen = null;
            if (spec.unseen() != null) {
                Kernels others = open.kernels(spec.unseen(), UnseenLosses.seed(spec.seed()));
                opened.add(others);
                unseen = new UnseenLosses(spec, others);
            }
            return new FusedPopulation(spec, kernels, unseen);
        } catch (RuntimeException | Error e) {
            opened.forEach(one -> Closing.afterFailure(one, e));
            throw e;
        }
    }

    private FusedPopulation(PopulationSpec spec, Kernels kernels, UnseenLosses unseen) {
        this.unseen = unseen;
        problem = spec.task();
        evolution = spec.evolution();
        seed = spec.seed();
        int steps = evolution.window();
        this.kernels = kernels;
        int particles = spec.particles();
        episodes = Episodes.alone(problem, kernels, particles);
        fresh = episodes.fresh(episodes.carry);
        int all = particles * episodes.coordinates;
        phis = kernels.buffer(particles * problem.imitator().weights());
        gradient = kernels.buffer(all);
        predicted = kernels.buffer(all);
        truth = spec.compared() ? kernels.buffer(all) : null;
        losses = kernels.buffer(steps * particles);
        sums = spec.compared() ? kernels.buffer(steps * particles * Agreement.SUMS) : null;
        factors = spec.rescaled() ? kernels.buffer(particles) : null;
        drawn = new float[particles];
        schedule = problem.imitator().schedule() ? kernels.buffer(particles) : null;
        scheduled = new float[particles];
        Buffer teacher = spec.compared() ? episodes.teacher : null;
        tensors = Snapshot.named(null, null, episodes.theta, teacher, EpisodeBuffers.named(episodes.carry), null);
        tensors.values().removeIf(buffer -> buffer.length() == 0);
    }

    /** P. */
    int coordinates() {
        return episodes.coordinates;
    }

    @Override
    public Clock clock() {
        return episodes.clock;
    }

    @Override
    public void begin(boolean[] mask) {
        episodes.begin(fresh, mask);
    }

    @Override
    public void run(float[] phis, int steps, boolean compared) {
        this.phis.write(0, phis);
        rescale();
        int particles = episodes.replicas;
        for (int k = 0; k < steps; k++) {
            kernels.gradient(episodes.theta, episodes.clock, gradient, 0, losses, k * particles);
            if (unseen != null) {
                unseen.measure(k, episodes.theta, episodes.clock);
            }
            scale(gradient);
            kernels.step(this.phis, episodes.clock, gradient, 0, null, episodes.carry, predicted);
            if (problem.imitator().tensorScale()) {
                kernels.scaleTensors(this.phis, episodes.theta, factors, predicted); // still the update of θ'
            }
            if (schedule != null) {
                schedule(phis);
            }
            if (compared) {
                kernels.teacherUpdate(
                        problem.teacher(),
                        episodes.clock.step,
                        gradient,
                        episodes.teacher,
                        truth,
                        0,
                        episodes.coordinates);
                kernels.agreement(predicted, truth, particles, sums, k * particles * Agreement.SUMS);
            }
            scale(predicted);
            kernels.apply(episodes.theta, predicted, 0, 1f, false);
            episodes.clock.advance(1);
        }
    }

    /** [I26] Multiplies the updates by the schedule's factors. */
    private void schedule(float[] phis) {
        int weights = phis.length / scheduled.length;
        for (int r = 0; r < scheduled.length; r++) {
            int at = (r + 1) * weights - LearnedSchedule.WEIGHTS;
            scheduled[r] = LearnedSchedule.factor(phis, at, episodes.clock.step[r], episodes.clock.horizon[r]);
        }
        schedule.write(0, scheduled);
        kernels.scale(predicted, schedule);
    }

    private void rescale() {
        if (factors != null) {
            for (int r = 0; r < drawn.length; r++) {
                drawn[r] = evolution.factor(
                        Philox.uniform(Philox.word(seed, Philox.HORIZON, episodes.clock.episode[r], 0, 2)));
            }
            factors.write(0, drawn);
        }
    }

    /** [L9] Scales a gradient from θ to θ', or an update from θ' to θ. */
    private void scale(Buffer values) {
        if (factors != null) {
            kernels.scale(values, factors);
        }
    }

    @Override
    public void losses(float[] losses) {
        this.losses.read(0, losses);
        if (unseen != null) {
            unseen.mix(losses);
        }
    }

    @Override
    public void agreement(float[] sums) {
        this.sums.read(0, sums);
    }

    @Override
    public Set<String> tensors() {
        return tensors.keySet();
    }

    @Override
    public float[] read(String tensor) {
        return tensors.get(tensor).read();
    }

    @Override
    public void write(String tensor, float[] values) {
        tensors.get(tensor).write(0, values);
    }

    @Override
    public void close() {
        try (kernels;
                unseen) {
            // Both are closed, also if the first fails; a null is not.
        }
    }
}
