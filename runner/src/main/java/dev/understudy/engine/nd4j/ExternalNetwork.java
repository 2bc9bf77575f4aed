package dev.understudy.engine.nd4j;

import dev.understudy.engine.Samples;
import dev.understudy.engine.nd4j.dl4j.Dl4jNetwork;
import dev.understudy.engine.nd4j.dl4j.Dl4jSpec;
import dev.understudy.engine.nd4j.dl4j.FirstPass;
import dev.understudy.engine.nd4j.dl4j.LabelForm;
import dev.understudy.engine.nd4j.dl4j.MaskedDropout;
import dev.understudy.engine.nd4j.dl4j.Parameters;
import dev.understudy.engine.nd4j.dl4j.SampleForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Computes a DL4J network for all replicas, one after the other, with a single network: θ's row is copied in, and the
 * gradient's row out. The two copies of P floats cost little compared with a pass, and a network per replica would mean
 * R trees of layers that share one thread's workspaces anyway. DL4J also works on copies of samples and labels, because
 * some of its layers overwrite their input.
 */
@SuppressWarnings("try") // a workspace is open or closed, never read
final class ExternalNetwork implements Blueprint.RunningOptimizee {
    private final Dl4jSpec declaration;
    private final Dl4jNetwork network;
    private final SampleForm samples;
    private final LabelForm answers;
    private final Samples data;
    private final List<MaskedDropout> dropouts;
    private final List<Row> rows = new ArrayList<>();
    private final INDArray features;
    private final INDArray labels;

    /** Views of one replica's arrays. */
    private record Row(
            INDArray theta,
            INDArray gradient,
            INDArray loss,
            INDArray input,
            INDArray labels,
            List<INDArray> masks,
            List<Special> special) {}

    /** A part of θ with special rules: views of this replica's θ and gradient, and of DL4J's gradient. */
    private record Special(Parameters.Part part, INDArray theta, INDArray gradient, INDArray raw) {}

    /** @param dropouts those with drawn masks, in the order of masks */
    ExternalNetwork(
            Dl4jSpec declaration, List<MaskedDropout> dropouts, FirstPass found, Samples data, Blueprint.Place place) {
        this.declaration = declaration;
        this.dropouts = dropouts;
        this.samples = found.samples();
        this.answers = found.answers();
        this.data = data;
        network = new Dl4jNetwork(declaration.network());
        features = Nd4j.create(DataType.FLOAT, samples.shape(place.batch(), data.shape()));
        labels = Nd4j.create(DataType.FLOAT, answers.shape(place.batch(), data.classes()));
        Parameters parameters = network.parameters();
        INDArray raw = network.rawGradient();
        for (int r = 0; r < place.replicas(); r++) {
            INDArray theta = row(place.theta(), r);
            INDArray gradient = row(place.gradient(), r);
            int replica = r;
            rows.add(new Row(
                    theta,
                    gradient,
                    place.loss().get(NDArrayIndex.interval(r, r + 1)),
                    samples.view(row(place.input(), r), data.shape()),
                    row(place.labels(), r),
                    place.masks().stream().map(mask -> row(mask, replica)).toList(),
                    parameters.special().stream()
                            .map(part -> new Special(part, part.of(theta), part.of(gradient), part.of(raw)))
                            .toList()));
        }
    }

    private static INDArray row(INDArray array, int r) {
        // Not by point(r): for a view that begins after its buffer's start, that returns an empty array.
        long[] shape = Arrays.copyOfRange(array.shape(), 1, array.rank());
        return Views.part(array, r * (array.length() / array.size(0)), shape);
    }

    @Override
    public void init(long seed, int r, int episode) {
        network.init(rows.get(r).theta(), seed, episode);
    }

    @Override
    public void gradient() {
        try (MemoryWorkspace outside = Dl4jNetwork.outside()) {
            rows.forEach(this::gradient);
        }
    }

    private void gradient(Row row) {
        network.theta().assign(row.theta());
        features.assign(row.input());
        try (MemoryWorkspace scratch = Dl4jNetwork.scratch()) {
            answers.write(row.labels(), labels);
        }
        for (int i = 0; i < dropouts.size(); i++) {
            dropouts.get(i).use(row.masks().get(i));
        }
        declaration.loss().meanTo(row.loss());
        INDArray sums = network.gradient(features, labels);
        declaration.loss().meanTo(null);
        row.gradient().assign(sums);
        try (MemoryWorkspace scratch = Dl4jNetwork.scratch()) { // the numbers below become arrays in the process
            row.gradient().divi(features.size(0));
            row.special().forEach(ExternalNetwork::complete);
        }
    }

    /** Applies the changes that DL4J makes between gradient and update. */
    private static void complete(Special special) {
        if (special.part().statistic()) {
            special.theta().subi(special.raw());
            special.gradient().assign(0);
        }
        special.part().terms().forEach(term -> term.apply(special.theta(), special.gradient(), 1, 0, 0));
    }

    @Override
    public void evaluate(INDArray theta, INDArray input, INDArray truth, INDArray losses, INDArray right) {
        long n = input.size(0);
        network.theta().assign(theta.reshape(theta.length()));
        try (MemoryWorkspace outside = Dl4jNetwork.outside();
                INDArray samplesTaken = Nd4j.create(DataType.FLOAT, samples.shape(n, data.shape()));
                INDArray labelsTaken = Nd4j.create(DataType.FLOAT, answers.shape(n, data.classes()))) {
            samplesTaken.assign(samples.view(input, data.shape()));
            try (MemoryWorkspace scratch = Dl4jNetwork.scratch()) {
                answers.write(truth, labelsTaken);
            }
            declaration.loss().eachTo(losses, labelsTaken);
            try (INDArray output = network.output(samplesTaken)) {
                try (MemoryWorkspace scratch = Dl4jNetwork.scratch()) {
                    answers.right(output, truth, right);
                }
            } finally {
                declaration.loss().eachTo(null, null);
            }
        }
    }

    @Override
    public void close() {
        features.close();
        labels.close();
        network.close();
    }
}
