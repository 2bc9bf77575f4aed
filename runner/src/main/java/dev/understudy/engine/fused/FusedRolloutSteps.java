package dev.understudy.engine.fused;

import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout.Agreement;
import dev.understudy.engine.Rollout.Score;
import dev.understudy.engine.Rollout.State;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.RolloutSteps;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TracedRollout;
import dev.understudy.engine.WhoDrives;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.LearnedSchedule;
import dev.understudy.imitation.Teacher;

/** The steps of a rollout, over {@link Kernels}. */
final class FusedRolloutSteps implements RolloutSteps {
    private final RolloutSpec spec;
    private final Problem problem;
    private final Kernels kernels;
    private final Episodes episodes;
    private final Buffer phi; // [W]; null for no imitator
    private final float[] weights; // [W], the same
    private final Buffer schedule; // [1], its factor; null without a schedule
    private final float[] scheduled = new float[1]; // the value in it
    private final Buffer gradient; // [1][P]
    private final Buffer truth; // [1][P]
    private final Buffer predicted; // [1][P]
    private final Buffer losses; // [KEPT]
    private final Buffer sums; // [KEPT][Agreement.SUMS]
    private final Buffer sum; // [P], of θ
    private final Buffer scored; // [P]
    private final float keep;
    private final boolean readsTheta; // true if the imitator reads θ, so the teacher must not move θ before it has
    private int row; // of losses and sums, for the next step

    FusedRolloutSteps(RolloutSpec spec, float[] phi, Kernels kernels) {
        this.spec = spec;
        this.kernels = kernels;
        problem = spec.problem();
        spec.checkPhi(phi);
        episodes = Episodes.alone(problem, kernels, 1);
        this.phi = phi == null ? null : kernels.buffer(phi.length);
        if (phi != null) {
            this.phi.write(0, phi);
        }
        weights = phi == null ? null : phi.clone();
        schedule = phi != null && problem.imitator().schedule() ? kernels.buffer(1) : null;
        readsTheta = phi != null && problem.imitator().tensorScale();
        gradient = kernels.buffer(episodes.coordinates);
        truth = kernels.buffer(episodes.coordinates);
        predicted = kernels.buffer(episodes.coordinates);
        losses = kernels.buffer(TracedRollout.KEPT);
        sums = kernels.buffer(TracedRollout.KEPT * Agreement.SUMS);
        sum = kernels.buffer(episodes.coordinates);
        scored = kernels.buffer(episodes.coordinates);
        keep = (float) (1 - spec.weightDecay());
        episodes.clock.set(0, 0, 0, spec.horizon());
        episodes.begin(episodes.fresh(episodes.carry), new boolean[] {true});
    }

    @Override
    public void run(int steps, boolean summed) {
        for (int i = 0; i < steps; i++) {
            kernels.gradient(episodes.theta, episodes.clock, gradient, 0, losses, row);
            Teacher teacher = spec.teacher(episodes.clock.step[0]);
            if (spec.whoDrives() == WhoDrives.TEACHER && !readsTheta) {
                kernels.teach(
                        teacher,
                        episodes.clock.step,
                        gradient,
                        episodes.teacher,
                        truth,
                        0,
                        episodes.theta,
                        keep,
                        false);
            } else {
                kernels.teacherUpdate(
                        teacher, episodes.clock.step, gradient, episodes.teacher, truth, 0, episodes.coordinates);
            }
            if (phi != null) {
                imitate();
            }
            if (spec.whoDrives() == WhoDrives.IMITATOR) {
                kernels.apply(episodes.theta, predicted, 0, keep, false);
            } else if (spec.whoDrives() == WhoDrives.TEACHER && readsTheta) {
                kernels.apply(episodes.theta, truth, 0, keep, false);
            }
            if (summed) {
                kernels.accumulate(episodes.theta, sum);
            }
            episodes.clock.advance(1);
            row++;
        }
    }

    private void imitate() {
        if (problem.sourceFaithful()) {
            kernels.fill(episodes.carry.update(), 0, episodes.coordinates, 0f);
        }
        boolean forced = problem.imitator().teacherForcing() && spec.whoDrives() == WhoDrives.TEACHER;
        kernels.step(phi, episodes.clock, gradient, 0, forced ? truth : null, episodes.carry, predicted);
        if (readsTheta) {
            kernels.scaleTensors(phi, episodes.theta, null, predicted);
        }
        if (schedule != null) {
            int done = episodes.clock.step[0];
            scheduled[0] = LearnedSchedule.factor(weights, done, spec.horizon());
            schedule.write(0, scheduled);
            kernels.scale(predicted, schedule);
        }
        kernels.agreement(predicted, truth, sums, row * Agreement.SUMS);
    }

    @Override
    public void figures(float[] loss, float[] agreement) {
        losses.read(0, loss);
        if (phi != null) {
            sums.read(0, agreement);
        }
        row = 0;
    }

    @Override
    public State state() {
        return State.of(episodes.theta.read(), episodes.carry.c().read(), truth.read(), predicted.read());
    }

    @Override
    public float[] gradient() {
        return gradient.read();
    }

    @Override
    public float[] predicted() {
        return predicted.read();
    }

    @Override
    public float[] theta() {
        return episodes.theta.read();
    }

    @Override
    public Score score(Samples samples, int count, float[] theta) {
        scored.write(0, theta);
        return kernels.score(scored, samples, count);
    }

    @Override
    public void clearSum() {
        kernels.fill(sum, 0, sum.length(), 0f);
    }

    @Override
    public float[] sum() {
        return sum.read();
    }

    @Override
    public void close() {
        kernels.close();
    }
}
