package dev.understudy.engine.nd4j;

import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout.Agreement;
import dev.understudy.engine.Rollout.Score;
import dev.understudy.engine.Rollout.State;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.RolloutSteps;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TracedRollout;
import dev.understudy.engine.WhoDrives;
import dev.understudy.engine.nd4j.backend.HostTransfer;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.LearnedSchedule;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The steps of a rollout, on ND4J arrays. */
final class Nd4jRolloutSteps implements RolloutSteps {
    /** Steps per upload. */
    private static final int STEPS = 50;
    /** The loss, and the six sums of {@link Agreement}. */
    private static final int FIGURES = 1 + Agreement.SUMS;

    private final Problem problem;
    private final boolean imitates;
    private final EpisodeArrays episodes;
    private final EpisodeCarry carry;
    private final Program program = new Program(); // from the gradient to the updated θ
    private final Program summing = new Program();
    private final INDArray predicted; // [1][P]
    private final float[] phi; // [W]; null without an imitator
    private final int horizon;
    private final INDArray schedule; // [1], its factor; null without a schedule
    private final INDArray sum; // [1][P], of θ since beginMean
    private final INDArray kept; // [KEPT][FIGURES]
    private final INDArray slot; // [1], the next row of kept
    private final Scorers scorers;

    Nd4jRolloutSteps(RolloutSpec spec, float[] phi, Function<Samples, DeviceDataSet> data, Blueprint blueprint) {
        problem = spec.problem();
        spec.checkPhi(phi);
        imitates = phi != null;
        this.phi = imitates ? phi.clone() : null;
        horizon = spec.horizon();
        schedule = imitates && problem.imitator().schedule() ? program.zeros(1) : null;
        int coordinates = blueprint.coordinates();
        episodes = new EpisodeArrays(
                problem,
                data.apply(problem.samples()),
                blueprint,
                spec.seed(),
                1,
                STEPS,
                EpisodeArrays.Kept.of(program, problem.teacher(), 1, coordinates),
                spec::teacher);
        carry = new EpisodeCarry(
                problem.imitator(), 1, coordinates, EpisodeCarry.kept(program, problem.imitator(), 1, coordinates));
        predicted = program.zeros(1, episodes.coordinates);
        sum = program.zeros(1, episodes.coordinates);
        kept = program.zeros(TracedRollout.KEPT, FIGURES);
        slot = program.zeros(1);
        if (imitates) {
            imitate(spec, phi, blueprint);
        }
        figures();
        if (spec.whoDrives() != WhoDrives.NO_UPDATE) {
            INDArray theta = episodes.theta;
            if (spec.weightDecay() != 0) {
                program.op("multiply", theta, blueprint.values(program, 1 - spec.weightDecay(), 1), theta);
            }
            program.op("add", theta, spec.whoDrives() == WhoDrives.IMITATOR ? predicted : episodes.truth, theta);
        }
        summing.op("add", sum, episodes.theta, sum);
        episodes.clock.set(0, 0, 0, spec.horizon());
        episodes.begin(0);
        scorers = new Scorers(data, episodes.network(), episodes.coordinates);
    }

    private void imitate(RolloutSpec spec, float[] phi, Blueprint blueprint) {
        INDArray weights = program.zeros(phi.length);
        weights.data().setData(phi);
        if (problem.sourceFaithful()) {
            program.copy(program.scalar(0), carry.carry.update);
        }
        // Teacher forcing is used only while the teacher drives.
        Imitator here =
                problem.imitator().forced(problem.imitator().teacherForcing() && spec.whoDrives() == WhoDrives.TEACHER);
        new Unroll(
                        program,
                        here,
                        false,
                        new Unroll.Lanes(
                                weights, episodes.gradient, episodes.truth, predicted, carry.carry, episodes.time()))
                .forward();
        Trajectory.spareStatistics(program, here, blueprint, predicted);
        if (here.tensorScale()) {
            TensorOps.scale(program, here, weights, episodes.theta, predicted, blueprint.tensors());
        }
        if (here.schedule()) {
            program.op("multiply", predicted, schedule, predicted);
        }
    }

    /** [I26] Sets the schedule's factor for the step {@code behind} steps after the clock's. */
    private void schedule(int behind) {
        if (schedule != null) {
            int done = episodes.clock.step[0] + behind;
            schedule.data().setData(new float[] {LearnedSchedule.factor(phi, done, horizon)});
        }
    }

    /** Adds the step's loss and the sums of the two updates' agreement, written to the next row of kept. */
    private void figures() {
        INDArray q = predicted;
        INDArray u = episodes.truth;
        INDArray row = program.zeros(FIGURES);
        INDArray d = program.zeros(q.shape());
        INDArray product = program.zeros(q.shape());
        program.copy(episodes.loss, Views.part(row, 0, 1)).op("subtract", q, u, d);
        List<INDArray> pairs = List.of(d, d, u, u, q, q, q, u);
        for (int k = 0; k < 4; k++) {
            program.op("multiply", pairs.get(2 * k), pairs.get(2 * k + 1), product)
                    .reduce("reduce_sum", product, Views.part(row, k + 1, 1), 1);
        }
        program.reduce("reduce_sum", d, Views.part(row, 5, 1), 1)
                .abs(u, product)
                .reduce("reduce_sum", product, Views.part(row, 6, 1), 1);
        INDArray at = program.zeros(DataType.INT32, 1);
        program.cast(slot, at);
        program.inPlace("scatter_upd", kept, at, row.reshape(1, FIGURES)).op("add", slot, program.scalar(1), slot);
    }

    @Override
    public void run(int steps, boolean summed) {
        for (int done = 0; done < steps; done += STEPS) {
            int now = Math.min(STEPS, steps - done);
            episodes.upload(now, null);
            for (int t = 0; t < now; t++) {
                episodes.step(t);
                schedule(t);
                program.run();
                if (summed) {
                    summing.run();
                }
            }
            episodes.clock.advance(now);
        }
    }

    @Override
    public void figures(float[] loss, float[] agreement) {
        float[] values = HostTransfer.read(kept);
        for (int i = 0; i < loss.length; i++) {
            loss[i] = values[i * FIGURES];
            if (imitates) {
                System.arraycopy(values, i * FIGURES + 1, agreement, i * Agreement.SUMS, Agreement.SUMS);
            }
        }
        slot.assign(0);
    }

    @Override
    public State state() {
        float[] cells = carry.carry.c == null ? new float[0] : HostTransfer.read(carry.carry.c);
        return State.of(
                HostTransfer.read(episodes.theta),
                cells,
                HostTransfer.read(episodes.truth),
                HostTransfer.read(predicted));
    }

    @Override
    public float[] gradient() {
        return HostTransfer.read(episodes.gradient);
    }

    @Override
    public float[] predicted() {
        return HostTransfer.read(predicted);
    }

    @Override
    public float[] theta() {
        return HostTransfer.read(episodes.theta);
    }

    @Override
    public Score score(Samples samples, int count, float[] theta) {
        return scorers.score(samples, Math.min(count, samples.count()), theta);
    }

    @Override
    public void clearSum() {
        sum.assign(0);
    }

    @Override
    public float[] sum() {
        return HostTransfer.read(sum);
    }

    @Override
    public void close() {
        scorers.close();
        summing.close();
        carry.close();
        episodes.close();
        program.close();
    }
}
