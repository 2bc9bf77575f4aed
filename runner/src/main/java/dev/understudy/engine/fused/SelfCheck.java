package dev.understudy.engine.fused;

import dev.understudy.engine.EngineProvider.Unavailable;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Shape;
import dev.understudy.imitation.Teacher;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Checks a processor against the host: one small unroll with every kind of kernel must give the same results. It runs
 * once per opened GPU, so that a GPU or a driver with wrong results is found before an experiment begins.
 */
final class SelfCheck {
    /**
     * The largest norm of a difference over the norm of the result: ten times the effect of another summation order on
     * a gradient.
     */
    private static final double TOLERANCE = 1e-4;

    private static final int STEPS = 3;
    private static final int REPLICAS = 2;
    private static final long SEED = 1;

    private SelfCheck() {}

    /** @throws Unavailable naming the first result that differs from the host's, or the failure */
    static void require(Processor processor) throws Unavailable {
        String trouble;
        try {
            Map<String, float[]> expected = results(new CpuProcessor(1));
            trouble = difference(results(processor), expected);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw new Unavailable("self-check: " + e.getMessage(), e);
        }
        if (trouble != null) {
            throw new Unavailable("self-check: " + trouble, null);
        }
    }

    /** Describes the first result that differs, in one line; null if all agree. */
    static String difference(Map<String, float[]> results, Map<String, float[]> expected) {
        for (Map.Entry<String, float[]> each : expected.entrySet()) {
            float[] a = results.get(each.getKey());
            float[] b = each.getValue();
            double error = 0;
            double norm = 0;
            for (int i = 0; i < b.length; i++) {
                error += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
                norm += (double) b[i] * b[i];
            }
            double relative = Math.sqrt(error / norm);
            if (!(relative <= TOLERANCE)) { // false for NaN as well
                return String.format(
                        Locale.ROOT,
                        "%s differs from the host's by %.1e of its size, at most %.0e is rounding",
                        each.getKey(),
                        relative,
                        TOLERANCE);
            }
        }
        return null;
    }

    /**
     * Results in the order in which they depend on each other: first with the source's imitator, then with one that has
     * moments and the zero-out head.
     */
    static Map<String, float[]> results(Processor processor) {
        Map<String, float[]> results = results(processor, Imitator.gated(2));
        Moments moments = new Moments(List.of(0.9), List.of(0.99), true, true, true, 0.9);
        Imitator rich =
                new Imitator(List.of(5), Imitator.Features.MOMENTS, moments, Imitator.Head.ZERO_OUT, 1e-2, 0, false);
        results(processor, rich).forEach((name, values) -> results.put(name + " from moments", values));
        return results;
    }

    private static Map<String, float[]> results(Processor processor, Imitator imitator) {
        Problem problem = problem(imitator);
        int coordinates = problem.optimizee().coordinates();
        int all = REPLICAS * coordinates;
        Map<String, float[]> results = new LinkedHashMap<>();
        try (Kernels kernels = processor.open(problem, SEED, REPLICAS, STEPS, coordinates)) {
            Episodes episodes = Episodes.alone(problem, kernels, REPLICAS);
            boolean[] every = {true, true};
            episodes.begin(episodes.fresh(episodes.carry), every);
            results.put("theta", episodes.theta.read());
            Buffer gradient = kernels.buffer(STEPS * all);
            Buffer truth = kernels.buffer(STEPS * all);
            Buffer losses = kernels.buffer(STEPS * REPLICAS);
            for (int t = 0; t < STEPS; t++) {
                kernels.gradient(episodes.theta, episodes.clock, gradient, t, losses, t * REPLICAS);
                kernels.teach(
                        problem.teacher(),
                        episodes.clock.step,
                        gradient,
                        episodes.teacher,
                        truth,
                        t,
                        episodes.theta,
                        1f,
                        false);
                episodes.clock.advance(1);
            }
            results.put("loss", losses.read());
            results.put("gradient", gradient.read());
            results.put("teacher's update", truth.read());
            Buffer phi = kernels.buffer(imitator.weights());
            float[] weights = imitator.initialWeights(SEED);
            Arrays.fill(weights, imitator.headOffset(), weights.length, 0.1f); // zeros give no updates
            phi.write(0, weights);
            Buffer predicted = kernels.buffer(STEPS * all);
            Buffer metaGradient = kernels.buffer(imitator.weights());
            Buffer imitationLoss = kernels.buffer(1);
            float floor =
                    (float) (Practice.PLAIN.huberFloor() * problem.teacher().typicalUpdate());
            kernels.imitate(
                    phi,
                    new Kernels.Demonstration(gradient, truth),
                    episodes.carry,
                    new Kernels.LossTerms(ImitationLoss.HUBER, floor),
                    new Kernels.Learned(predicted, metaGradient, imitationLoss),
                    0,
                    null);
            results.put("predicted update", predicted.read());
            results.put("imitation loss", imitationLoss.read());
            results.put("meta-gradient", metaGradient.read());
            Buffer one = kernels.buffer(all);
            kernels.step(phi, episodes.clock, episodes.theta, 0, null, episodes.carry, one); // θ serves as a gradient
            results.put("closed-loop update", one.read());
        }
        return results;
    }

    /**
     * A network with every kind of layer, noise for images, and a rule with state. The rule is not Adam, whose updates
     * are large even for a gradient that consists of rounding errors.
     */
    private static Problem problem(Imitator imitator) {
        Shape shape = new Shape(1, 12, 12);
        int count = 8;
        int[] words = new int[count * shape.size()];
        Philox.words(SEED, Philox.DIGITS, 0, 0, 0, words.length, words);
        byte[] pixels = new byte[words.length];
        byte[] labels = new byte[count];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) words[i];
        }
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 3);
        }
        Samples samples = new Samples.Images(shape, 3, pixels, labels, 0.5f, 0.3f);
        List<Layer> layers = List.of(
                new Layer.Conv(3, 2),
                new Layer.Dropout(0.5, true),
                new Layer.MaxPool(2),
                new Layer.Relu(),
                new Layer.Dense(5),
                new Layer.Tanh(),
                new Layer.Dropout(0.3, false),
                new Layer.Dense(3));
        Optimizee optimizee = new Optimizee.Layers(shape, layers, Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
        return new Problem(optimizee, samples, 4, new Teacher.Sgd(1e-2, 0.9, 0, false), imitator, false);
    }
}
