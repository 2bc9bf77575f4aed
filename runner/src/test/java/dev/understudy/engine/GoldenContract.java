package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.imitation.EveryTeacher;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Shape;
import dev.understudy.imitation.Teacher;
import dev.understudy.run.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares the pieces of an engine with PyTorch's results: every file of -Dgolden.dir (default: the copy among the test
 * resources). Sizes are read from the files; a file that no test reads is a failure, and so is an empty folder.
 * Tolerances: norm of the difference over norm.
 */
public abstract class GoldenContract {
    private static final double TOLERANCE = 1e-5;

    /** @param logits [B][classes]; @param gradient [P]: of the mean loss */
    public record Pass(float[] logits, double loss, float[] gradient) {}

    /** @param input [B][size], as the network sees it; @param labels [B] */
    protected abstract Pass network(Optimizee.Layers layers, float[] theta, float[] input, int[] labels);

    /** @param predicted [T][P]; @param h, c [H][P] after the last step; @param metaGradient [W] */
    public record Unrolled(float[] predicted, float loss, float[] h, float[] c, float[] metaGradient) {}

    /** From zero carry, with the relative loss. @param gradient, truth [T][P] */
    protected abstract Unrolled unroll(Imitator imitator, float[] phi, float[] gradient, float[] truth, int steps);

    /** The state of a rollout that an imitator drove: before each step, and after the last one. @param gradient [T+1][P]; @param loss [T+1] */
    public record Driven(float[] gradient, float[] loss) {
        /** The first T of both. */
        public Driven steps() {
            int steps = loss.length - 1;
            return new Driven(
                    Arrays.copyOf(gradient, gradient.length / (steps + 1) * steps), Arrays.copyOf(loss, steps));
        }

        /** The last of both. */
        public Driven last() {
            int steps = loss.length - 1;
            int from = gradient.length / (steps + 1) * steps;
            return new Driven(
                    Arrays.copyOfRange(gradient, from, gradient.length), Arrays.copyOfRange(loss, steps, steps + 1));
        }
    }

    /** [L5] From zero carry. @return with the task's loss */
    protected abstract Unrolled task(Imitator imitator, float[] phi, Driven met, boolean logarithmic);

    /** Δ of each step from fresh state. @param gradients [T][n]; @param theta [n] @return [T][n] */
    protected abstract float[] updates(Teacher teacher, float[] gradients, float[] theta);

    @TestFactory
    Stream<DynamicTest> everyGoldenFileAgrees() throws Exception {
        Path folder = Golden.folder();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(f -> f.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
        assertThat(files).as("golden files in " + folder).isNotEmpty();
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    private void check(Path path) {
        String name = path.getFileName().toString();
        Safetensors file = Safetensors.read(path);
        if (name.matches("cnn_b\\d+\\.safetensors")) {
            network(file, cnn(10));
        } else if (name.matches("half_plane_b\\d+\\.safetensors")) {
            network(file, Optimizee.halfPlane());
        } else if (name.matches("tanh_b\\d+\\.safetensors")) {
            network(file, tanh());
        } else if (name.matches("lstm_h\\d+_t\\d+\\.safetensors")) {
            lstm(file, "free", false);
            lstm(file, "forced", true);
        } else if (name.matches("task_h\\d+_t\\d+\\.safetensors")) {
            task(file, "mean", false);
            task(file, "log", true);
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
        return new Optimizee.Layers(
                with.input(),
                with.list().stream().filter(l -> !(l instanceof Layer.Dropout)).toList(),
                with.loss());
    }

    /** TanhNet of peers/reference.py. */
    private static Optimizee.Layers tanh() {
        Layer tanh = new Layer.Tanh();
        return new Optimizee.Layers(
                new Shape(2, 9, 8),
                List.of(
                        new Layer.Conv(3, 4),
                        tanh,
                        new Layer.MaxPool(2),
                        new Layer.Conv(2, 6),
                        tanh,
                        new Layer.Dense(11),
                        tanh,
                        new Layer.Dense(5)),
                Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
    }

    private void network(Safetensors file, Optimizee.Layers layers) {
        int[] labels = new int[file.shape("input")[0]];
        for (int b = 0; b < labels.length; b++) {
            labels[b] = file.dtype("target").name().startsWith("I")
                    ? (int) file.longs("target")[b]
                    : (int) file.floats("target")[b];
        }
        assertThat(file.floats("params")).hasSize(layers.coordinates());
        Pass pass = network(layers, file.floats("params"), file.floats("input"), labels);
        close("logits", pass.logits(), file.floats("logits"));
        assertThat(pass.loss()).isCloseTo(file.floats("loss")[0], within(TOLERANCE * file.floats("loss")[0]));
        close("gradient", pass.gradient(), file.floats("gradient"));
    }

    private void lstm(Safetensors file, String kind, boolean forced) {
        int coordinates = file.shape("gradient")[0];
        int hidden = file.shape("lstm.weight_hh")[1];
        Imitator imitator = new Imitator(List.of(hidden), Imitator.Features.GRADIENT, Imitator.Head.GATED, forced);
        Unrolled unrolled = unroll(
                imitator,
                phi(imitator, file, "lstm."),
                timeFirst(file, "gradient"),
                timeFirst(file, "truth"),
                file.shape("gradient")[1]);
        close(kind + ".update", unrolled.predicted(), timeFirst(file, kind + ".update"));
        float loss = file.floats(kind + ".loss")[0];
        assertThat(unrolled.loss()).as(kind + ".loss").isCloseTo(loss, within((float) TOLERANCE * loss));
        close(kind + ".h", transposed(unrolled.h(), hidden, coordinates), file.floats(kind + ".h"));
        close(kind + ".c", transposed(unrolled.c(), hidden, coordinates), file.floats(kind + ".c"));
        close(kind + ".grad", unrolled.metaGradient(), phi(imitator, file, kind + ".grad."));
    }

    /** The half-plane when the imitator drives, step by step as in PyTorch, and then the whole unroll. */
    private void task(Safetensors file, String kind, boolean logarithmic) {
        int steps = file.shape(kind + ".update")[1];
        int batch = file.shape("input")[1];
        Imitator imitator = Imitator.gated(file.shape("lstm.weight_hh")[1]);
        float[] gradient = timeFirst(file, kind + ".gradient");
        float[] updates = timeFirst(file, kind + ".update");
        float[] losses = file.floats(kind + ".losses");
        float[] theta = file.floats("params").clone();
        int p = theta.length;
        for (int t = 0; t <= steps; t++) {
            float[] input = Arrays.copyOfRange(file.floats("input"), t * batch * 2, (t + 1) * batch * 2);
            int[] labels = new int[batch];
            for (int b = 0; b < batch; b++) {
                labels[b] = (int) file.floats("target")[t * batch + b];
            }
            Pass pass = network(Optimizee.halfPlane(), theta, input, labels);
            close(kind + ".gradient", pass.gradient(), Arrays.copyOfRange(gradient, t * p, (t + 1) * p));
            assertThat(pass.loss()).isCloseTo(losses[t], within(TOLERANCE * losses[t]));
            for (int i = 0; t < steps && i < p; i++) {
                theta[i] += updates[t * p + i];
            }
        }
        Unrolled found = task(imitator, phi(imitator, file, "lstm."), new Driven(gradient, losses), logarithmic);
        close(kind + ".update", found.predicted(), updates);
        float value = file.floats(kind + ".value")[0];
        assertThat(found.loss()).as(kind + ".value").isCloseTo(value, within((float) TOLERANCE * Math.abs(value)));
        close(kind + ".grad", found.metaGradient(), phi(imitator, file, kind + ".grad."));
    }

    private void teachers(Safetensors file) {
        List<String> named = file.names().stream()
                .filter(k -> k.endsWith(".updates"))
                .map(k -> k.replace(".updates", ""))
                .toList();
        assertThat(named).containsExactlyInAnyOrderElementsOf(EveryTeacher.OF_TORCH.keySet());
        for (String name : named) {
            close(
                    name,
                    updates(EveryTeacher.OF_TORCH.get(name), file.floats("gradients"), file.floats("params")),
                    file.floats(name + ".updates"));
        }
    }

    /** Real images, given θ and rows; truth is the difference in float32, as the golden files have it. */
    private void metaTraining(Safetensors file) {
        MnistRows mnist = MnistRows.load();
        Samples.Images images = mnist.images();
        Imitator imitator = Imitator.gated(file.shape("initial.lstm.weight_hh")[1]);
        float[] initial = phi(imitator, file, "initial.lstm.");
        int unroll = file.longs("step0.indices").length;
        int steps = 0;
        while (file.names().contains("step" + steps + ".params")) {
            steps++;
        }
        assertThat(steps).isPositive();
        float[] phi = initial.clone();
        float[] metaGradients =
                new float[steps * phi.length]; // of all meta-steps so far: Adam's state follows from them
        for (int k = 0; k < steps; k++) {
            String s = "step" + k + ".";
            float[] theta = file.floats(s + "params");
            int p = theta.length;
            float[] gradient = new float[unroll * p];
            float[] truth = new float[unroll * p];
            float[] losses = new float[unroll];
            for (int t = 0; t < unroll; t++) {
                int at = mnist.at((int) file.longs(s + "indices")[t]);
                Pass pass = network(cnn(10), theta, seen(images, at), new int[] {images.labels()[at]});
                losses[t] = (float) pass.loss();
                float[] delta = updates(new Teacher.Sgd(0.01), pass.gradient(), theta);
                for (int i = 0; i < p; i++) {
                    theta[i] += delta[i];
                }
                System.arraycopy(pass.gradient(), 0, gradient, t * p, p);
                System.arraycopy(delta, 0, truth, t * p, p);
            }
            close(s + "losses", losses, file.floats(s + "losses"));
            System.arraycopy(
                    unroll(imitator, phi, gradient, truth, unroll).metaGradient(),
                    0,
                    metaGradients,
                    k * phi.length,
                    phi.length);
            float[] moves =
                    updates(new Teacher.Adam(1e-3), Arrays.copyOf(metaGradients, (k + 1) * phi.length), initial);
            for (int i = 0; i < phi.length; i++) {
                phi[i] += moves[k * phi.length + i];
            }
            float[] after = phi(imitator, file, s + "after.lstm.");
            assertThat(Distance.between(phi, after))
                    .as(s + "after, of the distance moved")
                    .isLessThanOrEqualTo(1e-2 * Distance.between(after, initial));
        }
    }

    private static float[] seen(Samples.Images images, int at) {
        float[] x = new float[images.shape().size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = ((images.pixels()[at * x.length + i] & 0xFF) / 255f - images.mean()) / images.std(); // [O1]
        }
        return x;
    }

    /** PyTorch names a single layer's tensors without _l0 in these files. */
    private static float[] phi(Imitator imitator, Safetensors file, String prefix) {
        float[] phi = new float[imitator.weights()];
        for (Imitator.Part part : imitator.layout()) {
            float[] values = file.floats(prefix + part.name().replace("_l0", ""));
            assertThat(values).hasSize(part.size());
            System.arraycopy(values, 0, phi, part.offset(), values.length);
        }
        return phi;
    }

    /** [P][T][1] as [T][P]. */
    private static float[] timeFirst(Safetensors file, String name) {
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
        double norm = Distance.between(expected, new float[expected.length]);
        assertThat(Distance.between(found, expected))
                .as(what + ": norm of the difference")
                .isLessThanOrEqualTo(TOLERANCE * norm);
    }
}
