package dev.understudy.engine.fused.kernel;

import dev.understudy.engine.GoldenContract;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.util.Arrays;

/** The kernels on the host. */
class KernelsGoldenTest extends GoldenContract {
    @Override
    protected Pass network(Optimizee.Layers layers, float[] theta, float[] input, int[] labels) {
        Network network = new Network(layers, Provider.OF_THIS_JVM, true);
        int size = layers.input().size();
        int classes = layers.outputs();
        float[] gradient = new float[theta.length];
        float[] logits = new float[labels.length * classes];
        double loss = 0;
        network.begin(gradient, 0);
        for (int b = 0; b < labels.length; b++) {
            System.arraycopy(input, b * size, network.input(), 0, size);
            network.forward(theta, 0, true);
            System.arraycopy(network.logits(), 0, logits, b * classes, classes);
            loss += network.loss(labels[b], 1f / labels.length) / labels.length;
            network.backward(theta, 0, gradient, 0);
        }
        network.end(gradient, 0);
        return new Pass(logits, loss, gradient);
    }

    @Override
    protected Unrolled unroll(Imitator imitator, float[] phi, float[] gradient, float[] truth, int steps) {
        return unroll(imitator, phi, gradient, truth, steps, new Kernels.LossTerms(ImitationLoss.RELATIVE, 0f));
    }

    @Override
    protected Unrolled task(Imitator imitator, float[] phi, Driven met, boolean logarithmic) {
        int steps = met.steps().loss().length;
        int coordinates = met.last().gradient().length;
        float[] slopes = new float[steps * coordinates];
        float loss;
        try (WorkerPool pool = new WorkerPool(2)) {
            Kernels.Met buffers = new Kernels.Met(
                    new CpuBuffer(met.steps().gradient()),
                    new CpuBuffer(met.steps().loss()),
                    new CpuBuffer(met.last().gradient()),
                    new CpuBuffer(met.last().loss()));
            loss = new TaskLoss(coordinates).run(pool, buffers, logarithmic, coordinates, slopes);
        }
        Unrolled found = unroll(imitator, phi, met.steps().gradient(), slopes, steps, Kernels.LossTerms.TASK);
        return new Unrolled(found.predicted(), loss, found.h(), found.c(), found.metaGradient());
    }

    private static Unrolled unroll(
            Imitator imitator, float[] phi, float[] gradient, float[] truth, int steps, Kernels.LossTerms terms) {
        int coordinates = gradient.length / steps;
        float[] predicted = new float[gradient.length];
        float[] metaGradient = new float[phi.length];
        float[] loss = new float[1];
        int carried = imitator.carried() * coordinates;
        Kernels.Carry carry = new Kernels.Carry(zeros(carried), zeros(carried), zeros(coordinates), zeros(0));
        try (WorkerPool pool = new WorkerPool(2)) {
            new ImitatePass(imitator, false, steps, 1, coordinates, 2)
                    .train(
                            pool,
                            phi,
                            new Kernels.Demonstration(new CpuBuffer(gradient), new CpuBuffer(truth)),
                            carry,
                            terms,
                            new Kernels.Learned(
                                    new CpuBuffer(predicted), new CpuBuffer(metaGradient), new CpuBuffer(loss)),
                            0,
                            null);
        }
        return new Unrolled(predicted, loss[0], carry.h().read(), carry.c().read(), metaGradient);
    }

    @Override
    protected float[] updates(Teacher teacher, float[] gradients, float[] theta) {
        int n = theta.length;
        float[] moved = theta.clone();
        float[] state = new float[teacher.states() * n];
        Arrays.fill(state, (float) teacher.initialState());
        float[] updates = new float[gradients.length];
        UpdateRows rows = new UpdateRows();
        for (int t = 0; t < gradients.length / n; t++) {
            rows.step(teacher, t + 1, gradients, t * n, state, 0, n, updates, t * n, n, moved, 0, 1f, true);
        }
        return updates;
    }

    private static Buffer zeros(int n) {
        return new CpuBuffer(new float[n]);
    }
}
