package dev.understudy.engine.fused;

import dev.understudy.engine.EpisodeSchedule;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.Snapshot.Tensor;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Teacher;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The meta-step, over {@link Kernels}. */
final class FusedTraining implements MetaTraining {
    /** Loss values kept where the kernels run until somebody reads them. */
    static final int KEPT = 100_000;

    private final TrainingSpec spec;
    private final Problem problem;
    private final Kernels kernels;
    private final Episodes episodes;
    private final EpisodeSchedule schedule;
    private final Buffer phi;           // [W]
    private final Buffer metaState;     // [states][W]
    private final Buffer metaGradient;  // [1][W]
    private final Buffer metaUpdate;    // [1][W]
    private final Trajectory[] trajectories = new Trajectory[2]; // of this meta-step, and of the next
    private final Trajectory whole;     // of all coordinates, where the two are of a sample; else null
    private final Kernels.Carry driver; // of all coordinates, where the imitator drives some episodes; else null
    private final Buffer driven;        // [1][R][P], the imitator's updates; null without driver
    private final Buffer moved;         // [1][R][P], what θ moves by; null without driver
    private final Buffer predicted;     // [T][R][N]
    private final Runnable ahead = () -> trajectory(metaStep() + 1);
    private final Buffer imitationLosses; // [KEPT], a ring, as are the next two
    private final Buffer modelFirst;
    private final Buffer modelLast;
    private final boolean[] begins;     // [R], whose episodes begin with the trajectory under way
    private final boolean[] clears;     // [R], and whose with the imitator's pass
    private final boolean[] drives;     // [R], in whose episodes the imitator drives
    private final int[] metaStepsDone = new int[1];
    private final float floor;
    private final int weights;
    private long metaStep;
    private long read;

    FusedTraining(TrainingSpec spec, float[] initialPhi, Kernels kernels) {
        this.spec = spec;
        this.kernels = kernels;
        problem = spec.problem();
        episodes = new Episodes(problem, kernels, spec.replicas(), spec.lanes());
        schedule = EpisodeSchedule.of(spec);
        weights = problem.imitator().weights();
        phi = kernels.buffer(weights);
        problem.imitator().checkWeights(initialPhi);
        phi.write(0, initialPhi);
        metaState = kernels.buffer(spec.metaOptimizer().states() * weights);
        kernels.fill(metaState, 0, metaState.length(), (float) spec.metaOptimizer().initialState());
        metaGradient = kernels.buffer(weights);
        metaUpdate = kernels.buffer(weights);
        int all = Math.multiplyExact(spec.replicas(), episodes.coordinates);
        int learned = Math.multiplyExact(spec.unroll(), Math.multiplyExact(spec.replicas(), spec.lanes()));
        for (int i = 0; i < trajectories.length; i++) {
            trajectories[i] = trajectory(learned);
        }
        whole = spec.sampled() ? trajectory(Math.multiplyExact(spec.unroll(), all)) : null;
        boolean onPolicy = spec.practice().onPolicy() > 0;
        driver = onPolicy ? episodes.carry(episodes.coordinates) : null;
        driven = onPolicy ? kernels.buffer(all) : null;
        moved = onPolicy ? kernels.buffer(all) : null;
        predicted = kernels.buffer(learned);
        imitationLosses = kernels.buffer(KEPT);
        modelFirst = kernels.buffer(KEPT);
        modelLast = kernels.buffer(KEPT);
        begins = new boolean[spec.replicas()];
        clears = new boolean[spec.replicas()];
        drives = new boolean[spec.replicas()];
        floor = (float) (ImitationLoss.FLOOR * problem.teacher().typicalUpdate());
    }

    @Override
    public long metaStep() {
        return metaStep;
    }

    /** Gradients met in one unroll, and what the teacher did with them. @param gradient, truth [T][R][P] or [T][R][N]; @param loss [T][R] */
    private record Trajectory(Buffer gradient, Buffer truth, Buffer loss) {
    }

    private Trajectory trajectory(int values) {
        return new Trajectory(kernels.buffer(values), kernels.buffer(values), kernels.buffer(spec.unroll() * spec.replicas()));
    }

    private Trajectory of(long metaStep) {
        return trajectories[(int) (metaStep % 2)];
    }

    /**
     * A teacher that drives does not wait for φ, so the next trajectory may be computed alongside the imitator's passes; never
     * beyond the last meta-step asked for, so that between two calls the state is that of one meta-step.
     */
    @Override
    public void run(int metaSteps) {
        boolean overlap = driver == null && kernels.overlaps();
        for (int i = 0; i < metaSteps; i++) {
            if (i == 0 || !overlap) {
                trajectory(metaStep);
            }
            if (begins(metaStep, clears)) {
                episodes.clear(episodes.carry, clears, (float) spec.practice().startNoise());
            }
            int slot = (int) (metaStep % KEPT);
            Trajectory now = of(metaStep);
            kernels.imitate(phi, now.gradient(), now.truth(), episodes.carry, spec.loss(), floor, (float) spec.practice().biasPenalty(), predicted, metaGradient, imitationLosses, slot,
                    overlap && i + 1 < metaSteps ? ahead : null);
            learn();
            kernels.mean(now.loss(), 0, spec.replicas(), modelFirst, slot);
            kernels.mean(now.loss(), (spec.unroll() - 1) * spec.replicas(), spec.replicas(), modelLast, slot);
            metaStep++;
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

    /** Fresh episodes where one is over; then T steps: gradients, the teacher's updates, and θ moved by them or by the imitator's. */
    private void trajectory(long metaStep) {
        if (begins(metaStep, begins)) {
            for (int r = 0; r < spec.replicas(); r++) {
                episodes.clock.episode[r] = schedule.episode(r, metaStep);
            }
            episodes.begin(begins);
            if (driver != null) {
                episodes.clear(driver, begins, (float) spec.practice().startNoise());
            }
        }
        boolean driving = chooseDrivers(metaStep);
        Trajectory next = of(metaStep);
        Trajectory full = whole == null ? next : whole;
        for (int t = 0; t < spec.unroll(); t++) {
            kernels.gradient(episodes.theta, episodes.clock, full.gradient(), t, next.loss(), t * spec.replicas());
            kernels.teacherUpdate(problem.teacher(), episodes.clock.step, full.gradient(), episodes.teacher, full.truth(), t, episodes.coordinates);
            if (driving) {
                drive(full, t);
            } else {
                kernels.apply(episodes.theta, full.truth(), t, 1f, problem.sourceFaithful());
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
    private void drive(Trajectory full, int t) {
        int all = moved.length();
        kernels.step(phi, full.gradient(), t, null, driver, driven);
        for (int r = 0; r < drives.length; r++) {
            int at = r * episodes.coordinates;
            kernels.copy(drives[r] ? driven : full.truth(), drives[r] ? at : t * all + at, moved, at, episodes.coordinates);
        }
        kernels.apply(episodes.theta, moved, 0, 1f, false);
    }

    private void learn() {
        metaStepsDone[0] = (int) metaStep;
        Teacher rule = spec.cosineOver() == 0 ? spec.metaOptimizer() : spec.metaOptimizer().withLearningRate(spec.learningRate(metaStep));
        if (spec.practice().clip() > 0) {
            kernels.clip(metaGradient, (float) spec.practice().clip());
        }
        kernels.teacherUpdate(rule, metaStepsDone, metaGradient, metaState, metaUpdate, 0, weights);
        kernels.apply(phi, metaUpdate, 0, 1f, false);
    }

    @Override
    public Losses losses() {
        long first = Math.max(read, metaStep - KEPT);
        int n = (int) (metaStep - first);
        Losses losses = new Losses(first, latest(imitationLosses, first, n), latest(modelFirst, first, n), latest(modelLast, first, n));
        read = metaStep;
        return losses;
    }

    private static float[] latest(Buffer ring, long first, int n) {
        int from = (int) (first % KEPT);
        float[] head = new float[Math.min(n, KEPT - from)];
        ring.read(from, head);
        float[] latest = Arrays.copyOf(head, n);
        if (n > head.length) {
            float[] tail = new float[n - head.length];
            ring.read(0, tail);
            System.arraycopy(tail, 0, latest, head.length, tail.length);
        }
        return latest;
    }

    @Override
    public Diagnostics diagnostics() {
        Trajectory last = of(Math.max(0, metaStep - 1));
        return Diagnostics.of(last.truth().read(), predicted.read(), last.gradient().read());
    }

    @Override
    public float[] phi() {
        return phi.read();
    }

    @Override
    public Snapshot snapshot() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, Buffer> state = state();
        Snapshot.shapes(spec).forEach((name, shape) -> tensors.put(name, new Tensor(shape, state.get(name).read())));
        return new Snapshot(metaStep, tensors);
    }

    @Override
    public void restore(Snapshot snapshot) {
        snapshot.check(Snapshot.shapes(spec));
        Map<String, Buffer> state = state();
        snapshot.tensors().forEach((name, tensor) -> state.get(name).write(0, tensor.data()));
        metaStep = snapshot.metaStep();
        read = metaStep;
        restoreClock();
    }

    /** The clock follows from the meta-step alone. */
    private void restoreClock() {
        for (int r = 0; r < spec.replicas(); r++) {
            episodes.clock.episode[r] = schedule.episode(r, Math.max(0, metaStep - 1));
            episodes.clock.step[r] = schedule.stepsBefore(r, metaStep);
        }
    }

    /** Every buffer of a snapshot under its name; a rule without state has an empty one, which no snapshot holds. */
    private Map<String, Buffer> state() {
        Map<String, Buffer> state = new LinkedHashMap<>();
        state.put("phi", phi);
        state.put("metaOptimizer", metaState);
        state.put("theta", episodes.theta);
        state.put("teacher", episodes.teacher);
        put(state, "carry", episodes.carry);
        if (driver != null) {
            put(state, "driver", driver);
        }
        return state;
    }

    private static void put(Map<String, Buffer> state, String name, Kernels.Carry carry) {
        state.put(name + ".h", carry.h());
        state.put(name + ".c", carry.c());
        state.put(name + ".update", carry.update());
        state.put(name + ".moments", carry.moments());
    }

    @Override
    public void close() {
        kernels.close();
    }
}
