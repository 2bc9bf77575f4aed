package dev.understudy.engine.fused.cuda;

import dev.understudy.data.DataSets;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Shape;
import dev.understudy.imitation.Teacher;
import java.util.List;

/** Optimizees by name, usual and odd, each with data that fits. */
final class Nets {
    private Nets() {}

    static Problem problem(String net, int batch) {
        Shape small = new Shape(2, 11, 9);
        return switch (net) {
            case "half-plane" -> problem(Optimizee.halfPlane(), new Samples.HalfPlane(0, 1 << 24), batch);
            case "mnist-cnn" -> {
                Samples digits = DataSets.load("digits", null).train();
                yield problem(Optimizee.mnistCnn(digits.shape(), digits.classes()), digits, batch);
            }
            case "mnist-like" ->
                problem(Optimizee.mnistCnn(new Shape(1, 28, 28), 10), noise(new Shape(1, 28, 28), 10), batch);
            case "conv-conv" ->
                net(small, batch, new Layer.Conv(3, 4), new Layer.Conv(5, 3), new Layer.Relu(), new Layer.Dense(5));
            case "pool3" ->
                net(
                        small,
                        batch,
                        new Layer.Conv(2, 5),
                        new Layer.MaxPool(3),
                        new Layer.Relu(),
                        new Layer.Dropout(0.25, false),
                        new Layer.Dense(5));
            case "kernel1" ->
                net(
                        small,
                        batch,
                        new Layer.Conv(1, 3),
                        new Layer.Relu(),
                        new Layer.MaxPool(2),
                        new Layer.Conv(1, 70),
                        new Layer.MaxPool(4),
                        new Layer.Dense(5));
            case "dense-first" ->
                net(small, batch, new Layer.Dense(130), new Layer.Relu(), new Layer.Dense(7), new Layer.Dense(5));
            case "dropout-first" ->
                net(
                        small,
                        batch,
                        new Layer.Dropout(0.3, false),
                        new Layer.MaxPool(2),
                        new Layer.Conv(3, 4),
                        new Layer.Relu(),
                        new Layer.Dense(5));
            case "relu-first" ->
                net(
                        small,
                        batch,
                        new Layer.Relu(),
                        new Layer.Dropout(0.5, true),
                        new Layer.Conv(5, 4),
                        new Layer.MaxPool(2),
                        new Layer.Dense(5));
            case "relu-last" ->
                net(small, batch, new Layer.Conv(4, 6), new Layer.MaxPool(2), new Layer.Dense(5), new Layer.Relu());
            case "channel-dropouts" ->
                net(
                        small,
                        batch,
                        new Layer.Conv(3, 6),
                        new Layer.Dropout(0.5, true),
                        new Layer.Dropout(0.2, true),
                        new Layer.Relu(),
                        new Layer.Conv(3, 8),
                        new Layer.Relu(),
                        new Layer.Dropout(0.5, true),
                        new Layer.MaxPool(2),
                        new Layer.Dropout(0.1, true),
                        new Layer.Dense(5));
            case "tanh" ->
                net(
                        small,
                        batch,
                        new Layer.Conv(3, 4),
                        new Layer.Tanh(),
                        new Layer.MaxPool(2),
                        new Layer.Dropout(0.3, false),
                        new Layer.Tanh(),
                        new Layer.Dense(7),
                        new Layer.Tanh(),
                        new Layer.Dropout(0.4, false),
                        new Layer.Dense(5));
            case "tanh-first" ->
                net(
                        small,
                        batch,
                        new Layer.Tanh(),
                        new Layer.Conv(5, 4),
                        new Layer.Dropout(0.5, true),
                        new Layer.Relu(),
                        new Layer.Tanh(),
                        new Layer.Tanh(),
                        new Layer.Dense(5),
                        new Layer.Tanh());
            case "narrow" ->
                net(
                        new Shape(3, 9, 3),
                        batch,
                        new Layer.Conv(2, 4),
                        new Layer.Conv(2, 5),
                        new Layer.Relu(),
                        new Layer.Dense(5));
            case "colours" ->
                problem(
                        new Optimizee.Layers(
                                new Shape(3, 8, 8),
                                List.of(
                                        new Layer.Conv(3, 6),
                                        new Layer.Relu(),
                                        new Layer.MaxPool(2),
                                        new Layer.Dense(256)),
                                Optimizee.Loss.SOFTMAX_CROSS_ENTROPY),
                        noise(new Shape(3, 8, 8), 256),
                        batch);
            case "kernel10" ->
                net(new Shape(2, 14, 14), batch, new Layer.Conv(10, 3), new Layer.Relu(), new Layer.Dense(5));
            default -> throw new AssertionError(net);
        };
    }

    private static Problem net(Shape input, int batch, Layer... layers) {
        return problem(
                new Optimizee.Layers(input, List.of(layers), Optimizee.Loss.SOFTMAX_CROSS_ENTROPY),
                noise(input, 5),
                batch);
    }

    private static Problem problem(Optimizee optimizee, Samples samples, int batch) {
        return new Problem(optimizee, samples, batch, new Teacher.Sgd(0.01), Imitator.gated(2), false);
    }

    private static Samples noise(Shape shape, int classes) {
        byte[] labels = new byte[50];
        byte[] pixels = new byte[labels.length * shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Philox.word(5, 77, 0, 0, i);
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) Philox.below(classes, Philox.word(5, 78, 0, 0, i));
        }
        return new Samples.Images(shape, classes, pixels, labels, 0.1307f, 0.3081f);
    }
}
