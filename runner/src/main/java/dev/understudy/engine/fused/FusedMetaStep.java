package dev.understudy.engine.fused;

import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.Snapshot.Tensor;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.Trajectories.Trajectory;
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
    private final Trajectories trajectories;
    private final Buffer phi; // [W]
    private final Buffer metaState; // [states][W]
    private final Buffer metaGradient; // [1][W]
    private final Buffer metaUpdate; // [1][W]
    private final Buffer predicted; // [T][R][N]
    private final Kernels.Learned learned;
    private final Runnable ahead;
    private final Buffer imitationLosses; // [KEPT], a ring, as are the next two
    private final Buffer modelFirst;
    private final Buffer modelLast;
    private final int[] metaStepsDone = new int[1];
    private final Kernels.LossTerms terms;
    private final int weights;
    private long metaStep;
    private long read;

    FusedTraining(TrainingSpec spec, float[] initialPhi, Kernels kernels) {
        this.spec = spec;
        this.kernels = kernels;
        problem = spec.problem();
        trajectories = new Trajectories(spec, kernels);
        ahead = () -> trajectories.run(metaStep() + 1, null);
        weights = problem.imitator().weights();
        phi = kernels.buffer(weights);
        problem.imitator().checkWeights(initialPhi);
        phi.write(0, initialPhi);
        metaState = kernels.buffer(spec.metaOptimizer().states() * weights);
        kernels.fill(
                metaState, 0, metaState.length(), (float) spec.metaOptimizer().initialState());
        metaGradient = kernels.buffer(weights);
        metaUpdate = kernels.buffer(weights);
        predicted =
                kernels.buffer(Math.multiplyExact(spec.unroll(), Math.multiplyExact(spec.replicas(), spec.lanes())));
        imitationLosses = kernels.buffer(KEPT);
        learned = new Kernels.Learned(predicted, metaGradient, imitationLosses);
        modelFirst = kernels.buffer(KEPT);
        modelLast = kernels.buffer(KEPT);
        float floor = (float) (ImitationLoss.FLOOR * problem.teacher().typicalUpdate());
        terms = new Kernels.LossTerms(
                spec.loss(), floor, (float) spec.practice().biasPenalty());
    }

    @Override
    public long metaStep() {
        return metaStep;
    }

    /**
     * A teacher that drives does not wait for φ, so the next trajectory may be computed alongside the imitator's passes; never
     * beyond the last meta-step asked for, so that between two calls the state is that of one meta-step.
     */
    @Override
    public void run(int metaSteps) {
        for (int i = 0; i < metaSteps; i++) {
            if (i == 0 || !trajectories.overlap) {
                trajectories.run(metaStep, phi);
            }
            trajectories.clear(metaStep);
            int slot = (int) (metaStep % KEPT);
            Trajectory now = trajectories.of(metaStep);
            kernels.imitate(
                    phi,
                    now.demonstration(),
                    trajectories.episodes.carry,
                    terms,
                    learned,
                    slot,
                    trajectories.overlap && i + 1 < metaSteps ? ahead : null);
            learn();
            kernels.means(now.loss(), spec.replicas(), modelFirst, modelLast, slot);
            metaStep++;
        }
    }

    private void learn() {
        metaStepsDone[0] = (int) metaStep;
        Teacher rule = spec.cosineOver() == 0
                ? spec.metaOptimizer()
                : spec.metaOptimizer().withLearningRate(spec.learningRate(metaStep));
        if (spec.practice().clip() > 0) {
            kernels.clip(metaGradient, (float) spec.practice().clip());
        }
        kernels.teach(rule, metaStepsDone, metaGradient, metaState, metaUpdate, 0, phi, 1f, false);
    }

    @Override
    public Losses losses() {
        long first = Math.max(read, metaStep - KEPT);
        int n = (int) (metaStep - first);
        Losses losses = new Losses(
                first, latest(imitationLosses, first, n), latest(modelFirst, first, n), latest(modelLast, first, n));
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
        Trajectory last = trajectories.of(Math.max(0, metaStep - 1));
        return Diagnostics.of(
                last.truth().read(), predicted.read(), last.gradient().read());
    }

    @Override
    public float[] phi() {
        return phi.read();
    }

    @Override
    public Snapshot snapshot() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, Buffer> state = state();
        Snapshot.shapes(spec)
                .forEach((name, shape) ->
                        tensors.put(name, new Tensor(shape, state.get(name).read())));
        return new Snapshot(metaStep, tensors);
    }

    @Override
    public void restore(Snapshot snapshot) {
        snapshot.check(Snapshot.shapes(spec));
        Map<String, Buffer> state = state();
        snapshot.tensors().forEach((name, tensor) -> state.get(name).write(0, tensor.data()));
        metaStep = snapshot.metaStep();
        read = metaStep;
        trajectories.restoreClock(metaStep);
    }

    /** Every buffer of a snapshot under its name. */
    private Map<String, Buffer> state() {
        Map<String, Buffer> state = new LinkedHashMap<>();
        state.put("phi", phi);
        state.put("metaOptimizer", metaState);
        trajectories.state(state);
        return state;
    }

    @Override
    public void close() {
        kernels.close();
    }
}
