package dev.understudy.engine.fused.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.understudy.data.DataSets;
import dev.understudy.engine.Clock;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Shape;
import dev.understudy.imitation.Teacher;
import dev.understudy.run.Safetensors;
import dev.understudy.run.SafetensorsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * PyTorch's own answers: every file of -Dgolden.dir (default: the copy among the test resources). Sizes are read from the
 * files; a file that no test reads is a failure, and so is an empty folder. Tolerances: norm of the difference over norm.
 */
class KernelsGoldenTest {
    private static final double TOLERANCE = 1e-5;
    private static final Map<String, Teacher> TEACHERS = Map.of(
            "sgd", new Teacher.Sgd(0.01),
            "momentum", new Teacher.Sgd(0.01, 0.9, 0, false),
            "nesterov", new Teacher.Sgd(0.01, 0.9, 0, true),
            "adam", new Teacher.Adam(1e-3),
            "adadelta", new Teacher.Adadelta(1.0, 0.9, 1e-6),
            "rmsprop", new Teacher.RmsProp(0.01, 0.99, 1e-8, 0, false),
            "adagrad", new Teacher.AdaGrad(0.01, 0, 0, 1e-10));

    @TestFactory
    Stream<DynamicTest> everyGoldenFileAgrees() throws Exception {
        Path folder = Path.of(System.getProperty("golden.dir", "runner/src/test/resources/golden"));
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(f -> f.toString().endsWith(".safetensors")).sorted().toList();
        }
        assertThat(files).as("golden files in " + folder).isNotEmpty();
        return files.stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    private static void check(Path path) {
        String name = path.getFileName().toString();
        SafetensorsFile file = Safetensors.read(path);
        if (name.matches("cnn_b\\d+\\.safetensors")) {
            network(file, cnn(10));
        } else if (name.matches("half_plane_b\\d+\\.safetensors")) {
            network(file, Optimizee.halfPlane());
        } else if (name.matches("lstm_h\\d+_t\\d+\\.safetensors")) {
            lstm(file, "free", false);
            lstm(file, "forced", true);
        } else if (name.equals("teachers.safetensors")) {
            teachers(file);
        } else if (name.equals("meta_training.safetensors")) {
            metaTraining(file);
        } else {
            throw new AssertionError(path + ": no test reads this file");
        }
    }

    /** The source's CNN without dropout, as the golden files have it. */
    private static Optimizee.Layers cnn(int classes) {
        Optimizee.Layers with = Optimizee.mnistCnn(new Shape(1, 28, 28), classes);
        return new Optimizee.Layers(with.input(), with.list().stream().filter(l -> !(l instanceof Layer.Dropout)).toList(), with.loss());
    }

    private static void network(SafetensorsFile file, Optimizee.Layers layers) {
        float[] input = file.floats("input");
        float[] theta = file.floats("params");
        int batch = file.shape("input")[0];
        assertThat(theta).hasSize(layers.coordinates());
        Network network = new Network(layers);
        float[] gradient = new float[theta.length];
        float[] logits = new float[file.floats("logits").length];
        double loss = 0;
        for (int b = 0; b < batch; b++) {
            System.arraycopy(input, b * input.length / batch, network.input(), 0, input.length / batch);
            network.forward(theta, 0, true);
            System.arraycopy(network.logits(), 0, logits, b * logits.length / batch, logits.length / batch);
            loss += network.loss(label(file, b), 1f / batch) / batch;
            network.backward(theta, 0, gradient, 0);
        }
        close("logits", logits, file.floats("logits"));
        assertThat(loss).isCloseTo(file.floats("loss")[0], within(TOLERANCE * file.floats("loss")[0]));
        close("gradient", gradient, file.floats("gradient"));
    }

    private static int label(SafetensorsFile file, int b) {
        return file.dtype("target").name().startsWith("I") ? (int) file.longs("target")[b] : (int) file.floats("target")[b];
    }

    private static void lstm(SafetensorsFile file, String kind, boolean forced) {
        int coordinates = file.shape("gradient")[0];
        int steps = file.shape("gradient")[1];
        int hidden = file.shape("lstm.weight_hh")[1];
        Imitator imitator = new Imitator(List.of(hidden), Imitator.Features.GRADIENT, Imitator.Head.GATED, forced);
        float[] phi = phi(imitator, file, "lstm.");
        float[] predicted = new float[steps * coordinates];
        float[] metaGradient = new float[phi.length];
        float[] loss = new float[1];
        Kernels.Carry carry = new Kernels.Carry(zeros(hidden * coordinates), zeros(hidden * coordinates), zeros(coordinates));
        try (WorkerPool pool = new WorkerPool(2)) {
            new ImitatePass(imitator, false, steps, 1, coordinates, 2).train(pool, phi, timeFirst(file, "gradient"), timeFirst(file, "truth"), carry,
                    ImitationLoss.RELATIVE, 0f, predicted, metaGradient, loss, 0, null);
        }
        close(kind + ".update", predicted, timeFirst(file, kind + ".update"));
        assertThat(loss[0]).as(kind + ".loss").isCloseTo(file.floats(kind + ".loss")[0], within((float) TOLERANCE * file.floats(kind + ".loss")[0]));
        close(kind + ".h", transposed(CpuBuffer.of(carry.h()), hidden, coordinates), file.floats(kind + ".h"));
        close(kind + ".c", transposed(CpuBuffer.of(carry.c()), hidden, coordinates), file.floats(kind + ".c"));
        close(kind + ".grad", metaGradient, phi(imitator, file, kind + ".grad."));
    }

    private static void teachers(SafetensorsFile file) {
        float[] gradients = file.floats("gradients");
        int steps = file.shape("gradients")[0];
        int n = file.shape("gradients")[1];
        List<String> named = file.names().stream().filter(k -> k.endsWith(".updates")).map(k -> k.replace(".updates", "")).toList();
        assertThat(TEACHERS.keySet()).containsAll(named);
        assertThat(named).isNotEmpty();
        for (String name : named) {
            Teacher teacher = TEACHERS.get(name);
            float[] theta = file.floats("params").clone();
            float[] state = new float[teacher.states() * n];
            Arrays.fill(state, (float) teacher.initialState());
            float[] updates = new float[steps * n];
            for (int t = 0; t < steps; t++) {
                Updates.update(teacher, t + 1, gradients, t * n, state, 0, n, updates, t * n, n);
                Updates.applyRounded(theta, 0, updates, t * n, 1f, n);
            }
            close(name, updates, file.floats(name + ".updates"));
        }
    }

    /** Real images, given θ and rows; truth is the difference in float32, as the golden files have it. */
    private static void metaTraining(SafetensorsFile file) {
        Path folder = Path.of(System.getProperty("mnist.dir", "../shared/mnist"));
        assumeTrue(Files.isDirectory(folder), "MNIST is not in " + folder + "; name its folder with -Dmnist.dir");
        Samples.Images all = (Samples.Images) DataSets.load("mnist", folder).train();
        Imitator imitator = Imitator.gated(file.shape("initial.lstm.weight_hh")[1]);
        float[] initial = phi(imitator, file, "initial.lstm.");
        Teacher sgd = new Teacher.Sgd(0.01);
        Teacher adam = new Teacher.Adam(1e-3);
        int unroll = file.longs("step0.indices").length;
        Buffer phi = new CpuBuffer(initial.clone());
        Buffer metaState = zeros(2 * initial.length);
        Buffer metaGradient = zeros(initial.length);
        Buffer metaUpdate = zeros(initial.length);
        int steps = 0;
        for (; file.names().contains("step" + steps + ".params"); steps++) {
            String s = "step" + steps + ".";
            float[] params = file.floats(s + "params");
            int p = params.length;
            Buffer theta = new CpuBuffer(params.clone());
            Buffer gradient = zeros(unroll * p);
            Buffer truth = zeros(unroll * p);
            Buffer losses = zeros(unroll);
            long[] rows = file.longs(s + "indices");
            Clock clock = new Clock(1);
            for (int t = 0; t < unroll; t++) {
                try (CpuKernels kernels = new CpuKernels(new Problem(cnn(10), one(all, (int) rows[t]), 1, sgd, imitator, true), 1, 1, unroll, 1)) {
                    kernels.gradient(theta, clock, gradient, t, losses, t);
                    kernels.teacherUpdate(sgd, clock.step, gradient, zeros(0), truth, t, p);
                    kernels.apply(theta, truth, t, 1f, true);
                    if (t == unroll - 1) {
                        int[] done = {steps};
                        Kernels.Carry carry = new Kernels.Carry(zeros(imitator.carried() * p), zeros(imitator.carried() * p), zeros(p));
                        Buffer loss = zeros(1);
                        kernels.imitate(phi, gradient, truth, carry, ImitationLoss.RELATIVE, 0f, zeros(unroll * p), metaGradient, loss, 0, null);
                        kernels.teacherUpdate(adam, done, metaGradient, metaState, metaUpdate, 0, initial.length);
                        kernels.apply(phi, metaUpdate, 0, 1f, false);
                    }
                }
            }
            close(s + "losses", losses.read(), file.floats(s + "losses"));
            float[] after = phi(imitator, file, s + "after.lstm.");
            assertThat(distance(phi.read(), after)).as(s + "after, of the distance moved").isLessThanOrEqualTo(1e-2 * distance(after, initial));
        }
        assertThat(steps).isPositive();
    }

    private static Samples.Images one(Samples.Images all, int row) {
        int size = all.shape().size();
        return new Samples.Images(all.shape(), all.classes(), Arrays.copyOfRange(all.pixels(), row * size, (row + 1) * size),
                new byte[] {all.labels()[row]}, all.mean(), all.std());
    }

    private static Buffer zeros(int n) {
        return new CpuBuffer(new float[n]);
    }

    /** PyTorch names a single layer's tensors without _l0 in these files. */
    private static float[] phi(Imitator imitator, SafetensorsFile file, String prefix) {
        float[] phi = new float[imitator.weights()];
        for (Imitator.Part part : imitator.layout()) {
            float[] values = file.floats(prefix + part.name().replace("_l0", ""));
            assertThat(values).hasSize(part.size());
            System.arraycopy(values, 0, phi, part.offset(), values.length);
        }
        return phi;
    }

    /** [P][T][1] as [T][P]. */
    private static float[] timeFirst(SafetensorsFile file, String name) {
        return transposed(file.floats(name), file.shape(name)[0], file.shape(name)[1]);
    }

    private static float[] transposed(float[] a, int rows, int columns) {
        float[] b = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            b[i % columns * rows + i / columns] = a[i];
        }
        return b;
    }

    private static void close(String what, float[] found, float[] expected) {
        double norm = distance(expected, new float[expected.length]);
        assertThat(distance(found, expected)).as(what + ": norm of the difference").isLessThanOrEqualTo(TOLERANCE * norm);
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double d = (double) a[i] - b[i];
            sum += d * d;
        }
        return Math.sqrt(sum);
    }
}
