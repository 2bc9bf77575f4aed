package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Optimizee.Placed;
import dev.understudy.imitation.Shape;
import java.util.List;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Forward and backward through layers on a batch of B samples, as operations of a program. It uses conv2d, maxpool2d
 * and similar operations, which ND4J's cuDNN and oneDNN builds can accelerate. The next replica's operations reuse its
 * arrays.
 */
final class LayersPass {
    private final Program program;
    private final Optimizee.Loss loss;
    private final List<Placed> placed;
    private final long batch;
    private final INDArray[] out; // [L+1], [B][channels][height][width], or [B][size] after a dense layer
    private final INDArray[] d; // [L+1], gradients by out
    private final ConvBackward convBackward;
    private INDArray theta; // [P]
    private IntFunction<INDArray> masks;

    LayersPass(Program program, Optimizee.Layers layers, int batch) {
        this.program = program;
        this.batch = batch;
        loss = layers.loss();
        placed = layers.placed();
        out = new INDArray[placed.size() + 1];
        d = new INDArray[placed.size() + 1];
        convBackward = new ConvBackward(program, batch);
    }

    private INDArray array(Shape shape) {
        return program.zeros(batch, shape.channels(), shape.height(), shape.width());
    }

    private INDArray flat(INDArray a) {
        return a.reshape(batch, a.length() / batch);
    }

    private static INDArray weights(INDArray theta, Placed p, long... shape) {
        return Views.part(theta, p.offset(), shape);
    }

    /** Biases, stored after {@code weights} weights. */
    private static INDArray biases(INDArray theta, Placed p, int weights, int n) {
        return Views.part(theta, p.offset() + weights, n);
    }

    /**
     * @param theta [1][P] or [P]
     * @param input [B][size]
     * @param masks the i-th dropout layer's, [B][draws]; null in evaluation mode
     */
    void forward(INDArray theta, INDArray input, IntFunction<INDArray> masks) {
        this.theta = theta;
        this.masks = masks;
        Shape first = placed.get(0).input();
        out[0] = input.reshape(batch, first.channels(), first.height(), first.width());
        Forward pass = new Forward();
        for (pass.l = 0; pass.l < placed.size(); pass.l++) {
            out[pass.l + 1] = placed.get(pass.l).layer().choose(pass);
        }
    }

    /** Adds the operations of layer {@code l} and returns its output. */
    private final class Forward implements Layer.Cases<INDArray> {
        private int l;
        private int dropouts;

        private INDArray to() {
            return out[l + 1] != null ? out[l + 1] : array(placed.get(l).output());
        }

        @Override
        public INDArray conv(Layer.Conv conv) {
            Placed p = placed.get(l);
            INDArray to = to();
            int n = conv.channels() * conv.fanIn(p.input());
            program.op(
                    "conv2d",
                    List.of(
                            out[l],
                            weights(theta, p, conv.channels(), p.input().channels(), conv.kernel(), conv.kernel()),
                            biases(theta, p, n, conv.channels())),
                    List.of(to),
                    ConvBackward.arguments(conv.kernel()));
            return to;
        }

        @Override
        public INDArray maxPool(Layer.MaxPool layer) {
            INDArray to = to();
            program.op("maxpool2d", List.of(out[l]), List.of(to), pool(layer.size()));
            return to;
        }

        @Override
        public INDArray relu(Layer.Relu layer) {
            INDArray to = to();
            program.relu(out[l], to);
            return to;
        }

        @Override
        public INDArray tanh(Layer.Tanh layer) {
            INDArray to = to();
            program.op("tanh", out[l], to);
            return to;
        }

        /** In evaluation mode it returns its input. */
        @Override
        public INDArray dropout(Layer.Dropout layer) {
            if (masks == null) {
                return out[l];
            }
            INDArray to = to();
            dropped(out[l], masks.apply(dropouts++), layer, to);
            return to;
        }

        @Override
        public INDArray dense(Layer.Dense dense) {
            Placed p = placed.get(l);
            INDArray to = to();
            int inputs = p.input().size();
            program.matmul(flat(out[l]), false, weights(theta, p, dense.units(), inputs), true, flat(to));
            program.op(
                    "add",
                    flat(to),
                    biases(theta, p, dense.units() * inputs, dense.units()).reshape(1, dense.units()),
                    flat(to));
            return to;
        }
    }

    /** [O4] */
    private void dropped(INDArray in, INDArray mask, Layer.Dropout dropout, INDArray to) {
        if (dropout.channelwise()) {
            program.op("multiply", in, mask.reshape(batch, in.size(1), 1, 1), to);
        } else {
            program.op("multiply", flat(in), mask, flat(to));
        }
    }

    private static int[] pool(int size) {
        return new int[] {size, size, size, size, 0, 0, 1, 1, 0, 0, 0};
    }

    /**
     * Adds losses, and the gradient of their mean; called after {@link #forward} with masks.
     *
     * @param labels [B][classes]
     * @param gradient [1][P], written
     * @param mean [1], written
     */
    void backward(INDArray labels, INDArray gradient, INDArray mean) {
        int last = placed.size();
        INDArray logits = logits();
        INDArray losses = program.zeros(batch);
        d[last] = d[last] != null ? d[last] : program.zeros(out[last].shape());
        LossOps.model(program, loss, logits, labels, losses, flat(d[last]));
        program.op("multiply", d[last], program.scalar(1.0 / batch), d[last]).reduce("reduce_mean", losses, mean, 0);
        int lowest = 0; // layers below it have no weights
        while (placed.get(lowest).layer().coordinates(placed.get(lowest).input()) == 0) {
            lowest++;
        }
        Backward pass = new Backward(gradient, lowest);
        for (pass.l = last - 1; pass.l >= lowest; pass.l--) {
            d[pass.l] = d[pass.l] != null ? d[pass.l] : array(placed.get(pass.l).input());
            placed.get(pass.l).layer().choose(pass);
        }
    }

    /** Adds the operations from the gradient of layer {@code l}'s output to those of its input and its weights. */
    private final class Backward implements Layer.Cases<Void> {
        private final INDArray gradient;
        private final int lowest;
        private int l;
        private int dropouts = (int)
                placed.stream().filter(p -> p.layer() instanceof Layer.Dropout).count();

        Backward(INDArray gradient, int lowest) {
            this.gradient = gradient;
            this.lowest = lowest;
        }

        @Override
        public Void conv(Layer.Conv conv) {
            Placed p = placed.get(l);
            int n = conv.channels() * conv.fanIn(p.input());
            long[] shape = {conv.channels(), p.input().channels(), conv.kernel(), conv.kernel()};
            convBackward.add(
                    conv,
                    out[l],
                    weights(theta, p, shape),
                    biases(theta, p, n, conv.channels()),
                    d[l + 1],
                    d[l],
                    weights(gradient, p, shape),
                    biases(gradient, p, n, conv.channels()));
            return null;
        }

        @Override
        public Void dense(Layer.Dense dense) {
            Placed p = placed.get(l);
            int inputs = p.input().size();
            program.matmul(flat(d[l + 1]), true, flat(out[l]), false, weights(gradient, p, dense.units(), inputs));
            program.reduce("reduce_sum", flat(d[l + 1]), biases(gradient, p, dense.units() * inputs, dense.units()), 0);
            if (l > lowest) {
                program.matmul(flat(d[l + 1]), false, weights(theta, p, dense.units(), inputs), false, flat(d[l]));
            }
            return null;
        }

        @Override
        public Void maxPool(Layer.MaxPool layer) {
            program.op("maxpool2d_bp", List.of(out[l], d[l + 1]), List.of(d[l]), pool(layer.size()));
            return null;
        }

        @Override
        public Void relu(Layer.Relu layer) {
            program.op("relu_bp", List.of(out[l], d[l + 1]), d[l], List.of(0.0));
            return null;
        }

        @Override
        public Void tanh(Layer.Tanh layer) {
            program.op("tanh_bp", List.of(out[l], d[l + 1]), d[l], List.of());
            return null;
        }

        @Override
        public Void dropout(Layer.Dropout layer) {
            dropped(d[l + 1], masks.apply(--dropouts), layer, d[l]);
            return null;
        }
    }

    /** The logits of the last {@link #forward}, [B][outputs]. */
    INDArray logits() {
        return flat(out[placed.size()]);
    }

    /**
     * Adds losses and correctness; called after {@link #forward} in evaluation mode.
     *
     * @param losses, right [B], written
     */
    void judge(INDArray labels, INDArray losses, INDArray right) {
        LossOps.model(program, loss, logits(), labels, losses, null);
        LossOps.right(program, loss, logits(), labels, right);
    }
}
