package dev.understudy.engine;

import dev.understudy.engine.Snapshot.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A meta-training by imitation or back-propagation: it decides when episodes begin and who drives them, and an engine
 * computes the parts of each meta-step.
 */
public final class EpisodicTraining implements MetaTraining {
    private final TrainingSpec spec;
    private final MetaStep parts;
    private final EpisodeSchedule schedule;
    private final boolean[] begins; // [R]
    private final boolean[] imitatorDrives; // [R]
    private final Runnable prefetch;
    private final LossRing losses;
    private long metaStep;

    /** @param parts closed with this */
    public EpisodicTraining(TrainingSpec spec, MetaStep parts) {
        this.spec = spec;
        this.parts = parts;
        schedule = EpisodeSchedule.of(spec);
        begins = new boolean[spec.replicas()];
        imitatorDrives = new boolean[spec.replicas()];
        prefetch = () -> advance(metaStep + 1);
        losses = new LossRing(LossRing.ROWS, parts::losses);
    }

    @Override
    public long metaStep() {
        return metaStep;
    }

    /**
     * Runs meta-steps. A trajectory is never prefetched beyond the last meta-step asked for, so that between two calls
     * the state is that of one meta-step.
     */
    @Override
    public void run(int metaSteps) {
        // Not checked at opening: a training that runs no meta-step may hold a φ that evolution has learned.
        spec.objective().checkLearned(spec.problem().imitator());
        for (int i = 0; i < metaSteps; i++) {
            if (i == 0 || !parts.prefetches()) {
                advance(metaStep);
            }
            boolean more = i + 1 < metaSteps;
            parts.learn(metaStep, more && parts.prefetches() ? prefetch : null);
            metaStep++;
        }
    }

    /**
     * Begins new episodes in place of finished ones, chooses who drives each episode, and moves all episodes on by T
     * steps.
     */
    private void advance(long metaStep) {
        if (chooseBeginning(metaStep)) {
            parts.begin(begins);
        }
        chooseWhoDrives(metaStep);
        parts.trajectory(metaStep, isDriven() ? imitatorDrives : null);
    }

    /** @return true if any replica begins an episode with this meta-step */
    private boolean chooseBeginning(long metaStep) {
        boolean any = false;
        for (int r = 0; r < begins.length; r++) {
            begins[r] = schedule.begins(r, metaStep);
            any |= begins[r];
            if (begins[r]) {
                parts.clock().set(r, schedule.episode(r, metaStep), 0, schedule.steps(r, metaStep));
            }
        }
        return any;
    }

    /**
     * The imitator drives all episodes at a meta-step that learns from the tasks' loss, and otherwise the on-policy
     * ones.
     */
    private void chooseWhoDrives(long metaStep) {
        boolean all = !spec.imitates(metaStep);
        for (int r = 0; spec.imitatorDrives() && r < imitatorDrives.length; r++) {
            imitatorDrives[r] = all || spec.onPolicy(parts.clock().episode[r], schedule.began(r, metaStep));
        }
    }

    /**
     * True if the imitator drives any replica's episode of this meta-step, or if its driving carry must be kept because
     * it may take over in the middle of an episode.
     */
    private boolean isDriven() {
        boolean any = spec.learnsFromTasks();
        for (boolean driven : imitatorDrives) {
            any |= driven;
        }
        return any;
    }

    @Override
    public Losses losses() {
        return losses.readTo(metaStep);
    }

    @Override
    public Diagnostics diagnostics() {
        return parts.diagnostics(Math.max(0, metaStep - 1));
    }

    @Override
    public float[] phi() {
        return parts.read(Snapshot.PHI);
    }

    @Override
    public Snapshot snapshot() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Snapshot.shapes(spec).forEach((name, shape) -> tensors.put(name, new Tensor(shape, parts.read(name))));
        return new Snapshot(metaStep, tensors);
    }

    @Override
    public void restore(Snapshot snapshot) {
        snapshot.check(Snapshot.shapes(spec));
        snapshot.tensors().forEach((name, tensor) -> parts.write(name, tensor.data()));
        metaStep = snapshot.metaStep();
        losses.skipTo(metaStep);
        for (int r = 0; r < spec.replicas(); r++) { // the clock follows from the meta-step alone
            long last = Math.max(0, metaStep - 1);
            parts.clock().set(r, schedule.episode(r, last), schedule.stepsBefore(r, metaStep), schedule.steps(r, last));
        }
    }

    @Override
    public void close() {
        parts.close();
    }
}
