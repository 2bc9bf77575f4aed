package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Problem;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.HostImitator;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.EveryTeacher;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Teacher;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Small work of all sorts, which launches each kernel at least once; those with barriers with several warps. Other tests compare the results. */
final class EveryKernel {
    private static final int USUAL = Devices.USUAL;
    private static final int ROOMY = 1 << 20;
    private static final Moments ALL = new Moments(List.of(0.5, 0.9), List.of(0.99, 0.999), true, true, true, 0.95);

    private final Devices devices;
    private final Set<Variant> variants;

    private EveryKernel(Devices devices, Set<Variant> variants) {
        this.devices = devices;
        this.variants = variants;
    }

    /** @param variants with none of them, and with all, each kernel of the text has its turn */
    static void on(Devices devices, Set<Variant> variants) {
        EveryKernel every = new EveryKernel(devices, variants);
        every.updatesAndSums();
        every.practice();
        every.tensors();
        for (String net : List.of("half-plane", "pool3", "kernel1", "dense-first", "relu-last", "kernel10", "tanh")) {
            every.network(net, 3, 3, USUAL);
            every.network(net, 3, 3, 0); // activations in the device's memory
        }
        every.network("half-plane", 4, 140, USUAL); // so many replicas that a block has several samples
        every.network("half-plane", 4, 140, 0);
        for (int cells = 2; cells <= 4; cells++) {
            for (String form : List.of("long", "short", "global")) {
                every.registers(cells, form);
            }
            every.steps(new Imitator(List.of(cells), Features.GRADIENT, Head.GATED, cells == 3));
        }
        every.tiles(new Imitator(List.of(5, 3), Features.GRADIENT, Head.GATED, false));
        every.tiles(new Imitator(List.of(33, 33), Features.GRADIENT, Head.GATED, false));
        every.tiles(new Imitator(List.of(20), Features.GRADIENT, Head.GATED, true));
        every.tiles(new Imitator(List.of(5), Features.MOMENTS, ALL, Head.ZERO_OUT, 0.3, 0, false));
        every.tiles(new Imitator(List.of(5), Features.LOG_GRADIENT, ALL, Head.EXPONENTIAL, 0.3, 0, false));
        every.tiles(new Imitator(List.of(4, 3), Features.MOMENTS, ALL, Head.SCALED, 0.3, 0, true));
        every.tiles(new Imitator(List.of(), Features.MOMENTS, ALL, Head.CONSTANT, 0.3, 0, false));
        every.steps(new Imitator(List.of(5, 3), Features.LOG_SIGN, Head.SCALED, false));
        every.steps(new Imitator(List.of(5), Features.GRADIENT, Head.ZERO_OUT, false).withTime(true));
    }

    private Device device(int sharedBytes) {
        return devices.all(sharedBytes, variants).get(0).get();
    }

    private void updatesAndSums() {
        int n = 207;
        try (Kernels kernels = new CudaKernels(device(USUAL), Nets.problem("half-plane", 1), 1, 2, 1, 1)) {
            Buffer values = numbers(kernels, 2 * n);
            Buffer update = kernels.buffer(2 * n);
            for (Teacher rule : EveryTeacher.FORMS) {
                Buffer state = kernels.buffer(Math.max(1, rule.states()) * 2 * n);
                kernels.teacherUpdate(rule, new int[] {0, 0}, values, state, update, 0, n);
                kernels.teacherUpdate(rule, new int[] {1, 4}, values, state, update, 0, n);
                kernels.teach(rule, new int[] {2, 5}, values, state, update, 0, kernels.buffer(2 * n), 0.9f, true);
            }
            kernels.fill(update, n, new boolean[] {false, true}, 1f);
            kernels.fill(update, 1, n, 1f);
            kernels.fill(
                    List.of(new Kernels.Part(update, n, 1f), new Kernels.Part(kernels.buffer(6), 3, 2f)),
                    new boolean[] {true, false});
            kernels.apply(values, update, 0, 0.9f, true);
            kernels.accumulate(values, update);
            kernels.copy(values, 0, update, n, n);
            kernels.means(values, 2 * n, kernels.buffer(1), kernels.buffer(1), 0);
            kernels.clip(values, 0.125f);
            Buffer many = numbers(kernels, 5000);
            kernels.agreement(many, numbers(kernels, 5000), kernels.buffer(8), 0);
        }
    }

    private void practice() {
        Problem half = Nets.problem("half-plane", 1);
        int coordinates = half.optimizee().coordinates();
        try (Kernels kernels = new CudaKernels(device(USUAL), half, 1, 3, 1, 7)) {
            kernels.gather(numbers(kernels, 3 * coordinates), clock(3), kernels.buffer(21));
            Kernels.Met met = new Kernels.Met(
                    numbers(kernels, 63), numbers(kernels, 9), numbers(kernels, 21), numbers(kernels, 3));
            kernels.task(met, true, kernels.buffer(63), kernels.buffer(1), 0);
            kernels.scale(numbers(kernels, 3 * coordinates), numbers(kernels, 3));
        }
    }

    private void tensors() {
        Problem half = Nets.problem("half-plane", 1);
        Imitator imitator = new Imitator(List.of(3), Features.LOG_SIGN, Head.SCALED, false).withTensorScale(true);
        Problem scaling =
                new Problem(half.optimizee(), half.samples(), 1, half.teacher(), imitator, half.sourceFaithful());
        int coordinates = half.optimizee().coordinates();
        try (Kernels kernels = new CudaKernels(device(USUAL), scaling, 1, 3, 1, coordinates)) {
            kernels.scaleTensors(
                    numbers(kernels, 3 * imitator.weights()),
                    numbers(kernels, 3 * coordinates),
                    numbers(kernels, 3),
                    numbers(kernels, 3 * coordinates));
        }
    }

    private static Clock clock(int replicas) {
        Clock clock = new Clock(replicas);
        Arrays.setAll(clock.episode, r -> 3 + 2 * r);
        return clock;
    }

    private void network(String net, int batch, int replicas, int sharedBytes) {
        Problem problem = Nets.problem(net, batch);
        int all = replicas * problem.optimizee().coordinates();
        try (Device device = device(sharedBytes)) {
            CudaGradientPass network = new CudaGradientPass(device, problem, 1, replicas);
            CudaBuffer theta = CudaBuffer.on(device, all);
            boolean[] which = new boolean[replicas];
            Arrays.fill(which, true);
            network.init(theta, clock(replicas), which);
            network.gradient(theta, clock(replicas), CudaBuffer.on(device, all), 0, CudaBuffer.on(device, replicas), 0);
            network.score(theta, problem.samples(), 40);
        }
    }

    private void registers(int cells, String form) {
        Imitator imitator = new Imitator(List.of(cells), Features.GRADIENT, Head.GATED, cells == 3);
        MetaStep m = MetaStep.of(imitator, 3, 2, 130);
        for (ImitationLoss loss : ImitationLoss.values()) {
            m.on(
                    device(ROOMY),
                    imitator,
                    loss == ImitationLoss.HUBER,
                    new RegisterUnroll(cells, form, 3, 2, 130, 2),
                    2,
                    loss);
        }
    }

    private void tiles(Imitator imitator) {
        MetaStep m = MetaStep.of(imitator, 3, 2, 70);
        for (ImitationLoss loss : ImitationLoss.values()) {
            m.on(
                    device(USUAL),
                    imitator,
                    loss == ImitationLoss.RELATIVE,
                    new TileUnroll(imitator, 3, 2, 70, 2, 32),
                    2,
                    loss);
        }
    }

    private void steps(Imitator imitator) {
        MetaStep m = MetaStep.of(imitator, 1, 2, 130);
        try (Device device = device(USUAL)) {
            new CudaImitatePass(device, imitator, false, 1, 2, 130)
                    .step(
                            MetaStep.buffer(device, m.phi()),
                            HostImitator.clock(2),
                            MetaStep.buffer(device, m.gradient()),
                            0,
                            MetaStep.buffer(device, m.truth()),
                            m.carry(device),
                            MetaStep.buffer(device, m.predicted()));
        }
    }

    private static Buffer numbers(Kernels kernels, int n) {
        Buffer buffer = kernels.buffer(n);
        buffer.write(0, MetaStep.noise(8, n));
        return buffer;
    }
}
