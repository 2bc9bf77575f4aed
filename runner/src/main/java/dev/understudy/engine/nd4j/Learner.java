package dev.understudy.engine.nd4j;

import dev.understudy.engine.LossRing;
import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.imitation.Teacher;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Holds φ and trains it on trajectories: the imitator's passes, the imitation or task loss between them, and the
 * meta-optimizer.
 */
final class Learner implements AutoCloseable {
    final INDArray phi; // [W]
    final INDArray metaState; // [states][W], or null
    final INDArray kept; // ring [LossRing.ROWS][4]: imitation loss, task loss, optimizee's first and last loss
    private final TrainingSpec spec;
    private final Program program = new Program();
    private final Program imitation = new Program();
    private final Program task = new Program(); // empty if φ never learns from the task loss
    private boolean imitates;

    Learner(TrainingSpec spec, float[] initialPhi) {
        this.spec = spec;
        int weights = spec.problem().imitator().weights();
        spec.problem().imitator().checkWeights(initialPhi);
        phi = program.zeros(weights);
        phi.data().setData(initialPhi);
        int states = spec.metaOptimizer().states();
        metaState = states == 0 ? null : program.zeros(states, weights);
        if (metaState != null) {
            metaState.assign(spec.metaOptimizer().initialState());
        }
        kept = program.zeros(LossRing.ROWS, 4);
    }

    /**
     * A trajectory.
     *
     * @param gradient, truth [T][R][N]
     * @param loss [T][R], the optimizees'
     * @param lastLoss [R], after the last step; null if φ never learns from the task loss
     */
    record Met(INDArray gradient, INDArray truth, INDArray loss, INDArray lastLoss) {}

    /**
     * Sets the trajectory's arrays and builds the programs; called once.
     *
     * @param arrays predictions and all intermediate values up to the meta-gradient
     * @param times the imitator's time inputs, as in {@link Unroll.Lanes}
     * @param extra [{@link StepInputs#EXTRA}] the row of kept, and the meta-optimizer's coefficients
     */
    void from(Met met, Carry carry, TrainingArrays arrays, List<INDArray> times, INDArray extra) {
        Problem problem = spec.problem();
        INDArray gradient = met.gradient();
        long steps = gradient.size(0);
        long lanes = gradient.size(1) * gradient.size(2);
        INDArray predicted = arrays.predicted();
        INDArray slope = arrays.slope();
        INDArray losses = program.zeros(4);
        INDArray metaGradient = program.zeros(1, phi.length());
        INDArray metaUpdate = program.zeros(1, phi.length());
        Unroll unroll = new Unroll(
                program,
                problem.imitator(),
                problem.sourceFaithful(),
                new Unroll.Lanes(
                        phi,
                        gradient.reshape(steps, lanes),
                        met.truth().reshape(steps, lanes),
                        predicted.reshape(steps, lanes),
                        carry,
                        times),
                arrays.unroll());
        unroll.forward();
        imitation.copy(imitation.scalar(Double.NaN), losses);
        ImitationOps.add(
                imitation,
                arrays.loss(),
                spec.loss(),
                spec.practice().huberFloor() * problem.teacher().typicalUpdate(),
                met.truth(),
                predicted,
                slope,
                Views.part(losses, 0, 1));
        if (spec.learnsFromTasks()) {
            task.copy(task.scalar(Double.NaN), losses);
            TaskOps.add(task, spec, met, arrays.task().gradient(), slope, Views.part(losses, 1, 1));
        }
        program.then(() -> (imitates ? imitation : task).run());
        unroll.backward(slope.reshape(steps, lanes), metaGradient.reshape(phi.length()));
        if (spec.practice().clip() > 0) {
            clip(metaGradient);
        }
        new TeacherProgram(
                program,
                spec.metaOptimizer(),
                metaGradient,
                metaState,
                metaUpdate,
                TeacherProgram.scratch(program, spec.metaOptimizer(), 1, phi.length()),
                Views.part(extra, 1, 1, Teacher.COEFFICIENTS));
        program.op("add", phi, metaUpdate.reshape(phi.length()), phi);
        keep(met.loss(), losses, Views.part(extra, 0, 1));
    }

    /** Multiplies the meta-gradient by min(1, clip/norm); the norm is computed in double. */
    private void clip(INDArray metaGradient) {
        INDArray wide = program.zeros(DataType.DOUBLE, phi.length());
        INDArray factor = program.zeros(DataType.DOUBLE, 1);
        INDArray most =
                program.zeros(DataType.DOUBLE, 1).addi((float) spec.practice().clip());
        INDArray one = program.zeros(DataType.DOUBLE, 1).addi(1);
        INDArray times = program.zeros(1);
        program.cast(metaGradient.reshape(phi.length()), wide)
                .op("multiply", wide, wide, wide)
                .reduce("reduce_sum", wide, factor, 0)
                .sqrt(factor, factor);
        program.op("divide", most, factor, factor)
                .op("minimum", factor, one, factor)
                .cast(factor, times);
        program.op("multiply", metaGradient, times, metaGradient);
    }

    private void keep(INDArray modelLoss, INDArray losses, INDArray row) {
        long steps = modelLoss.size(0);
        long replicas = modelLoss.size(1);
        program.reduce("reduce_mean", Views.part(modelLoss, 0, replicas), Views.part(losses, 2, 1), 0);
        program.reduce(
                "reduce_mean", Views.part(modelLoss, (steps - 1) * replicas, replicas), Views.part(losses, 3, 1), 0);
        INDArray slot = program.zeros(DataType.INT32, 1);
        program.cast(row, slot);
        program.inPlace("scatter_upd", kept, slot, losses.reshape(1, 4));
    }

    /**
     * Runs the passes over the trajectory and updates φ.
     *
     * @param imitates true for the imitation loss, false for the task loss
     */
    void run(boolean imitates) {
        this.imitates = imitates;
        program.run();
    }

    @Override
    public void close() {
        program.close();
        imitation.close();
        task.close();
    }
}
