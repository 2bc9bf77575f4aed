package dev.understudy.engine.nd4j.dl4j;

import dev.understudy.engine.Samples;
import dev.understudy.engine.UnsupportedNetwork;
import dev.understudy.engine.nd4j.backend.HostTransfer;
import dev.understudy.imitation.Philox;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Properties that only a pass through the network shows: whether it takes the samples, how many outputs it has, and,
 * stored in the declaration's dropouts, how many units each of them drops. The pass also checks that the network gives
 * the same result twice.
 */
@SuppressWarnings("try") // a workspace is open or closed, never read
public record FirstPass(
        SampleForm samples, LabelForm answers, int coordinates, List<long[]> statistics, List<Long> tensors) {
    /** Not 1: a batch of one has no variance. */
    private static final int BATCH = 2;
    /** Relative to the norm: far above the effect of another order of summation, far below noise. */
    private static final double SAME = 1e-3;

    /** @throws IllegalArgumentException with the reason, if the network does not take the samples */
    public static FirstPass of(Dl4jSpec declaration, Samples samples) {
        SampleForm form = SampleForm.of(declaration.network(), samples.shape());
        try (Dl4jNetwork network = new Dl4jNetwork(declaration.network());
                INDArray features = Nd4j.create(DataType.FLOAT, form.shape(BATCH, samples.shape()))) {
            return of(declaration, network, form, features, samples);
        }
    }

    private static FirstPass of(
            Dl4jSpec declaration, Dl4jNetwork network, SampleForm form, INDArray features, Samples samples) {
        try (NativeOutput silent = new NativeOutput()) {
            network.init(network.theta(), 0, 0);
            fill(features);
            LabelForm answers = answers(network, features, declaration.sparse(), samples.classes());
            try (INDArray labels = Nd4j.create(DataType.FLOAT, answers.shape(BATCH, samples.classes()));
                    INDArray mean = Nd4j.create(DataType.FLOAT, 1);
                    INDArray each = Nd4j.create(DataType.FLOAT, BATCH)) {
                fill(labels, answers, samples.classes());
                lossesAre(declaration, network, features, labels, mean, each);
                float[] first = HostTransfer.read(network.gradient(features, labels));
                float[] second = HostTransfer.read(network.gradient(features, labels));
                check(declaration, first, second);
            }
            List<long[]> statistics = network.parameters().special().stream()
                    .filter(Parameters.Part::statistic)
                    .map(part -> new long[] {part.from(), part.to()})
                    .toList();
            return new FirstPass(
                    form,
                    answers,
                    (int) network.theta().length(),
                    statistics,
                    network.parameters().bounds());
        } catch (UnsupportedNetwork e) {
            throw e;
        } catch (RuntimeException e) {
            throw FailedLayer.refusal(e, network.layers(), samples);
        }
    }

    /** Checks that the loss can give a value per sample, which not every loss of DL4J can. */
    private static void lossesAre(
            Dl4jSpec declaration,
            Dl4jNetwork network,
            INDArray features,
            INDArray labels,
            INDArray mean,
            INDArray each) {
        try {
            declaration.loss().meanTo(mean);
            network.gradient(features, labels);
            declaration.loss().eachTo(each, labels);
            network.output(features).close();
        } catch (UnsupportedOperationException e) {
            throw UnsupportedNetwork.because(
                    e,
                    "the optimizee's loss " + declaration.loss().name() + " has no value per sample",
                    "one that has, such as MCXENT",
                    "take another loss");
        } finally {
            declaration.loss().meanTo(null);
            declaration.loss().eachTo(null, null);
        }
    }

    private static LabelForm answers(Dl4jNetwork network, INDArray features, boolean sparse, int classes) {
        try (INDArray output = network.output(features)) {
            if (output.rank() != 2 || output.size(0) != features.size(0)) {
                throw new UnsupportedNetwork(
                        "the optimizee's output has shape " + Arrays.toString(output.shape())
                                + " for " + features.size(0)
                                + " samples",
                        "[samples, outputs]",
                        "end it with an OutputLayer");
            }
            long outputs = output.size(1);
            if (outputs != classes && (sparse || classes != 2 || outputs != 1)) {
                throw new UnsupportedNetwork(
                        "the optimizee has " + outputs + " outputs",
                        (classes == 2 && !sparse ? "1 or 2" : classes) + ", as the data have " + classes + " classes",
                        "set the last layer's nOut");
            }
            return sparse ? LabelForm.NUMBER : outputs == classes ? LabelForm.ONE_HOT : LabelForm.ONE_OUTPUT;
        }
    }

    private static void check(Dl4jSpec declaration, float[] first, float[] second) {
        for (MaskedDropout dropout : declaration.dropouts()) {
            String layer = "the optimizee's layer " + dropout.layer() + " ("
                    + declaration
                            .network()
                            .getConf(dropout.layer())
                            .getLayer()
                            .getClass()
                            .getSimpleName() + ") ";
            if (dropout.isForgottenBackwards()) {
                throw new UnsupportedNetwork(
                        layer
                                + "drops units in the forward pass, which DL4J ignores in the backward pass; put a DropoutLayer before it");
            }
            if (dropout.isSpatialWithoutChannels()) {
                throw new UnsupportedNetwork(layer + "has SpatialDropout without channels", "Dropout there");
            }
        }
        double difference = 0;
        double norm = 0;
        for (int p = 0; p < first.length; p++) {
            difference += Math.pow((double) first[p] - second[p], 2);
            norm += Math.pow(first[p], 2);
        }
        if (!Double.isFinite(norm)) {
            throw new UnsupportedNetwork(
                    "the optimizee's gradient is not finite at its initial weights",
                    "numbers",
                    "look at its loss, which must take labels 0 and 1");
        }
        if (Math.sqrt(difference) > SAME * Math.sqrt(norm)) {
            throw new UnsupportedNetwork(
                    "the optimizee's gradient differs between two passes over the same samples; some layer draws random numbers that do not depend on the seed; remove it");
        }
    }

    private static void fill(INDArray features) {
        float[] values = new float[(int) features.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * Philox.uniform(Philox.word(0, Philox.BATCH, 0, 0, i)) - 1;
        }
        try (INDArray made = Nd4j.createFromArray(values)) {
            features.assign(made.reshape('c', features.shape()));
        }
    }

    private static void fill(INDArray labels, LabelForm answers, int classes) {
        float[] rows = new float[BATCH * classes];
        for (int i = 0; i < BATCH; i++) {
            rows[i * classes + i % classes] = 1;
        }
        try (INDArray made = Nd4j.createFromArray(rows);
                MemoryWorkspace scratch = Dl4jNetwork.scratch()) {
            answers.write(made.reshape('c', BATCH, classes), labels);
        }
    }
}
