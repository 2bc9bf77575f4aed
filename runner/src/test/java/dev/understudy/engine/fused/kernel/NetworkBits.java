package dev.understudy.engine.fused.kernel;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout.Score;
import dev.understudy.engine.Samples;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Shape;
import dev.understudy.imitation.Teacher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A program, for a JVM that has the Vector API: compares both providers' gradients and scores of networks of awkward shapes. */
public final class NetworkBits {
    private NetworkBits() {}

    private record Case(Optimizee.Layers network, int batch, int replicas, float odd, int stride) {}

    public static void main(String[] arguments) {
        int asked = 0;
        for (Case one : cases()) {
            List<float[]> plain = answers(one, Provider.PLAIN, 1);
            List<float[]> vector = answers(one, Provider.VECTOR, 2);
            for (int k = 0; k < plain.size(); k++) {
                if (!Arrays.equals(plain.get(k), vector.get(k))) {
                    System.out.println("array " + k + " differs: " + one);
                }
            }
            asked++;
        }
        System.out.println(asked + " networks by vectors of " + ConvTiles.LENGTH);
    }

    /** Each network once as it is, and once with a weight that is not a number, or too large for the sums. */
    private static List<Case> cases() {
        List<Optimizee.Layers> networks = new ArrayList<>();
        networks.add(Optimizee.halfPlane());
        networks.add(Optimizee.mnistCnn(new Shape(1, 28, 28), 10));
        for (int units : new int[] {1, 3, 31, 33, 207}) {
            for (int inputs : new int[] {1, 15, 16, 17, 64, 207}) {
                Layer relu = units == 31 ? new Layer.Dropout(0.3, false) : new Layer.Relu();
                networks.add(network(new Shape(1, 1, inputs), relu, new Layer.Dense(units), relu, new Layer.Dense(5)));
            }
        }
        for (int units : new int[] {16, 32, 48}) {
            networks.add(threeDense(units));
        }
        int[] sides = {0, 1, 2, 4, 7, 8, 9, 13};
        int[] channels = {1, 3, 2, 33};
        int n = 0;
        for (int k : new int[] {1, 2, 3, 5, 7, 8, 9}) {
            for (int way = 0; way < 9; way++, n++) {
                int more = way == 6 ? 13 : 5; // two pools need a larger image
                Shape image = new Shape(channels[n % 4], k + more + sides[n % 8], k + more + sides[(n + way) % 8]);
                networks.add(network(image, way, new Layer.Conv(k, channels[(n + 1 + way) % 4] + way % 3)));
            }
            networks.add(network(new Shape(2, k, k), new Layer.Relu(), new Layer.Conv(k, 5))); // at θ's end
        }
        Layer tanh = new Layer.Tanh();
        for (int k : new int[] {1, 3, 5, 8
        }) { // with a pool that wants the gradient as a list, and without one; at every remainder
            Layer conv = new Layer.Conv(k, 2 + k);
            Shape image = new Shape(2, k + 6, k + 9);
            networks.add(network(
                    image, conv, tanh, new Layer.MaxPool(2), tanh, new Layer.Dense(30 + k), tanh, new Layer.Dense(5)));
            networks.add(
                    network(image, tanh, conv, new Layer.Dropout(0.4, true), tanh, tanh, new Layer.Dense(5), tanh));
        }
        float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, 3e38f};
        List<Case> cases = new ArrayList<>();
        for (Optimizee.Layers network : networks) {
            int i = cases.size();
            cases.add(new Case(network, new int[] {1, 7, 17}[i / 2 % 3], 1 + i / 2 % 2, 0f, 0));
            cases.add(new Case(network, 3, 1, odd[i / 2 % 3], 0));
        }
        // Batches for which weights are put in another order, those of one replica after another's; and if weights
        // are
        // so large that a middle layer has infinite inputs together with gradients that are zero.
        for (int units : new int[] {16, 32, 48}) {
            cases.add(new Case(threeDense(units), 40, 2, 0f, 0));
            cases.add(new Case(threeDense(units), 35, 1, 3e38f, 0));
        }
        // The first weight of another channel in each replica, half of which are dropped: a vector has it together with
        // the
        // weights of the one before.
        Layer[] layers = {new Layer.Conv(1, 1), new Layer.Conv(3, 8), new Layer.Dropout(0.5, true), new Layer.Dense(5)};
        cases.add(new Case(network(new Shape(2, 9, 9), layers), 1, 8, Float.NaN, 3 * 3));
        return cases;
    }

    private static Optimizee.Layers threeDense(int units) {
        Layer relu = new Layer.Relu();
        return network(
                new Shape(1, 8, 8), new Layer.Dense(units), relu, new Layer.Dense(32), relu, new Layer.Dense(10));
    }

    private static Optimizee.Layers network(Shape image, int way, Layer conv) {
        Layer relu = new Layer.Relu();
        Layer drop = new Layer.Dropout(0.4, false);
        Layer channels = new Layer.Dropout(0.5, true);
        Layer pool = new Layer.MaxPool(2);
        Layer dense = new Layer.Dense(5);
        return switch (way) {
            case 0 -> network(image, conv, pool, relu, dense);
            case 1 -> network(image, conv, channels, pool, relu, new Layer.Dense(19), drop, dense);
            case 2 -> network(image, conv, relu, new Layer.MaxPool(3), dense);
            case 3 -> network(image, conv, drop, relu, pool, drop, dense);
            case 4 -> network(image, conv, new Layer.Conv(1, 6), pool, dense);
            case 5 -> network(image, relu, conv, dense);
            case 6 -> network(image, drop, conv, pool, new Layer.Conv(2, 3), channels, relu, pool, dense);
            case 7 -> network(image, channels, conv, channels, new Layer.Conv(3, 9), relu, dense);
            default -> network(image, relu, pool, relu, new Layer.Conv(1, 7), drop, new Layer.Conv(2, 3), pool, dense);
        };
    }

    private static Optimizee.Layers network(Shape image, Layer... layers) {
        return new Optimizee.Layers(image, List.of(layers), Optimizee.Loss.SOFTMAX_CROSS_ENTROPY);
    }

    /** Gradients and losses of two steps, and the score. */
    private static List<float[]> answers(Case one, Provider provider, int workers) {
        SplittableRandom random = new SplittableRandom(7);
        int coordinates = one.network.coordinates();
        Imitator imitator = new Imitator(List.of(2), Imitator.Features.GRADIENT, Imitator.Head.GATED, false);
        Samples samples = samples(one.network, random);
        Problem problem = new Problem(one.network, samples, one.batch, new Teacher.Sgd(0.01), imitator, false);
        float[] theta = new float[one.replicas * coordinates];
        for (int i = 0; i < theta.length; i++) {
            theta[i] = (float) random.nextGaussian() * 0.3f;
        }
        for (int r = 0; one.odd != 0f && r < one.replicas; r++) {
            theta[r * coordinates + (one.stride > 0 ? 3 + r * one.stride : random.nextInt(coordinates))] = one.odd;
        }
        float[] gradient = new float[2 * theta.length];
        Arrays.fill(gradient, 7f);
        float[] loss = new float[2 * one.replicas];
        Clock clock = new Clock(one.replicas);
        GradientPass pass = new GradientPass(problem, 5, one.replicas, workers, provider);
        try (WorkerPool pool = new WorkerPool(workers)) {
            for (int row = 0; row < 2; row++) {
                pass.run(pool, theta, clock, gradient, row, loss, row * one.replicas);
                clock.advance(1);
            }
            Score score = pass.score(pool, theta, samples, 5);
            return List.of(gradient, loss, new float[] {(float) score.loss(), (float) score.accuracy()});
        }
    }

    private static Samples samples(Optimizee.Layers network, SplittableRandom random) {
        if (network.loss() == Optimizee.Loss.BINARY_CROSS_ENTROPY) {
            return new Samples.HalfPlane(0, 20);
        }
        byte[] pixels = new byte[9 * network.input().size()];
        random.nextBytes(pixels);
        byte[] labels = new byte[9];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) random.nextInt(network.outputs());
        }
        return new Samples.Images(network.input(), network.outputs(), pixels, labels, 0.4f, 0.3f);
    }
}
