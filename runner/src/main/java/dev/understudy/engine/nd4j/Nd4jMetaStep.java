package dev.understudy.engine.nd4j;

import dev.understudy.engine.EpisodeSchedule;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.Snapshot.Tensor;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.nd4j.backend.HostTransfer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The meta-step on ND4J arrays. */
final class Nd4jTraining implements MetaTraining {
    private final TrainingSpec spec;
    private final Problem problem;
    private final EpisodeSchedule schedule;
    private final EpisodeArrays episodes;
    private final EpisodeCarry carry; // of N lanes per replica
    private final EpisodeCarry driver; // of P lanes, where the imitator drives some episodes; else null
    private final Trajectory trajectory;
    private final Sample sample; // null where all coordinates are learned from
    private final Program program = new Program(); // owns the sampled values
    private final Learner learner;
    private final INDArray gradient; // [T][R][N]
    private final INDArray truth; // [T][R][N]
    private final float[] extra = new float[StepInputs.EXTRA];
    private final boolean[] drives; // [R]
    private long metaStep;
    private long read;

    Nd4jTraining(TrainingSpec spec, float[] initialPhi, DeviceDataSet stored, Blueprint blueprint) {
        this.spec = spec;
        problem = spec.problem();
        schedule = EpisodeSchedule.of(spec);
        int replicas = spec.replicas();
        double noise = spec.practice().startNoise();
        learner = new Learner(spec, initialPhi);
        episodes = new EpisodeArrays(problem, stored, blueprint, spec.seed(), replicas, spec.unroll());
        carry = new EpisodeCarry(problem.imitator(), replicas, spec.lanes(), noise);
        driver = spec.practice().onPolicy() == 0
                ? null
                : new EpisodeCarry(problem.imitator(), replicas, episodes.coordinates, noise);
        drives = new boolean[replicas];
        trajectory = new Trajectory(spec, episodes, blueprint, learner.phi, driver == null ? null : driver.carry);
        sample = spec.sampled() ? new Sample(spec.seed(), replicas, spec.lanes(), episodes.coordinates) : null;
        gradient = sampled(trajectory.gradient);
        truth = sampled(trajectory.truth);
        learner.from(gradient, truth, trajectory.loss, carry.carry, episodes.extra());
    }

    private INDArray sampled(INDArray all) {
        if (sample == null) {
            return all;
        }
        INDArray some = program.zeros(spec.unroll(), spec.replicas(), spec.lanes());
        sample.gather(all, some);
        return some;
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
            extra[0] = metaStep % Learner.KEPT;
            TeacherProgram.coefficients(
                    spec.metaOptimizer().withLearningRate(spec.learningRate(metaStep)),
                    Math.toIntExact(metaStep + 1),
                    extra,
                    1);
            episodes.upload(spec.unroll(), extra);
            trajectory.run(chooseDrivers() ? drives : null);
            if (sample != null) {
                sample.run(episodes.clock.episode);
            }
            learner.run();
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
        Losses losses = since(read, metaStep, HostTransfer.read(learner.kept));
        read = metaStep;
        return losses;
    }

    /** @param ring [rows][3]; meta-step m lies in row m modulo rows. What nobody read in time is written over */
    static Losses since(long read, long metaStep, float[] ring) {
        int rows = ring.length / 3;
        long first = Math.max(read, metaStep - rows);
        int n = (int) (metaStep - first);
        float[][] columns = new float[3][n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 3; k++) {
                columns[k][i] = ring[(int) ((first + i) % rows) * 3 + k];
            }
        }
        return new Losses(first, columns[0], columns[1], columns[2]);
    }

    @Override
    public Diagnostics diagnostics() {
        return Diagnostics.of(
                HostTransfer.read(truth), HostTransfer.read(learner.predicted()), HostTransfer.read(gradient));
    }

    @Override
    public float[] phi() {
        return HostTransfer.read(learner.phi);
    }

    private Map<String, INDArray> state() {
        Map<String, INDArray> state = new LinkedHashMap<>();
        state.put("phi", learner.phi);
        state.put("metaOptimizer", learner.metaState);
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
        Snapshot.shapes(spec)
                .forEach((name, shape) -> tensors.put(name, new Tensor(shape, HostTransfer.read(state.get(name)))));
        return new Snapshot(metaStep, tensors);
    }

    @Override
    public void restore(Snapshot snapshot) {
        snapshot.check(Snapshot.shapes(spec));
        Map<String, INDArray> state = state();
        snapshot.tensors().forEach((name, tensor) -> HostTransfer.write(tensor.data(), state.get(name)));
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
        learner.close();
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
