package dev.understudy.engine.nd4j;

import dev.understudy.engine.Samples;
import dev.understudy.engine.nd4j.Blueprint.Mask;
import dev.understudy.engine.nd4j.Blueprint.Place;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Shape;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks by DL4J's own builder, and places for them that are filled by Philox. */
public final class Nets {
    public static final Shape IMAGE = new Shape(2, 6, 6);
    public static final int CLASSES = 3;
    /** Two channels of 6×6 in three classes; their values do not matter here. */
    public static final Samples IMAGES =
            new Samples.Images(IMAGE, CLASSES, new byte[IMAGE.size()], new byte[1], 0.5f, 0.5f);

    public static final Samples POINTS = new Samples.HalfPlane(0, 10);
    /** A network that drops units in two places. */
    public static final String DROPPING = images(
            conv().build(),
            new BatchNormalization(),
            pool(),
            new DropoutLayer.Builder(0.7).build(),
            dense(5),
            softmax().dropOut(0.6).build());

    private Nets() {}

    public static ListBuilder builder() {
        return new NeuralNetConfiguration.Builder()
                .seed(7)
                .weightInit(WeightInit.XAVIER)
                .activation(Activation.TANH)
                .list();
    }

    public static String json(ListBuilder layers) {
        return layers.build().toJson();
    }

    /** For {@link #IMAGES}. */
    public static String images(Layer... layers) {
        return images(builder(), layers);
    }

    public static String images(ListBuilder list, Layer... layers) {
        for (Layer layer : layers) {
            list.layer(layer);
        }
        return json(list.setInputType(InputType.convolutional(IMAGE.height(), IMAGE.width(), IMAGE.channels())));
    }

    /** For {@link #POINTS}. */
    public static String points(Layer... layers) {
        ListBuilder list = builder();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        return json(list.setInputType(InputType.feedForward(2)));
    }

    public static ConvolutionLayer.Builder conv() {
        return new ConvolutionLayer.Builder(3, 3).nOut(4);
    }

    public static SubsamplingLayer pool() {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }

    public static DenseLayer dense(int outputs) {
        return new DenseLayer.Builder().nOut(outputs).build();
    }

    public static OutputLayer.Builder softmax() {
        return new OutputLayer.Builder(LossFunction.MCXENT).nOut(CLASSES).activation(Activation.SOFTMAX);
    }

    public static MultiLayerConfiguration configuration(String json) {
        return MultiLayerConfiguration.fromJson(json);
    }

    /** Losses [n] and right answers [n] of the first replica's θ over its batch. */
    public static INDArray[] evaluate(Blueprint.RunningOptimizee network, Place place, Samples samples) {
        int n = place.batch();
        INDArray losses = Nd4j.create(DataType.FLOAT, n);
        INDArray right = Nd4j.create(DataType.FLOAT, n);
        network.evaluate(
                place.theta().getRow(0),
                place.input().reshape(n, samples.shape().size()),
                place.labels().reshape(n, samples.classes()),
                losses,
                right);
        return new INDArray[] {losses, right};
    }

    /** θ from the seed, samples in ±1, labels in turn, masks by the blueprint's streams. */
    public static Place place(Blueprint blueprint, Samples samples, int replicas, int batch) {
        List<INDArray> masks = new ArrayList<>();
        for (Mask mask : blueprint.masks()) {
            masks.add(mask(mask, replicas, batch));
        }
        int p = blueprint.coordinates();
        return new Place(
                Nd4j.create(DataType.FLOAT, replicas, p),
                Nd4j.create(DataType.FLOAT, replicas, p),
                Nd4j.create(DataType.FLOAT, replicas),
                uniform(1, replicas, batch, samples.shape().size()),
                labels(samples.classes(), replicas, batch),
                masks);
    }

    public static INDArray uniform(int stream, long... shape) {
        int n = 1;
        for (long size : shape) {
            n *= (int) size;
        }
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = 2 * Philox.uniform(Philox.word(99, stream, 0, 0, i)) - 1;
        }
        return Nd4j.createFromArray(values).reshape('c', shape);
    }

    private static INDArray labels(int classes, int replicas, int batch) {
        float[] values = new float[replicas * batch * classes];
        for (int i = 0; i < replicas * batch; i++) {
            values[i * classes + (i * 7 + i / 3) % classes] = 1;
        }
        return Nd4j.createFromArray(values).reshape('c', replicas, batch, classes);
    }

    private static INDArray mask(Mask mask, int replicas, int batch) {
        float[] values = new float[replicas * batch * mask.draws()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Philox.uniform(Philox.word(5, mask.stream(), 0, 0, i)) < mask.rate()
                    ? 0
                    : (float) (1 / (1 - mask.rate()));
        }
        return Nd4j.createFromArray(values).reshape('c', replicas, batch, mask.draws());
    }
}
