package dev.understudy.engine.fused.kernel;

import dev.understudy.engine.Clock;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A program, for a JVM that has the Vector API: compares both providers, and prints each case in which a bit differs, and the number of cases. */
public final class ProviderBits {
    private ProviderBits() {}

    private record Case(Imitator imitator, int steps, int replicas, int coordinates, ImitationLoss loss) {}

    public static void main(String[] arguments) {
        int asked = 0;
        for (Case one : cases()) {
            List<float[]> plain = answers(one, Provider.PLAIN);
            List<float[]> vector = answers(one, Provider.VECTOR);
            for (int k = 0; k < plain.size(); k++) {
                if (!Arrays.equals(plain.get(k), vector.get(k))) {
                    System.out.println("array " + k + " differs: " + one);
                }
            }
            asked++;
        }
        System.out.println(asked + " cases by vectors of " + VectorTiles.LENGTH);
    }

    private static List<Case> cases() {
        Moments all = new Moments(List.of(0.9, 0.5), List.of(0.99), true, true, true, 0.9);
        List<Imitator> imitators = new ArrayList<>();
        for (List<Integer> hidden :
                List.of(List.of(1), List.of(2), List.of(3), List.of(5), List.of(20), List.of(20, 20), List.of(4, 3))) {
            if (hidden.get(hidden.size() - 1) > 1) {
                imitators.add(new Imitator(hidden, Features.GRADIENT, Head.GATED, hidden.get(0) == 3));
            }
            imitators.add(new Imitator(hidden, Features.LOG_SIGN, Head.SCALED, false));
            imitators.add(new Imitator(hidden, Features.MOMENTS, all, Head.ZERO_OUT, 0.01, 0, hidden.get(0) == 5));
            imitators.add(new Imitator(hidden, Features.LOG_GRADIENT, Head.EXPONENTIAL, hidden.get(0) == 3));
            imitators.add(imitators.get(imitators.size() - 1).withTime(true));
        }
        List<Case> cases = new ArrayList<>();
        int k = 0;
        for (Imitator imitator : imitators) {
            for (int coordinates : new int[] {1, 3, 31, 33, 207, 1000}) {
                cases.add(new Case(
                        imitator,
                        new int[] {1, 2, 5, 6}[k % 4],
                        1 + k % 3 / 2,
                        coordinates,
                        k % 2 == 0 ? ImitationLoss.HUBER : ImitationLoss.RELATIVE));
                k++;
            }
        }
        return cases;
    }

    /** Twice the same work, so that the second begins with a carry; then a step alone, each replica with weights of its own. */
    private static List<float[]> answers(Case one, Provider provider) {
        Imitator imitator = one.imitator;
        int all = one.replicas * one.coordinates;
        SplittableRandom random = new SplittableRandom(7);
        float[] phi = numbers(random, imitator.weights(), 0.5f);
        float[] gradient = numbers(random, one.steps * all, 3f);
        float[] truth = numbers(random, one.steps * all, 0.03f);
        float[] h = new float[imitator.carried() * all];
        float[] c = new float[imitator.carried() * all];
        float[] update = new float[all];
        float[] moments = new float[imitator.states().size() * all];
        Kernels.Carry carry =
                new Kernels.Carry(new CpuBuffer(h), new CpuBuffer(c), new CpuBuffer(update), new CpuBuffer(moments));
        float[] predicted = new float[one.steps * all];
        float[] metaGradient = new float[imitator.weights()];
        float[] loss = new float[2];
        float[] stepped = new float[all];
        Clock clock = HostImitator.clock(one.replicas);
        try (WorkerPool pool = new WorkerPool(2)) {
            ImitatePass pass = new ImitatePass(imitator, false, one.steps, one.replicas, one.coordinates, 2, provider);
            for (int i = 0; i < 2; i++) {
                pass.train(
                        pool,
                        phi,
                        new Kernels.Demonstration(new CpuBuffer(gradient), new CpuBuffer(truth), clock),
                        carry,
                        new Kernels.LossTerms(one.loss, 1e-3f),
                        new Kernels.Learned(new CpuBuffer(predicted), new CpuBuffer(metaGradient), new CpuBuffer(loss)),
                        i,
                        null);
            }
            new ImitatePass(imitator.free(), false, 1, one.replicas, one.coordinates, 2, provider)
                    .step(
                            pool,
                            numbers(random, one.replicas * imitator.weights(), 0.5f),
                            clock,
                            gradient,
                            0,
                            null,
                            carry,
                            stepped);
        }
        return List.of(predicted, metaGradient, loss, h, c, update, moments, stepped);
    }

    private static float[] numbers(SplittableRandom random, int n, float size) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = (float) random.nextGaussian() * size;
        }
        return numbers;
    }
}
