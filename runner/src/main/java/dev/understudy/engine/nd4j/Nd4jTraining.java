package dev.understudy.engine.nd4j;

import dev.understudy.engine.EpisodeSchedule;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.Snapshot.Tensor;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.imitation.ImitationLoss;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The meta-step on ND4J arrays. */
final class Nd4jTraining implements MetaTraining {
    /** Losses kept where ND4J computes until somebody reads them. */
    private static final int KEPT = 100_000;

    private final TrainingSpec spec;
    private final Problem problem;
    private final EpisodeSchedule schedule;
    private final Episodes episodes;
    private final EpisodeCarry carry;  // of N lanes per replica
    private final EpisodeCarry driver; // of P lanes, where the imitator drives some episodes; else null
    private final Trajectory trajectory;
    private final Sample sample;       // null where all coordinates are learned from
    private final Program program = new Program(); // from the trajectory to the new φ
    private final INDArray phi;        // [W]
    private final INDArray metaState;  // [states][W], or null
    private final INDArray gradient;   // [T][R][N]
    private final INDArray truth;      // [T][R][N]
    private final INDArray predicted;  // [T][R][N]
    private final INDArray kept;       // [KEPT][3], a ring: imitation loss, model's first, model's last
    private final float[] extra = new float[Upload.EXTRA];
    private final boolean[] drives;    // [R]
    private long metaStep;
    private long read;

    Nd4jTraining(TrainingSpec spec, float[] initialPhi, Stored stored, Blueprint blueprint) {
        this.spec = spec;
        problem = spec.problem();
        schedule = EpisodeSchedule.of(spec);
        int weights = problem.imitator().weights();
        problem.imitator().checkWeights(initialPhi);
        int steps = spec.unroll();
        int replicas = spec.replicas();
        double noise = spec.practice().startNoise();
        episodes = new Episodes(problem, stored, blueprint, spec.seed(), replicas, steps);
        carry = new EpisodeCarry(problem.imitator(), replicas, spec.lanes(), noise);
        driver = spec.practice().onPolicy() == 0 ? null : new EpisodeCarry(problem.imitator(), replicas, episodes.coordinates, noise);
        drives = new boolean[replicas];
        phi = program.zeros(weights);
        phi.data().setData(initialPhi);
        int states = spec.metaOptimizer().states();
        metaState = states == 0 ? null : program.zeros(states, weights);
        if (metaState != null) {
            metaState.assign(spec.metaOptimizer().initialState());
        }
        trajectory = new Trajectory(spec, episodes, phi, driver == null ? null : driver.carry);
        sample = spec.sampled() ? new Sample(spec.seed(), replicas, spec.lanes(), episodes.coordinates) : null;
        gradient = sampled(trajectory.gradient);
        truth = sampled(trajectory.truth);
        predicted = program.zeros(gradient.shape());
        kept = program.zeros(KEPT, 3);
        imitate(steps, (long) replicas * spec.lanes());
    }

    private INDArray sampled(INDArray all) {
        if (sample == null) {
            return all;
        }
        INDArray some = program.zeros(spec.unroll(), spec.replicas(), spec.lanes());
        sample.gather(all, some);
        return some;
    }

    private void imitate(int steps, long lanes) {
        INDArray slope = program.zeros(gradient.shape());
        INDArray losses = program.zeros(3);
        INDArray metaGradient = program.zeros(1, phi.length());
        INDArray metaUpdate = program.zeros(1, phi.length());
        Unroll unroll = new Unroll(program, problem.imitator(), problem.sourceFaithful(), new Unroll.Lanes(phi, gradient.reshape(steps, lanes),
                truth.reshape(steps, lanes), predicted.reshape(steps, lanes), carry.carry));
        unroll.forward();
        ImitationOps.add(program, spec.loss(), ImitationLoss.FLOOR * problem.teacher().typicalUpdate(), spec.practice().biasPenalty(), truth, predicted, slope,
                Views.part(losses, 0, 1));
        unroll.backward(slope.reshape(steps, lanes), metaGradient.reshape(phi.length()));
        if (spec.practice().clip() > 0) {
            clip(metaGradient);
        }
        INDArray end = episodes.extra();
        new TeacherProgram(program, spec.metaOptimizer(), metaGradient, metaState, metaUpdate, Views.part(end, 1, 1, TeacherProgram.COEFFICIENTS));
        program.op("add", phi, metaUpdate.reshape(phi.length()), phi);
        INDArray model = trajectory.loss;
        program.reduce("reduce_mean", Views.part(model, 0, spec.replicas()), Views.part(losses, 1, 1), 0);
        program.reduce("reduce_mean", Views.part(model, (long) (steps - 1) * spec.replicas(), spec.replicas()), Views.part(losses, 2, 1), 0);
        INDArray slot = program.zeros(DataType.INT32, 1);
        program.cast(Views.part(end, 0, 1), slot);
        program.inPlace("scatter_upd", kept, slot, losses.reshape(1, 3));
    }

    /** To the norm that is allowed, where it is longer: times min(1, clip/norm), the norm in double. */
    private void clip(INDArray metaGradient) {
        INDArray wide = program.zeros(DataType.DOUBLE, phi.length());
        INDArray factor = program.zeros(DataType.DOUBLE, 1);
        INDArray most = program.zeros(DataType.DOUBLE, 1).addi(spec.practice().clip());
        INDArray one = program.zeros(DataType.DOUBLE, 1).addi(1);
        INDArray times = program.zeros(1);
        program.cast(metaGradient.reshape(phi.length()), wide).op("multiply", wide, wide, wide).reduce("reduce_sum", wide, factor, 0).sqrt(factor, factor);
        program.op("divide", most, factor, factor).op("minimum", factor, one, factor).cast(factor, times);
        program.op("multiply", metaGradient, times, metaGradient);
    }

    @Override
    public long metaStep() {
        return metaStep;
    }

    @Override
    public void run(int metaSteps) {
        for (int i = 0; i < metaSteps; i++) {
            for (int r = 0; r < spec.replicas(); r++) {
                if (schedule.begins(r, metaStep)) {
                    begin(r, schedule.episode(r, metaStep));
                }
            }
            extra[0] = metaStep % KEPT;
            TeacherProgram.coefficients(spec.metaOptimizer().withLearningRate(spec.learningRate(metaStep)), Math.toIntExact(metaStep + 1), extra, 1);
            episodes.upload(spec.unroll(), extra);
            trajectory.run(chooseDrivers() ? drives : null);
            if (sample != null) {
                sample.run(episodes.clock.episode);
            }
            program.run();
            metaStep++;
        }
    }

    private void begin(int r, int episode) {
        episodes.begin(r, episode);
        carry.begin(spec.seed(), r, episode);
        if (driver != null) {
            driver.begin(spec.seed(), r, episode);
        }
    }

    /** @return whether the imitator drives any replica's episode of this meta-step */
    private boolean chooseDrivers() {
        boolean any = false;
        for (int r = 0; driver != null && r < drives.length; r++) {
            drives[r] = spec.onPolicy(episodes.clock.episode[r], schedule.began(r, metaStep));
            any |= drives[r];
        }
        return any;
    }

    @Override
    public Losses losses() {
        long first = Math.max(read, metaStep - KEPT);
        int n = (int) (metaStep - first);
        float[] ring = Host.read(kept);
        float[][] columns = new float[3][n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 3; k++) {
                columns[k][i] = ring[(int) ((first + i) % KEPT) * 3 + k];
            }
        }
        read = metaStep;
        return new Losses(first, columns[0], columns[1], columns[2]);
    }

    @Override
    public Diagnostics diagnostics() {
        return Diagnostics.of(Host.read(truth), Host.read(predicted), Host.read(gradient));
    }

    @Override
    public float[] phi() {
        return Host.read(phi);
    }

    private Map<String, INDArray> state() {
        Map<String, INDArray> state = new LinkedHashMap<>();
        state.put("phi", phi);
        state.put("metaOptimizer", metaState);
        state.put("theta", episodes.theta);
        state.put("teacher", episodes.teacher);
        put(state, "carry", carry.carry);
        if (driver != null) {
            put(state, "driver", driver.carry);
        }
        return state;
    }

    private static void put(Map<String, INDArray> state, String name, Carry carry) {
        state.put(name + ".h", carry.h);
        state.put(name + ".c", carry.c);
        state.put(name + ".update", carry.update);
        state.put(name + ".moments", carry.moments);
    }

    @Override
    public Snapshot snapshot() {
        Map<String, INDArray> state = state();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Snapshot.shapes(spec).forEach((name, shape) -> tensors.put(name, new Tensor(shape, Host.read(state.get(name)))));
        return new Snapshot(metaStep, tensors);
    }

    @Override
    public void restore(Snapshot snapshot) {
        snapshot.check(Snapshot.shapes(spec));
        Map<String, INDArray> state = state();
        snapshot.tensors().forEach((name, tensor) -> Host.write(tensor.data(), state.get(name)));
        metaStep = snapshot.metaStep();
        read = metaStep;
        for (int r = 0; r < spec.replicas(); r++) {
            episodes.clock.episode[r] = schedule.episode(r, Math.max(0, metaStep - 1));
            episodes.clock.step[r] = schedule.stepsBefore(r, metaStep);
        }
    }

    @Override
    public void close() {
        program.close();
        trajectory.close();
        if (sample != null) {
            sample.close();
        }
        if (driver != null) {
            driver.close();
        }
        carry.close();
        episodes.close();
    }
}
