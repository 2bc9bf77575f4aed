package dev.understudy.engine.fused;

import dev.understudy.data.DataSet;
import dev.understudy.data.DataSets;
import dev.understudy.engine.Engine;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A program: the same meta-training on one thread and on several, in one process, in turns of some meta-steps each, so that whatever else
 * the machine does disturbs both alike. Arguments: {@code HIDDEN,BATCH} as often as wanted; before them {@code threads=N}, {@code rounds=N}.
 * To see what a busy core costs, let something else run on it: {@code taskset -c 1 sh -c 'while :; do :; done'}.
 */
public final class TwoThreads {
    private static final double TURN_SECONDS = Double.parseDouble(System.getProperty("turn", "0.02"));

    private TwoThreads() {}

    public static void main(String[] arguments) {
        int threads = 2;
        int rounds = 41;
        for (String argument : arguments) {
            if (argument.startsWith("threads=")) {
                threads = Integer.parseInt(argument.substring(8));
            } else if (argument.startsWith("rounds=")) {
                rounds = Integer.parseInt(argument.substring(7));
            } else {
                String[] size = argument.split(",");
                System.out.println(compare(Integer.parseInt(size[0]), Integer.parseInt(size[1]), threads, rounds));
            }
        }
    }

    /** Milliseconds per meta-step: medians and lower deciles; and the median of the ratios of neighbouring turns. */
    record Pair(int hidden, int batch, int threads, double[] one, double[] many, double[] ratios) {
        double ratio() {
            return ratios[ratios.length / 2];
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "hidden %d batch %d: one thread %.3f ms (decile %.3f), %d threads %.3f ms (decile %.3f), "
                            + "ratio %.2f (deciles %.2f to %.2f), of deciles %.2f",
                    hidden,
                    batch,
                    one[one.length / 2],
                    one[one.length / 10],
                    threads,
                    many[many.length / 2],
                    many[many.length / 10],
                    ratio(),
                    ratios[ratios.length / 10],
                    ratios[ratios.length * 9 / 10],
                    one[one.length / 10] / many[many.length / 10]);
        }
    }

    static Pair compare(int hidden, int batch, int threads, int rounds) {
        try (Engine single = FusedEngine.onCpu(1);
                Engine several = FusedEngine.onCpu(threads);
                MetaTraining a = single.train(spec(hidden, batch), null);
                MetaTraining b = several.train(spec(hidden, batch), null)) {
            int each = 1;
            for (double seconds = 0; seconds < 3; seconds += each * (millis(a, each) + millis(b, each)) / 1000) {
                each = Math.max(each, (int) (TURN_SECONDS * 1000 / millis(a, 2)));
            }
            double[] one = new double[rounds];
            double[] many = new double[rounds];
            double[] ratios = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                one[i] = millis(a, each);
                many[i] = millis(b, each);
                ratios[i] = one[i] / many[i];
            }
            Arrays.sort(one);
            Arrays.sort(many);
            Arrays.sort(ratios);
            return new Pair(hidden, batch, threads, one, many, ratios);
        }
    }

    private static double millis(MetaTraining training, int metaSteps) {
        long began = System.nanoTime();
        training.run(metaSteps);
        return (System.nanoTime() - began) / 1e6 / metaSteps;
    }

    private static TrainingSpec spec(int hidden, int batch) {
        DataSet digits = DataSets.load("digits", null);
        Imitator imitator = new Imitator(List.of(hidden), Imitator.Features.GRADIENT, Imitator.Head.GATED, false);
        Problem problem = new Problem(
                Optimizee.mnistCnn(digits.train().shape(), digits.train().classes()),
                digits.train(),
                batch,
                new Teacher.Sgd(0.01),
                imitator,
                false);
        return new TrainingSpec(problem, 1, 5, 5, 1, ImitationLoss.RELATIVE, new Teacher.Adam(1e-3), 0);
    }
}
