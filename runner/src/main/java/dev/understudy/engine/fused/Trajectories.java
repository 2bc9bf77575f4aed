package dev.understudy.engine.fused;

import dev.understudy.engine.EpisodeSchedule;
import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import java.util.Map;

/** The episodes of a meta-training, unroll by unroll: the gradients that are met, and what the teacher does with them. */
final class Trajectories {
    final Episodes episodes;
    /** Whether the next trajectory follows from the last one alone, and not from φ, and it pays to compute it alongside the imitator's pass. */
    final boolean overlap;

    private final TrainingSpec spec;
    private final Problem problem;
    private final Kernels kernels;
    private final EpisodeSchedule schedule;
    private final Trajectory[] learned = new Trajectory[2]; // of this meta-step, and of the next
    private final Trajectory whole; // of all coordinates, where the two are of a sample; else null
    private final Kernels.Carry driver; // of all coordinates, where the imitator drives some episodes; else null
    private final Buffer driven; // [1][R][P], the imitator's updates; null without driver
    private final Buffer moved; // [1][R][P], what θ moves by; null without driver
    private final Episodes.Fresh fresh; // begins together with θ
    private final Episodes.Fresh late; // begins with the imitator's pass, where trajectories are computed ahead
    private final boolean[] begins; // [R], whose episodes begin with the trajectory under way
    private final boolean[] clears; // [R], and whose with the imitator's pass
    private final boolean[] drives; // [R], in whose episodes the imitator drives

    /** One unroll. @param demonstration of N coordinates; @param loss [T][R], the optimizees' */
    record Trajectory(Kernels.Demonstration demonstration, Buffer loss) {
        Buffer gradient() {
            return demonstration.gradient();
        }

        Buffer truth() {
            return demonstration.truth();
        }
    }

    Trajectories(TrainingSpec spec, Kernels kernels) {
        this.spec = spec;
        this.kernels = kernels;
        problem = spec.problem();
        schedule = EpisodeSchedule.of(spec);
        episodes = new Episodes(problem, kernels, spec.replicas(), spec.lanes());
        int all = Math.multiplyExact(spec.replicas(), episodes.coordinates);
        for (int i = 0; i < learned.length; i++) {
            learned[i] =
                    trajectory(Math.multiplyExact(spec.unroll(), Math.multiplyExact(spec.replicas(), spec.lanes())));
        }
        whole = spec.sampled() ? trajectory(Math.multiplyExact(spec.unroll(), all)) : null;
        boolean onPolicy = spec.practice().onPolicy() > 0;
        driver = onPolicy ? episodes.carry(episodes.coordinates) : null;
        driven = onPolicy ? kernels.buffer(all) : null;
        moved = onPolicy ? kernels.buffer(all) : null;
        overlap = driver == null && kernels.overlaps();
        fresh = overlap
                ? episodes.fresh()
                : onPolicy ? episodes.fresh(driver, episodes.carry) : episodes.fresh(episodes.carry);
        late = episodes.cleared(episodes.carry);
        begins = new boolean[spec.replicas()];
        clears = new boolean[spec.replicas()];
        drives = new boolean[spec.replicas()];
    }

    private Trajectory trajectory(int values) {
        return new Trajectory(
                new Kernels.Demonstration(kernels.buffer(values), kernels.buffer(values)),
                kernels.buffer(spec.unroll() * spec.replicas()));
    }

    /** That of a meta-step, until the one after the next takes its place. */
    Trajectory of(long metaStep) {
        return learned[(int) (metaStep % 2)];
    }

    /** Fresh episodes where one is over; then T steps: gradients, the teacher's updates, and θ moved by them or by the imitator's. */
    void run(long metaStep, Buffer phi) {
        if (begins(metaStep, begins)) {
            for (int r = 0; r < spec.replicas(); r++) {
                episodes.clock.episode[r] = schedule.episode(r, metaStep);
            }
            episodes.begin(fresh, begins, (float) spec.practice().startNoise());
        }
        boolean driving = chooseDrivers(metaStep);
        Trajectory next = of(metaStep);
        Trajectory full = whole == null ? next : whole;
        for (int t = 0; t < spec.unroll(); t++) {
            kernels.gradient(episodes.theta, episodes.clock, full.gradient(), t, next.loss(), t * spec.replicas());
            if (driving) {
                kernels.teacherUpdate(
                        problem.teacher(),
                        episodes.clock.step,
                        full.gradient(),
                        episodes.teacher,
                        full.truth(),
                        t,
                        episodes.coordinates);
                drive(full, t, phi);
            } else {
                kernels.teach(
                        problem.teacher(),
                        episodes.clock.step,
                        full.gradient(),
                        episodes.teacher,
                        full.truth(),
                        t,
                        episodes.theta,
                        1f,
                        problem.sourceFaithful());
            }
            episodes.clock.advance(1);
        }
        if (whole != null) {
            kernels.gather(whole.gradient(), episodes.clock, next.gradient());
            kernels.gather(whole.truth(), episodes.clock, next.truth());
        }
    }

    /** @return whether the imitator drives any episode of this meta-step */
    private boolean chooseDrivers(long metaStep) {
        boolean any = false;
        for (int r = 0; driver != null && r < drives.length; r++) {
            drives[r] = spec.onPolicy(episodes.clock.episode[r], schedule.began(r, metaStep));
            any |= drives[r];
        }
        return any;
    }

    /** One step in which the imitator drives some replicas, and the teacher the others. */
    private void drive(Trajectory full, int t, Buffer phi) {
        int all = moved.length();
        kernels.step(phi, full.gradient(), t, null, driver, driven);
        for (int r = 0; r < drives.length; r++) {
            int at = r * episodes.coordinates;
            kernels.copy(
                    drives[r] ? driven : full.truth(), drives[r] ? at : t * all + at, moved, at, episodes.coordinates);
        }
        kernels.apply(episodes.theta, moved, 0, 1f, false);
    }

    /** Before the imitator's pass over a meta-step's trajectory, where the trajectory may not touch the carry that the pass before may still read. */
    void clear(long metaStep) {
        if (overlap && begins(metaStep, clears)) {
            episodes.clear(late, clears, (float) spec.practice().startNoise());
        }
    }

    /** Which replicas' episodes begin with this meta-step. @return whether any does */
    private boolean begins(long metaStep, boolean[] which) {
        boolean any = false;
        for (int r = 0; r < which.length; r++) {
            which[r] = schedule.begins(r, metaStep);
            any |= which[r];
        }
        return any;
    }

    /** The clock follows from the meta-step alone. */
    void restoreClock(long metaStep) {
        for (int r = 0; r < spec.replicas(); r++) {
            episodes.clock.episode[r] = schedule.episode(r, Math.max(0, metaStep - 1));
            episodes.clock.step[r] = schedule.stepsBefore(r, metaStep);
        }
    }

    /** Adds every buffer of a snapshot under its name; what has no rows has an empty one, which no snapshot holds. */
    void state(Map<String, Buffer> state) {
        state.put("theta", episodes.theta);
        state.put("teacher", episodes.teacher);
        put(state, "carry", episodes.carry);
        if (driver != null) {
            put(state, "driver", driver);
        }
    }

    private static void put(Map<String, Buffer> state, String name, Kernels.Carry carry) {
        state.put(name + ".h", carry.h());
        state.put(name + ".c", carry.c());
        state.put(name + ".update", carry.update());
        state.put(name + ".moments", carry.moments());
    }
}
