package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.Clock;
import dev.understudy.engine.GoldenContract;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;

/** Compares the kernels on CUDA with PyTorch's results. */
abstract class CudaGoldenContract extends GoldenContract {
    private final Devices devices;

    CudaGoldenContract(Devices devices) {
        this.devices = devices;
    }

    @Override
    protected Pass network(Optimizee.Layers layers, float[] theta, float[] input, int[] labels) {
        try (Device device = devices.one()) {
            int classes = layers.loss() == Optimizee.Loss.BINARY_CROSS_ENTROPY ? 2 : layers.outputs();
            byte[] names = new byte[labels.length];
            for (int b = 0; b < names.length; b++) {
                names[b] = (byte) labels[b];
            }
            Samples standIn = new Samples.Images(
                    layers.input(), classes, new byte[layers.input().size()], new byte[1], 0f, 1f);
            Problem problem =
                    new Problem(layers, standIn, labels.length, new Teacher.Sgd(0.01), Imitator.gated(2), false);
            CudaGradientPass network = new CudaGradientPass(device, problem, 1, 1);
            CudaSamples given = CudaSamples.given(device, input, names);
            CudaBuffer weights = CudaBuffer.on(device, theta.length);
            weights.write(0, theta);
            CudaBuffer gradient = CudaBuffer.on(device, theta.length);
            CudaBuffer loss = CudaBuffer.on(device, 1);
            CudaBuffer logits = CudaBuffer.on(device, labels.length * layers.outputs());
            network.gradient(given, weights, new Clock(1), gradient, 0, loss, 0);
            network.score(given, weights, labels.length, logits.address());
            return new Pass(logits.read(), loss.read()[0], gradient.read());
        }
    }

    @Override
    protected Unrolled unroll(Imitator imitator, float[] phi, float[] gradient, float[] truth, int steps) {
        try (Device device = devices.one()) {
            return unroll(
                    device,
                    imitator,
                    phi,
                    gradient,
                    given(device, truth),
                    steps,
                    new Kernels.LossTerms(ImitationLoss.RELATIVE, 0f));
        }
    }

    @Override
    protected Unrolled task(Imitator imitator, float[] phi, Driven met, boolean logarithmic) {
        int steps = met.steps().loss().length;
        int coordinates = met.last().gradient().length;
        try (Device device = devices.one()) {
            CudaBuffer slopes = CudaBuffer.on(device, steps * coordinates);
            CudaBuffer loss = CudaBuffer.on(device, 1);
            Kernels.Met buffers = new Kernels.Met(
                    given(device, met.steps().gradient()),
                    given(device, met.steps().loss()),
                    given(device, met.last().gradient()),
                    given(device, met.last().loss()));
            new CudaPractice(device, null, 1, 1, coordinates, coordinates).task(buffers, logarithmic, slopes, loss, 0);
            Unrolled found =
                    unroll(device, imitator, phi, met.steps().gradient(), slopes, steps, Kernels.LossTerms.TASK);
            return new Unrolled(found.predicted(), loss.read()[0], found.h(), found.c(), found.metaGradient());
        }
    }

    private static Unrolled unroll(
            Device device,
            Imitator imitator,
            float[] phi,
            float[] gradient,
            CudaBuffer truth,
            int steps,
            Kernels.LossTerms terms) {
        int coordinates = gradient.length / steps;
        CudaImitatePass cuda = new CudaImitatePass(device, imitator, false, steps, 1, coordinates);
        int carried = imitator.carried() * coordinates;
        Kernels.Carry carry = new Kernels.Carry(
                CudaBuffer.on(device, carried),
                CudaBuffer.on(device, carried),
                CudaBuffer.on(device, coordinates),
                CudaBuffer.on(device, 0));
        CudaBuffer predicted = CudaBuffer.on(device, gradient.length);
        CudaBuffer metaGradient = CudaBuffer.on(device, phi.length);
        CudaBuffer loss = CudaBuffer.on(device, 1);
        cuda.imitate(
                given(device, phi),
                new Kernels.Demonstration(given(device, gradient), truth),
                carry,
                terms,
                new Kernels.Learned(predicted, metaGradient, loss),
                0);
        return new Unrolled(
                predicted.read(), loss.read()[0], carry.h().read(), carry.c().read(), metaGradient.read());
    }

    @Override
    protected float[] updates(Teacher teacher, float[] gradients, float[] theta) {
        int n = theta.length;
        try (Device device = devices.one()) {
            CudaUpdatePass cuda = new CudaUpdatePass(device, 1);
            CudaBuffer moved = given(device, theta);
            CudaBuffer given = given(device, gradients);
            CudaBuffer updates = CudaBuffer.on(device, gradients.length);
            CudaBuffer state = CudaBuffer.on(device, teacher.states() * n);
            if (teacher.states() > 0) {
                cuda.fill(state.address(), state.length(), (float) teacher.initialState());
            }
            for (int t = 0; t < gradients.length / n; t++) {
                long at = 4L * t * n;
                cuda.teacher(teacher, new int[] {t}, given.address() + at, state.address(), updates.address() + at, n);
                cuda.apply(moved.address(), updates.address() + at, n, 1f, true);
            }
            return updates.read();
        }
    }

    private static CudaBuffer given(Device device, float[] values) {
        CudaBuffer buffer = CudaBuffer.on(device, values.length);
        buffer.write(0, values);
        return buffer;
    }
}
