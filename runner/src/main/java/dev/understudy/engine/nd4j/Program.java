package dev.understudy.engine.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A sequence of ND4J operations on fixed arrays, prepared once and run many times. Running it makes no array, and a
 * call costs under a microsecond, while ND4J's own preparation of the same operation costs four
 * (docs/results/speed-cpu.md). Results stay in ND4J's memory. It owns the arrays that it makes.
 */
final class Program implements ArrayMaker, AutoCloseable {
    private final OpExecutioner executioner = Nd4j.getExecutioner();
    private final List<Runnable> steps = new ArrayList<>();
    private final List<INDArray> arrays = new ArrayList<>();

    void run() {
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).run();
        }
    }

    /**
     * One of ND4J's custom operations by its name.
     *
     * @param arguments its integer arguments
     */
    Program op(String name, List<INDArray> in, List<INDArray> out, int... arguments) {
        return add(DynamicCustomOp.builder(name)
                .addInputs(in.toArray(INDArray[]::new))
                .addOutputs(out.toArray(INDArray[]::new))
                .addIntegerArguments(arguments)
                .build());
    }

    /** to = a ∘ b, elementwise with broadcasting; {@code add}, {@code subtract}, {@code multiply}, {@code divide}. */
    Program op(String name, INDArray a, INDArray b, INDArray to) {
        return op(name, List.of(a, b), List.of(to));
    }

    /** to = f(a), elementwise; {@code sigmoid}, {@code tanh}, {@code softmax}. */
    Program op(String name, INDArray a, INDArray to) {
        return op(name, List.of(a), List.of(to));
    }

    Program sqrt(INDArray a, INDArray to) {
        return add(new Sqrt(a, to));
    }

    Program abs(INDArray a, INDArray to) {
        return add(new Abs(a, to));
    }

    Program exp(INDArray a, INDArray to) {
        return add(new Exp(a, to));
    }

    /** Natural logarithm. */
    Program log(INDArray a, INDArray to) {
        return add(new Log(a, to));
    }

    /** Casts a's values to the type of {@code to}. */
    Program cast(INDArray a, INDArray to) {
        return op("cast", List.of(a), List.of(to), to.dataType().toInt());
    }

    /** Like {@link #op(String, List, List, int...)}, for an operation that also takes floating-point arguments. */
    Program op(String name, List<INDArray> in, INDArray to, List<Double> numbers, int... arguments) {
        return add(DynamicCustomOp.builder(name)
                .addInputs(in.toArray(INDArray[]::new))
                .addOutputs(to)
                .addFloatingPointArguments(numbers.toArray(Double[]::new))
                .addIntegerArguments(arguments)
                .build());
    }

    Program relu(INDArray a, INDArray to) {
        return op("relu", List.of(a), to, List.of(0.0));
    }

    /** to = min(max(a, −1), 1) */
    Program clip(INDArray a, INDArray to) {
        return op("clipbyvalue", List.of(a), to, List.of(-1.0, 1.0));
    }

    /** to = a; broadcasts if a is a {@link #scalar}. */
    Program copy(INDArray a, INDArray to) {
        return op("assign", List.of(to, a), List.of(to));
    }

    /** to = a·b of two matrices, each optionally transposed first. */
    Program matmul(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray to) {
        return op("matmul", List.of(a, b), List.of(to), transposeA ? 1 : 0, transposeB ? 1 : 0, 0);
    }

    /** to = sum over dimensions of a; {@code reduce_sum} or {@code reduce_mean}. */
    Program reduce(String name, INDArray a, INDArray to, int... dimensions) {
        // A sum over all dimensions gives an array of rank 0.
        return op(name, List.of(a), List.of(dimensions.length == a.rank() ? to.reshape(new long[0]) : to), dimensions);
    }

    /** An operation that changes only its first argument, as {@code scatter_upd} changes rows of it. */
    Program inPlace(String name, INDArray changed, INDArray... others) {
        List<INDArray> in = new ArrayList<>(List.of(changed));
        in.addAll(List.of(others));
        return add(DynamicCustomOp.builder(name)
                .addInputs(in.toArray(INDArray[]::new))
                .addOutputs(changed)
                .callInplace(true)
                .build());
    }

    /** Adds any other action to the sequence. */
    Program then(Runnable step) {
        steps.add(step);
        return this;
    }

    private Program add(Op op) {
        return then(() -> executioner.exec(op));
    }

    private Program add(DynamicCustomOp op) {
        OpContext context = executioner.buildContext();
        context.setInputArrays(op.inputArguments());
        context.setOutputArrays(op.outputArguments());
        context.setIArguments(op.iArgs());
        context.setTArguments(op.tArgs());
        context.setBArguments(op.bArgs());
        context.markInplace(op.isInplaceCall());
        return then(() -> executioner.exec(op, context));
    }

    /** An array that lives as long as the program. */
    @Override
    public INDArray zeros(DataType type, long... shape) {
        return own(Nd4j.create(type, shape));
    }

    /** A constant that operations broadcast. */
    INDArray scalar(double value) {
        return own(Nd4j.createFromArray((float) value));
    }

    private INDArray own(INDArray array) {
        arrays.add(array);
        return array;
    }

    @Override
    public void close() {
        steps.clear();
        arrays.forEach(INDArray::close);
        arrays.clear();
    }
}
