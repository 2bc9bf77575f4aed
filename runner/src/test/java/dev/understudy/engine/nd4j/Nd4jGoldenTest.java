package dev.understudy.engine.nd4j;

import dev.understudy.engine.GoldenContract;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.nd4j.backend.HostTransfer;
import dev.understudy.imitation.Fade;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The programs of engine nd4j, one by one. */
@Tag("nd4j")
class Nd4jGoldenTest extends GoldenContract {
    @BeforeAll
    static void onItsDevice() {
        TestedNd4j.device();
    }

    @Override
    protected Pass network(Optimizee.Layers layers, float[] theta, float[] input, int[] labels) {
        int batch = labels.length;
        int classes = Math.max(2, layers.outputs());
        float[] oneHot = new float[batch * classes];
        for (int b = 0; b < batch; b++) {
            oneHot[b * classes + labels[b]] = 1;
        }
        try (Program program = new Program()) {
            LayersPass pass = new LayersPass(program, layers, batch);
            INDArray gradient = program.zeros(1, theta.length);
            INDArray loss = program.zeros(1);
            pass.forward(array(theta, theta.length), array(input, batch, input.length / batch), m -> null);
            pass.backward(array(oneHot, batch, classes), gradient, loss);
            program.run();
            return new Pass(HostTransfer.read(pass.logits()), HostTransfer.read(loss)[0], HostTransfer.read(gradient));
        }
    }

    @Override
    protected Unrolled unroll(Imitator imitator, float[] phi, float[] gradient, float[] truth, int steps) {
        int n = gradient.length / steps;
        try (Program program = new Program()) {
            INDArray predicted = program.zeros(steps, n);
            INDArray slope = program.zeros(steps, 1, n);
            INDArray metaGradient = program.zeros(phi.length);
            INDArray loss = program.zeros(1);
            INDArray u = array(truth, steps, n);
            Unroll.Lanes lanes = new Unroll.Lanes(
                    array(phi, phi.length), array(gradient, steps, n), u, predicted, Carry.empty(program, imitator, n));
            Unroll unroll = new Unroll(
                    program, imitator, false, lanes, UnrollArrays.forwardAndBack(program, imitator, steps, n));
            unroll.forward();
            ImitationOps.add(
                    program,
                    ImitationOps.Kept.of(program, ImitationLoss.RELATIVE, steps, 1, n),
                    ImitationLoss.RELATIVE,
                    0,
                    u.reshape(steps, 1, n),
                    predicted.reshape(steps, 1, n),
                    slope,
                    loss);
            unroll.backward(slope.reshape(steps, n), metaGradient);
            program.run();
            return new Unrolled(
                    HostTransfer.read(predicted),
                    HostTransfer.read(loss)[0],
                    HostTransfer.read(lanes.carry().h),
                    HostTransfer.read(lanes.carry().c),
                    HostTransfer.read(metaGradient));
        }
    }

    @Override
    protected Unrolled task(Imitator imitator, float[] phi, Driven met, boolean logarithmic) {
        int steps = met.steps().loss().length;
        int n = met.last().gradient().length;
        Problem problem = new Problem(
                Optimizee.halfPlane(), new Samples.HalfPlane(0, 10), 1, new Teacher.Sgd(0.01), imitator, false);
        TrainingSpec spec = new TrainingSpec(
                        problem, 1, steps, steps, 1, ImitationLoss.RELATIVE, new Teacher.Sgd(0.01), 0)
                .with(new Objective.Backprop(logarithmic, Fade.NONE));
        try (Program program = new Program()) {
            INDArray predicted = program.zeros(steps, n);
            INDArray slope = program.zeros(steps, 1, n);
            INDArray metaGradient = program.zeros(phi.length);
            INDArray loss = program.zeros(1);
            INDArray g = array(met.steps().gradient(), steps, n);
            Unroll.Lanes lanes =
                    new Unroll.Lanes(array(phi, phi.length), g, null, predicted, Carry.empty(program, imitator, n));
            Unroll unroll = new Unroll(
                    program, imitator, false, lanes, UnrollArrays.forwardAndBack(program, imitator, steps, n));
            unroll.forward();
            TaskOps.add(
                    program,
                    spec,
                    new Learner.Met(
                            g.reshape(steps, 1, n),
                            null,
                            array(met.steps().loss(), steps, 1),
                            array(met.last().loss(), 1)),
                    array(met.last().gradient(), 1, 1, n),
                    slope,
                    loss);
            unroll.backward(slope.reshape(steps, n), metaGradient);
            program.run();
            return new Unrolled(
                    HostTransfer.read(predicted),
                    HostTransfer.read(loss)[0],
                    HostTransfer.read(lanes.carry().h),
                    HostTransfer.read(lanes.carry().c),
                    HostTransfer.read(metaGradient));
        }
    }

    @Override
    protected float[] updates(Teacher teacher, float[] gradients, float[] theta) {
        int n = theta.length;
        float[] moved = theta.clone();
        float[] updates = new float[gradients.length];
        try (Program program = new Program()) {
            INDArray g = program.zeros(1, n);
            INDArray u = program.zeros(1, n);
            INDArray coefficients = program.zeros(1, Teacher.COEFFICIENTS);
            INDArray state = teacher.states() == 0 ? null : program.zeros(teacher.states(), n);
            if (state != null) {
                state.assign(teacher.initialState());
            }
            new TeacherProgram(
                    program, teacher, g, state, u, TeacherProgram.scratch(program, teacher, 1, n), coefficients);
            float[] values = new float[Teacher.COEFFICIENTS];
            for (int t = 0; t < gradients.length / n; t++) {
                TeacherProgram.coefficients(teacher, t + 1, values, 0);
                coefficients.data().setData(values);
                g.data().setData(java.util.Arrays.copyOfRange(gradients, t * n, (t + 1) * n));
                program.run();
                float[] rule = HostTransfer.read(u);
                for (int p = 0; p < n; p++) {
                    float before = moved[p];
                    moved[p] = before + rule[p];
                    updates[t * n + p] = moved[p] - before; // Δ, as the golden files have it
                }
            }
        }
        return updates;
    }

    private static INDArray array(float[] values, long... shape) {
        return Nd4j.createFromArray(values).reshape(shape);
    }
}
