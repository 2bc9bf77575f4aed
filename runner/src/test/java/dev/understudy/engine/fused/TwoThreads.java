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
 * A program: the same meta-training on one thread and on two, in one process, in turns of some meta-steps each, so that other work of the
 * machine disturbs both alike. For comparison, two trainings of one thread each at the same time: the gain of this machine by a second
 * thread without shared data, which is below two if its cores are threads of one core. Arguments: {@code HIDDEN,BATCH} as often as
 * wanted; before them {@code rounds=N}. To measure the cost of a busy core, let another process run on it meanwhile:
 * {@code taskset -c 1 sh -c 'while :; do :; done'}.
 */
public final class TwoThreads {
    /** As {@code bench} has it: meta-steps of one call overlap, the first of them cannot. */
    private static final double TURN_SECONDS = 0.1;

    private TwoThreads() {}

    public static void main(String[] arguments) throws InterruptedException {
        int rounds = 41;
        for (String argument : arguments) {
            if (argument.startsWith("rounds=")) {
                rounds = Integer.parseInt(argument.substring("rounds=".length()));
            } else {
                String[] size = argument.split(",");
                System.out.println(compare(Integer.parseInt(size[0]), Integer.parseInt(size[1]), rounds));
            }
        }
    }

    /**
     * Milliseconds per meta-step of each turn, sorted, and how much faster two threads are, and two trainings, than one thread in
     * neighbouring turns.
     */
    record Found(int hidden, int batch, double[] one, double[] two, double[] faster, double[] limit) {
        private static double at(double[] sorted, double share) {
            return sorted[(int) (share * (sorted.length - 1))];
        }

        /** As a share of the machine's own gain by a second thread. */
        double share() {
            return at(faster, 0.5) / at(limit, 0.5);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "hidden %d batch %d: one thread %.3f ms (best tenth %.3f), two %.3f (%.3f); two threads are %.2f times as fast "
                            + "(middle half %.2f to %.2f, of the best tenths %.2f); two trainings at once %.2f (%.2f to %.2f)",
                    hidden,
                    batch,
                    at(one, 0.5),
                    at(one, 0.1),
                    at(two, 0.5),
                    at(two, 0.1),
                    at(faster, 0.5),
                    at(faster, 0.25),
                    at(faster, 0.75),
                    at(one, 0.1) / at(two, 0.1),
                    at(limit, 0.5),
                    at(limit, 0.25),
                    at(limit, 0.75));
        }
    }

    static Found compare(int hidden, int batch, int rounds) throws InterruptedException {
        try (Engine single = FusedEngine.onCpu(1);
                Engine several = FusedEngine.onCpu(2);
                MetaTraining a = single.train(spec(hidden, batch), null);
                MetaTraining b = several.train(spec(hidden, batch), null);
                MetaTraining c = single.train(spec(hidden, batch), null)) {
            int each = 1;
            for (double seconds = 0; seconds < 3; ) { // the compiler needs about two seconds
                double millis = millis(a, each) + millis(b, each);
                seconds += each * millis / 1000;
                each = (int) Math.max(2, TURN_SECONDS * 2000 / millis);
            }
            double[] one = new double[rounds];
            double[] two = new double[rounds];
            double[] faster = new double[rounds];
            double[] limit = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                one[i] = millis(a, each);
                two[i] = millis(b, each);
                faster[i] = one[i] / two[i];
                limit[i] = 2 * one[i] / atOnce(a, c, each);
            }
            for (double[] numbers : List.of(one, two, faster, limit)) {
                Arrays.sort(numbers);
            }
            return new Found(hidden, batch, one, two, faster, limit);
        }
    }

    private static double millis(MetaTraining training, int metaSteps) {
        long began = System.nanoTime();
        training.run(metaSteps);
        return (System.nanoTime() - began) / 1e6 / metaSteps;
    }

    private static double atOnce(MetaTraining a, MetaTraining c, int metaSteps) throws InterruptedException {
        Thread other = new Thread(() -> c.run(metaSteps));
        long began = System.nanoTime();
        other.start();
        a.run(metaSteps);
        other.join();
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
