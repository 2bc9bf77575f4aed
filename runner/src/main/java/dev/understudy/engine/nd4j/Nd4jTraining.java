package dev.understudy.engine.nd4j;

import dev.understudy.engine.EpisodeSchedule;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.Snapshot.Tensor;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.imitation.ImitationLoss;
import java.util.LinkedHashMap;
import java.util.List;
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
    private final Program program = new Program(); // from the trajectory to the new φ
    private final Program[] keep;    // [T], from a step to the trajectory, and θ moved
    private final INDArray phi;       // [W]
    private final INDArray metaState; // [states][W], or null
    private final INDArray gradient;  // [T][R][P]
    private final INDArray truth;     // [T][R][P]
    private final INDArray predicted; // [T][R][P]
    private final INDArray kept;      // [KEPT][3], a ring: imitation loss, model's first, model's last
    private final float[] extra = new float[Upload.EXTRA];
    private long metaStep;
    private long read;

    Nd4jTraining(TrainingSpec spec, float[] initialPhi, Stored stored, Blueprint blueprint) {
        this.spec = spec;
        problem = spec.problem();
        schedule = EpisodeSchedule.of(spec);
        int weights = problem.imitator().weights();
        problem.imitator().checkWeights(initialPhi);
        int steps = spec.unroll();
        episodes = new Episodes(problem, stored, blueprint, spec.seed(), spec.replicas(), steps);
        long lanes = (long) spec.replicas() * episodes.coordinates;
        phi = program.zeros(weights);
        phi.data().setData(initialPhi);
        int states = spec.metaOptimizer().states();
        metaState = states == 0 ? null : program.zeros(states, weights);
        if (metaState != null) {
            metaState.assign(spec.metaOptimizer().initialState());
        }
        gradient = program.zeros(steps, spec.replicas(), episodes.coordinates);
        truth = program.zeros(gradient.shape());
        predicted = program.zeros(gradient.shape());
        kept = program.zeros(KEPT, 3);
        INDArray modelLoss = program.zeros(steps, spec.replicas());
        keep = new Program[steps];
        for (int t = 0; t < steps; t++) {
            keep[t] = trajectory(t, lanes, modelLoss);
        }
        imitate(steps, lanes, modelLoss);
    }

    private Program trajectory(int t, long lanes, INDArray modelLoss) {
        Program step = new Program();
        long[] shape = {spec.replicas(), episodes.coordinates};
        INDArray theta = episodes.theta;
        if (problem.sourceFaithful()) { // Δ = fl(θ + u) − θ takes the place of u
            INDArray before = step.zeros(shape);
            step.copy(theta, before).op("add", theta, episodes.truth, theta).op("subtract", theta, before, episodes.truth);
        } else {
            step.op("add", theta, episodes.truth, theta);
        }
        return step.copy(episodes.gradient, Views.part(gradient, t * lanes, shape)).copy(episodes.truth, Views.part(truth, t * lanes, shape))
                .copy(episodes.loss, Views.part(modelLoss, (long) t * spec.replicas(), spec.replicas()));
    }

    private void imitate(int steps, long lanes, INDArray modelLoss) {
        INDArray slope = program.zeros(gradient.shape());
        INDArray losses = program.zeros(3);
        INDArray metaGradient = program.zeros(1, phi.length());
        INDArray metaUpdate = program.zeros(1, phi.length());
        Unroll unroll = new Unroll(program, problem.imitator(), problem.sourceFaithful(), new Unroll.Lanes(phi, gradient.reshape(steps, lanes),
                truth.reshape(steps, lanes), predicted.reshape(steps, lanes), episodes.h, episodes.c, episodes.update));
        unroll.forward();
        LossOps.imitation(program, spec.loss(), ImitationLoss.FLOOR * problem.teacher().typicalUpdate(), truth, predicted, slope, Views.part(losses, 0, 1));
        unroll.backward(slope.reshape(steps, lanes), metaGradient.reshape(phi.length()));
        INDArray end = episodes.extra();
        new TeacherProgram(program, spec.metaOptimizer(), metaGradient, metaState, metaUpdate, Views.part(end, 1, 1, TeacherProgram.COEFFICIENTS));
        program.op("add", phi, metaUpdate.reshape(phi.length()), phi);
        program.reduce("reduce_mean", Views.part(modelLoss, 0, spec.replicas()), Views.part(losses, 1, 1), 0);
        program.reduce("reduce_mean", Views.part(modelLoss, (long) (steps - 1) * spec.replicas(), spec.replicas()), Views.part(losses, 2, 1), 0);
        INDArray slot = program.zeros(DataType.INT32, 1);
        program.cast(Views.part(end, 0, 1), slot);
        program.inPlace("scatter_upd", kept, slot, losses.reshape(1, 3));
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
                    episodes.begin(r, schedule.episode(r, metaStep));
                    episodes.clearCarry(r);
                }
            }
            extra[0] = metaStep % KEPT;
            TeacherProgram.coefficients(spec.metaOptimizer().withLearningRate(spec.learningRate(metaStep)), Math.toIntExact(metaStep + 1), extra, 1);
            episodes.upload(spec.unroll(), extra);
            for (int t = 0; t < spec.unroll(); t++) {
                episodes.step(t);
                keep[t].run();
            }
            episodes.clock.advance(spec.unroll());
            program.run();
            metaStep++;
        }
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
        state.put("carry.h", episodes.h);
        state.put("carry.c", episodes.c);
        state.put("carry.update", episodes.update);
        return state;
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
        snapshot.tensors().forEach((name, tensor) -> state.get(name).data().setData(tensor.data()));
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
        for (Program step : keep) {
            step.close();
        }
        episodes.close();
    }
}
