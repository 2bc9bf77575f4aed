package dev.understudy.dl4j;

import dev.understudy.imitation.Philox;
import dev.understudy.run.ImitatorFile;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Measures the time of {@code applyUpdater} alone, and of DL4J's Adam in the same process, on one thread: {@link #main} prints it for each
 * imitator that comes with the program.
 */
final class UpdaterTimes {
    /** As many as the MNIST network has that the project measures with. */
    static final int PARAMETERS = 21_840;

    private static final String PEER = "DL4J's Adam";
    private static final int GRADIENTS = 8;
    private static final int STEPS = 40; // of one updater, before it is the next one's turn

    private final INDArray[] gradients = new INDArray[GRADIENTS];
    private final INDArray gradient = Nd4j.create(1, PARAMETERS); // DL4J hands a block's over as a row
    private final Map<String, GradientUpdater<?>> updaters = new LinkedHashMap<>();
    private int iteration;

    private UpdaterTimes(List<String> imitators) {
        for (int k = 0; k < GRADIENTS; k++) {
            float[] values = new float[PARAMETERS];
            for (int i = 0; i < values.length; i++) {
                values[i] = 0.1f * (Philox.uniform(Philox.word(3, 1, 0, k, i)) - 0.5f);
            }
            gradients[k] = Nd4j.createFromArray(values).reshape(1, PARAMETERS);
        }
        add(PEER, new Adam(1e-3));
        for (String name : imitators) {
            ImitatorUpdater updater = ImitatorUpdater.pretrained(name);
            add(name, updater.imitator().time() ? updater.horizon(10_000) : updater);
        }
    }

    private void add(String name, IUpdater updater) {
        updaters.put(name, updater.instantiate(Nd4j.create(1, updater.stateSize(PARAMETERS)), true));
    }

    /** Milliseconds of this thread's processor time for one step: the median of some. */
    private double turn(GradientUpdater<?> updater) {
        double[] millis = new double[STEPS];
        for (int k = 0; k < STEPS; k++) {
            gradient.assign(gradients[iteration % GRADIENTS]);
            long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            updater.applyUpdater(gradient, iteration++, 0);
            millis[k] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began) / 1e6;
        }
        return median(millis);
    }

    /**
     * @param millis of one step
     * @param ratio to the time of DL4J's Adam in the same round
     */
    record Cost(String name, double millis, double ratio) {}

    /** Medians of rounds in which each has its turn. @param imitators names of {@link ImitatorFile#PRETRAINED} */
    static List<Cost> compare(List<String> imitators, int rounds) {
        // Their threads' time would not be counted.
        Nd4j.getEnvironment().setMaxThreads(1);
        Nd4j.getEnvironment().setMaxMasterThreads(1);
        UpdaterTimes times = new UpdaterTimes(imitators);
        List<String> names = List.copyOf(times.updaters.keySet());
        double[][] millis = new double[names.size()][rounds];
        double[][] ratios = new double[names.size()][rounds];
        for (int round = -rounds; round < rounds; round++) { // as many to warm up
            for (int k = 0; k < names.size(); k++) {
                double found = times.turn(times.updaters.get(names.get(k)));
                if (round >= 0) {
                    millis[k][round] = found;
                    ratios[k][round] = found / millis[0][round];
                }
            }
        }
        List<Cost> costs = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            costs.add(new Cost(names.get(k), median(millis[k]), median(ratios[k])));
        }
        return costs;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    static String line(Cost cost) {
        return String.format(
                Locale.ROOT, "%-12s %7.3f ms a step, %5.2f times Adam's", cost.name, cost.millis, cost.ratio);
    }

    /** @param arguments names of imitators; none for all */
    public static void main(String[] arguments) {
        List<String> imitators = arguments.length > 0 ? List.of(arguments) : ImitatorFile.PRETRAINED;
        compare(imitators, 15).forEach(cost -> System.out.println(line(cost)));
    }
}
