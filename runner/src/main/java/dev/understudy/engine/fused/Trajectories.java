package dev.understudy.engine.fused;

import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.TrainingBuffers.Driving;
import dev.understudy.engine.fused.TrainingBuffers.Task;
import dev.understudy.engine.fused.TrainingBuffers.Trajectory;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import java.util.List;

/** The episodes of a meta-training, unroll by unroll: computes gradients and the teacher's updates, and moves θ. */
final class Trajectories {
    final Episodes episodes;
    /** True if the next trajectory is independent of φ, and computing it during the imitator's pass saves time. */
    final boolean prefetched;

    private final TrainingSpec spec;
    private final Problem problem;
    private final Kernels kernels;
    private final TrainingBuffers buffers;
    private final Driving driving; // null if the imitator never drives
    private final List<Kernels.Part> withTheta; // begins together with θ
    private final List<Kernels.Part> withPass; // begins with the imitator's pass, if trajectories are prefetched
    private final boolean[] passMask; // [R], true for the replicas whose carry is still to be cleared
    private boolean passDue;

    Trajectories(TrainingSpec spec, Kernels kernels, TrainingBuffers buffers) {
        this.spec = spec;
        this.kernels = kernels;
        this.buffers = buffers;
        problem = spec.problem();
        driving = buffers.driving();
        episodes = new Episodes(problem, kernels, spec.replicas(), buffers.episodes());
        prefetched = driving == null && kernels.overlaps();
        withTheta = prefetched
                ? episodes.fresh()
                : driving != null ? episodes.fresh(driving.carry(), episodes.carry) : episodes.fresh(episodes.carry);
        withPass = episodes.cleared(episodes.carry);
        passMask = new boolean[spec.replicas()];
    }

    /** The trajectory of a meta-step; that of the next meta-step but one overwrites it. */
    Trajectory of(long metaStep) {
        return metaStep % 2 == 0 ? buffers.even() : buffers.odd();
    }

    /**
     * Begins episodes for the chosen replicas. A prefetched one must not touch the carry, which the previous pass may
     * still read.
     */
    void begin(boolean[] mask) {
        episodes.begin(withTheta, mask);
        if (prefetched) {
            System.arraycopy(mask, 0, passMask, 0, mask.length);
            passDue = true;
        }
    }

    /** Clears the carries that {@link #begin} left alone; called before the imitator's pass over the trajectory. */
    void beginPass() {
        if (passDue) {
            kernels.fill(withPass, passMask);
            passDue = false;
        }
    }

    /**
     * Computes T steps: gradients, the teacher's updates, and θ moved by them or by the imitator's.
     *
     * @param imitatorDrives [R]; null if it drives no episode
     */
    void run(long metaStep, boolean[] imitatorDrives, Buffer phi) {
        Trajectory now = of(metaStep);
        Trajectory whole = buffers.whole() == null ? now : buffers.whole();
        now.demonstration().clock().set(episodes.clock);
        for (int t = 0; t < spec.unroll(); t++) {
            kernels.gradient(episodes.theta, episodes.clock, whole.gradient(), t, now.loss(), t * spec.replicas());
            if (imitatorDrives == null) {
                kernels.teach(
                        problem.teacher(),
                        episodes.clock.step,
                        whole.gradient(),
                        episodes.teacher,
                        whole.truth(),
                        t,
                        episodes.theta,
                        1f,
                        problem.sourceFaithful());
            } else {
                kernels.teacherUpdate(
                        problem.teacher(),
                        episodes.clock.step,
                        whole.gradient(),
                        episodes.teacher,
                        whole.truth(),
                        t,
                        episodes.coordinates);
                drive(whole, t, imitatorDrives, phi);
            }
            episodes.clock.advance(1);
        }
        if (whole != now) {
            kernels.gather(whole.gradient(), episodes.clock, now.gradient());
            kernels.gather(whole.truth(), episodes.clock, now.truth());
        }
        if (!spec.imitates(metaStep)) {
            lookAhead(buffers.task());
        }
    }

    /** Computes gradient and loss after the last step. */
    private void lookAhead(Task task) {
        kernels.gradient(episodes.theta, episodes.clock, task.whole(), 0, task.loss(), 0);
        if (task.whole() != task.gradient()) {
            kernels.gather(task.whole(), episodes.clock, task.gradient());
        }
    }

    /** Moves θ by the imitator's update in the replicas that it drives, and by the teacher's in the others. */
    private void drive(Trajectory whole, int t, boolean[] imitatorDrives, Buffer phi) {
        int all = driving.moved().length();
        kernels.step(phi, episodes.clock, whole.gradient(), t, null, driving.carry(), driving.predicted());
        for (int r = 0; r < imitatorDrives.length; r++) {
            int at = r * episodes.coordinates;
            kernels.copy(
                    imitatorDrives[r] ? driving.predicted() : whole.truth(),
                    imitatorDrives[r] ? at : t * all + at,
                    driving.moved(),
                    at,
                    episodes.coordinates);
        }
        kernels.apply(episodes.theta, driving.moved(), 0, 1f, false);
    }
}
