package dev.understudy.cli;

import dev.understudy.data.DataSet;
import dev.understudy.data.DataSets;
import dev.understudy.engine.Engine;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Measures the throughput of meta-training in the same way as the PyTorch peer: fresh θ, T steps of SGD with dropout,
 * LSTM forward and backward over all coordinates, one Adam step; medians of five rounds after a warm-up.
 *
 * @param cpuMillis processor time of Java's threads per meta-step, which is more reliable than the clock on a busy
 *     machine; it does not include the threads of the JVM's compiler and of native libraries
 */
record Speed(double metaStepMillis, double cpuMillis, float finalLoss, String data) {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Times per meta-step, as the mean over one round. */
    private record Round(double millis, double cpuMillis) {}

    /** Measures after a warm-up of twice a round. @param seconds per round */
    static Speed measure(
            Engine engine, Imitator imitator, int unroll, int batch, int replicas, DataSet data, double seconds) {
        return measure(engine, imitator, unroll, batch, replicas, data, seconds, 2 * seconds);
    }

    /**
     * @param seconds per round
     * @param warmUp seconds before the first of them
     */
    static Speed measure(
            Engine engine,
            Imitator imitator,
            int unroll,
            int batch,
            int replicas,
            DataSet data,
            double seconds,
            double warmUp) {
        Problem problem = new Problem(
                Optimizee.mnistCnn(data.train().shape(), data.train().classes()),
                data.train(),
                batch,
                new Teacher.Sgd(0.01),
                imitator,
                false);
        TrainingSpec spec = new TrainingSpec(
                problem, 1, unroll, unroll, replicas, ImitationLoss.RELATIVE, new Teacher.Adam(1e-3), 0);
        try (MetaTraining training = engine.train(spec, null)) {
            round(training, 10, warmUp);
            Round[] rounds = new Round[5];
            for (int i = 0; i < rounds.length; i++) {
                rounds[i] = round(training, 2, seconds);
            }
            float[] losses = training.losses().imitation();
            return new Speed(
                    median(rounds, Round::millis),
                    median(rounds, Round::cpuMillis),
                    losses[losses.length - 1],
                    data.name());
        }
    }

    private static double median(Round[] rounds, ToDoubleFunction<Round> figure) {
        return Arrays.stream(rounds).mapToDouble(figure).sorted().toArray()[rounds.length / 2];
    }

    /** Runs at least {@code least} meta-steps, for at least {@code seconds}. */
    private static Round round(MetaTraining training, int least, double seconds) {
        long began = System.nanoTime();
        long cpuBefore = cpuNanos();
        int done = 0;
        double taken = 0;
        while (done < least || taken < seconds) {
            int few = done == 0 ? 1 : (int) Math.min(50, 1 + 0.1 * done / taken); // about a tenth of a second
            training.run(few);
            training.phi(); // waits until they are done
            done += few;
            taken = (System.nanoTime() - began) / 1e9;
        }
        return new Round(1000 * taken / done, (cpuNanos() - cpuBefore) / 1e6 / done);
    }

    /** Processor time of all live Java threads; ended ones are not counted, and none ends while rounds are timed. */
    private static long cpuNanos() {
        return Arrays.stream(THREADS.getAllThreadIds())
                .map(THREADS::getThreadCpuTime)
                .filter(nanos -> nanos > 0)
                .sum();
    }

    /** @param folder the folder of MNIST; null for MNIST in its default folder, or else the embedded digits */
    static DataSet images(Path folder) {
        if (folder != null) {
            return DataSets.load("mnist", folder);
        }
        try {
            return DataSets.load("mnist", DataSets.folder("mnist"));
        } catch (Fault absent) {
            return DataSets.load("digits", null);
        }
    }
}
