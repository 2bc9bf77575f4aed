package dev.understudy.engine.nd4j;

import dev.understudy.data.DataSet;
import dev.understudy.data.DataSets;
import dev.understudy.engine.Golden;
import dev.understudy.engine.Problem;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Time of engine nd4j: the parts of one meta-step of {@code bench}, each timed by itself, medians of nine rounds. */
final class PartTimes {
    private static final int STEPS = 5;

    private PartTimes() {}

    public static void main(String[] args) {
        Path mnist = Golden.mnist();
        DataSet data = Files.isDirectory(mnist) ? DataSets.load("mnist", mnist) : DataSets.load("digits", null);
        for (int[] size : new int[][] {{2, 1}, {20, 1}, {2, 64}}) {
            print(data, size[0], size[1]);
        }
    }

    private static void print(DataSet data, int hidden, int batch) {
        Optimizee.Layers layers = Optimizee.mnistCnn(data.train().shape(), 10);
        Problem problem =
                new Problem(layers, data.train(), batch, new Teacher.Sgd(0.01), Imitator.gated(hidden), false);
        int p = layers.coordinates();
        try (DeviceDataSet stored = new DeviceDataSet(data.train());
                Program owner = new Program();
                EpisodeArrays episodes = new EpisodeArrays(
                        problem,
                        stored,
                        new LayersBlueprint(layers),
                        1,
                        1,
                        STEPS,
                        EpisodeArrays.Kept.of(owner, problem.teacher(), 1, p),
                        step -> problem.teacher());
                Program forward = new Program();
                Program loss = new Program();
                Program backward = new Program()) {
            INDArray gradient = forward.zeros(STEPS, p);
            INDArray truth = forward.zeros(STEPS, p).addi(0.01);
            INDArray predicted = forward.zeros(STEPS, p);
            INDArray slope = forward.zeros(STEPS, p);
            INDArray phi = forward.zeros(problem.imitator().weights());
            phi.data().setData(problem.imitator().initialWeights(1));
            Carry carry = Carry.empty(forward, problem.imitator(), p);
            Unroll unroll = new Unroll(
                    forward, problem.imitator(), false, new Unroll.Lanes(phi, gradient, truth, predicted, carry));
            unroll.forward();
            ImitationOps.add(
                    loss,
                    ImitationOps.Kept.of(loss, ImitationLoss.RELATIVE, STEPS, 1, p),
                    ImitationLoss.RELATIVE,
                    0,
                    truth.reshape(STEPS, 1, p),
                    predicted.reshape(STEPS, 1, p),
                    slope.reshape(STEPS, 1, p),
                    loss.zeros(1));
            Unroll back = new Unroll(
                    backward,
                    problem.imitator(),
                    false,
                    new Unroll.Lanes(phi, gradient, truth, predicted, carry),
                    UnrollArrays.forwardAndBack(backward, problem.imitator(), STEPS, p));
            back.backward(slope, backward.zeros(phi.length()));
            System.out.println(String.format(
                    Locale.ROOT,
                    "nd4j, 1 thread, hidden %d, batch %d: fresh theta %.2f ms, draws and upload %.2f, gradients and teacher %.2f, "
                            + "LSTM forward %.2f, loss %.2f, LSTM backward %.2f",
                    hidden,
                    batch,
                    median(() -> episodes.begin(0)),
                    median(() -> episodes.upload(STEPS, null)),
                    median(() -> {
                        for (int t = 0; t < STEPS; t++) {
                            episodes.step(t);
                        }
                    }),
                    median(forward::run),
                    median(loss::run),
                    median(backward::run)));
        }
    }

    private static double median(Runnable part) {
        double[] millis = new double[9];
        for (int i = -2; i < millis.length; i++) {
            long began = System.nanoTime();
            int done = 0;
            while (System.nanoTime() - began < 100_000_000L) {
                part.run();
                done++;
            }
            if (i >= 0) {
                millis[i] = (System.nanoTime() - began) / 1e6 / done;
            }
        }
        Arrays.sort(millis);
        return millis[millis.length / 2];
    }
}
