package dev.understudy.engine.fused;

import dev.understudy.engine.Clock;
import dev.understudy.engine.LossRing;
import dev.understudy.engine.MetaStep;
import dev.understudy.engine.MetaTraining.Diagnostics;
import dev.understudy.engine.MetaTraining.Losses;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.TrainingBuffers.Trajectory;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import java.util.Arrays;
import java.util.Map;

/** The parts of a meta-step, over {@link Kernels}. */
final class FusedMetaStep implements MetaStep {
    private final TrainingSpec spec;
    private final Kernels kernels;
    private final TrainingBuffers buffers;
    private final Trajectories trajectories;
    private final Kernels.LossTerms terms;
    private final Kernels.Learned learned;
    private final TaskLearning task; // null if φ never learns from the tasks' loss
    private final int[] metaStepsDone = new int[1];
    private final Map<String, Buffer> tensors;

    FusedMetaStep(TrainingSpec spec, float[] initialPhi, Kernels kernels) {
        this.spec = spec;
        this.kernels = kernels;
        spec.problem().imitator().checkWeights(initialPhi);
        buffers = TrainingBuffers.of(spec, EpisodeBuffers.madeBy(kernels));
        trajectories = new Trajectories(spec, kernels, buffers);
        buffers.phi().write(0, initialPhi);
        Buffer metaState = buffers.metaState();
        kernels.fill(
                metaState, 0, metaState.length(), (float) spec.metaOptimizer().initialState());
        float floor =
                (float) (spec.practice().huberFloor() * spec.problem().teacher().typicalUpdate());
        terms = new Kernels.LossTerms(spec.loss(), floor);
        learned = new Kernels.Learned(buffers.predicted(), buffers.metaGradient(), buffers.imitationLosses());
        task = buffers.task() == null ? null : new TaskLearning(spec, kernels, buffers);
        tensors = Snapshot.named(
                buffers.phi(),
                metaState,
                buffers.episodes().theta(),
                buffers.episodes().teacher(),
                EpisodeBuffers.named(buffers.episodes().carry()),
                buffers.driving() == null
                        ? null
                        : EpisodeBuffers.named(buffers.driving().carry()));
    }

    @Override
    public Clock clock() {
        return trajectories.episodes.clock;
    }

    @Override
    public boolean prefetches() {
        return trajectories.prefetched;
    }

    @Override
    public void begin(boolean[] mask) {
        trajectories.begin(mask);
    }

    @Override
    public void trajectory(long metaStep, boolean[] imitatorDrives) {
        trajectories.run(metaStep, imitatorDrives, buffers.phi());
    }

    @Override
    public void learn(long metaStep, Runnable prefetch) {
        trajectories.beginPass();
        Trajectory now = trajectories.of(metaStep);
        int row = LossRing.row(metaStep);
        if (spec.imitates(metaStep)) {
            kernels.imitate(
                    buffers.phi(), now.demonstration(), trajectories.episodes.carry, terms, learned, row, prefetch);
            if (task != null) {
                task.none(row);
            }
        } else {
            task.learn(now, trajectories.episodes.carry, row, prefetch);
        }
        if (spec.practice().clip() > 0) {
            kernels.clip(buffers.metaGradient(), (float) spec.practice().clip());
        }
        metaStepsDone[0] = (int) metaStep;
        kernels.teach(
                spec.metaOptimizer(metaStep),
                metaStepsDone,
                buffers.metaGradient(),
                buffers.metaState(),
                buffers.metaUpdate(),
                0,
                buffers.phi(),
                1f,
                false);
        kernels.means(now.loss(), spec.replicas(), buffers.modelFirst(), buffers.modelLast(), row);
    }

    @Override
    public Losses losses(long first, int from, int to) {
        return new Losses(
                first,
                read(buffers.imitationLosses(), from, to),
                task == null ? nothing(to - from) : read(buffers.task().losses(), from, to),
                read(buffers.modelFirst(), from, to),
                read(buffers.modelLast(), from, to));
    }

    private static float[] nothing(int n) {
        float[] values = new float[n];
        Arrays.fill(values, Float.NaN);
        return values;
    }

    private static float[] read(Buffer ring, int from, int to) {
        float[] values = new float[to - from];
        ring.read(from, values);
        return values;
    }

    @Override
    public Diagnostics diagnostics(long metaStep) {
        Trajectory last = trajectories.of(metaStep);
        return Diagnostics.of(
                last.truth().read(), buffers.predicted().read(), last.gradient().read());
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
        kernels.close();
    }
}
