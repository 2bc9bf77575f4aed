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
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Throughput of meta-training as the PyTorch peer measures it: fresh θ, T steps of SGD with dropout on, LSTM forward and
 * backward over all coordinates, one Adam step; the median of five rounds after a warm-up.
 */
record Speed(double metaStepMillis, float finalLoss, String data) {
    /** @param seconds per round */
    static Speed measure(
            Engine engine, Imitator imitator, int unroll, int batch, int replicas, DataSet data, double seconds) {
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
            int steps = 10;
            round(training, steps, 2 * seconds); // the compiler needs about two seconds
            double[] millis = new double[5];
            for (int i = 0; i < millis.length; i++) {
                millis[i] = round(training, 2, seconds);
            }
            Arrays.sort(millis);
            float[] losses = training.losses().imitation();
            return new Speed(millis[2], losses[losses.length - 1], data.name());
        }
    }

    /** Milliseconds per meta-step over at least {@code least} of them and {@code seconds}. */
    private static double round(MetaTraining training, int least, double seconds) {
        long began = System.nanoTime();
        int done = 0;
        double taken = 0;
        while (done < least || taken < seconds) {
            int few = done == 0 ? 1 : (int) Math.min(50, 1 + 0.1 * done / taken); // about a tenth of a second
            training.run(few);
            training.phi(); // waits until they are done
            done += few;
            taken = (System.nanoTime() - began) / 1e9;
        }
        return 1000 * taken / done;
    }

    /** @param folder of MNIST; null for MNIST where it usually lies, else the embedded digits */
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
