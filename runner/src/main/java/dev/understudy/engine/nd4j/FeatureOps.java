package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Imitator;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The first layer's inputs, over T steps of N coordinates, as operations of a program; also the signals that heads
 * multiply. The backward pass treats them as constants.
 */
final class FeatureOps {
    private final Program program;
    private final Imitator imitator;
    private final INDArray gradient; // [T][N]
    private final List<INDArray> times; // [T] of [2][R][1] if time is read
    private final INDArray last; // [T+1][N]
    private final UnrollLayer bottom; // null without layers
    private final INDArray alone; // [T][K][N], the signals if no layer reads them; else null
    private final INDArray magnitude; // [1][N], for LOG_SIGN and LOG_GRADIENT
    private final MomentOps moments;
    private final INDArray sharp; // e^16, for LOG_SIGN and LOG_GRADIENT
    private final INDArray nats; // 16, for LOG_GRADIENT
    private final INDArray centre; // 8, likewise

    /** @param lanes gradient and carry are read, the carry's moments advanced */
    FeatureOps(Program program, Imitator imitator, Unroll.Lanes lanes, UnrollArrays arrays, List<UnrollLayer> layers) {
        this.program = program;
        this.imitator = imitator;
        last = arrays.last();
        gradient = lanes.gradient();
        times = lanes.times();
        bottom = layers.isEmpty() ? null : layers.get(0);
        boolean ofGradient = imitator.features() == Imitator.Features.LOG_GRADIENT;
        boolean logs = ofGradient || imitator.features() == Imitator.Features.LOG_SIGN;
        alone = arrays.alone();
        magnitude = arrays.magnitude();
        sharp = logs ? program.scalar(8886110.5) : null;
        nats = ofGradient ? program.scalar(16) : null;
        centre = ofGradient ? program.scalar(8) : null;
        moments = imitator.features() == Imitator.Features.MOMENTS
                ? new MomentOps(program, imitator, lanes.carry().moments, arrays.averages())
                : null;
    }

    private INDArray gradient(int t) {
        return Views.rows(gradient, t, t + 1);
    }

    /** The signals at step t, [K][N]. */
    INDArray signals(int t) {
        if (imitator.features() == Imitator.Features.GRADIENT
                || imitator.features() == Imitator.Features.LOG_GRADIENT) {
            return gradient(t);
        }
        if (alone != null) {
            long k = alone.size(1);
            return Views.part(alone, t * k * alone.size(2), k, alone.size(2));
        }
        return imitator.features() == Imitator.Features.LOG_SIGN
                ? bottom.input(t, 1, 2)
                : bottom.input(t, 0, imitator.moments().signals());
    }

    /** Adds the features of step t, written to the first layer's input. */
    void read(int t) {
        if (imitator.time()) {
            INDArray time = times.get(t);
            INDArray rows = bottom.input(t, imitator.featureInputs(), imitator.inputs());
            program.copy(time, rows.reshape(2, time.size(1), rows.size(1) / time.size(1))); // [I23] [I24]
        }
        INDArray g = gradient(t);
        switch (imitator.features()) {
            case GRADIENT -> {
                if (bottom != null) {
                    program.copy(g, bottom.input(t, 0, 1)); // [I1]
                }
            }
            case LOG_SIGN -> {
                if (bottom != null) {
                    program.abs(g, magnitude);
                    MomentOps.magnitude(program, magnitude, bottom.input(t, 0, 1)); // [I13]
                }
                program.op("multiply", g, sharp, signals(t)).clip(signals(t), signals(t)); // [I14]
            }
            case LOG_GRADIENT -> {
                if (bottom != null) {
                    INDArray x = bottom.input(t, 0, 1);
                    program.abs(g, magnitude);
                    MomentOps.magnitude(program, magnitude, x);
                    program.op("multiply", x, nats, x).op("add", x, centre, x); // [I22]
                    INDArray sign = bottom.input(t, 1, 2);
                    program.op("multiply", g, sharp, sign).clip(sign, sign); // [I14]
                }
            }
            case MOMENTS -> {
                int signals = imitator.moments().signals();
                INDArray magnitudes = bottom == null || signals == imitator.featureInputs()
                        ? null
                        : bottom.input(t, signals, imitator.featureInputs());
                moments.step(g, Views.rows(last, t, t + 1), signals(t), magnitudes);
            }
        }
    }
}
