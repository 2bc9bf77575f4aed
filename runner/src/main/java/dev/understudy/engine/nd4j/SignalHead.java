package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Imitator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * [I12] The head with gates for the signals and for the last update, and optionally an exponent [I21], computed with
 * weights and biases of its own. All are one matrix product with (h; 1), which is part of the last layer's block;
 * without layers it is a row of ones.
 */
final class SignalHead implements HeadOps {
    private final Program program;
    private final Imitator imitator;
    private final Unroll.Lanes lanes;
    private final UnrollArrays arrays;
    private final INDArray last; // [T+1][N]
    private final FeatureOps features;
    private final UnrollLayer top; // null for the constant head
    private final INDArray ones; // [1][N], if there are no layers
    private final INDArray matrix; // [G][H], a view of φ; null for the constant head
    private final INDArray packed; // [G][H+1], weights and biases
    private final INDArray gates; // [T][G][N]; [1][G][N] for the constant head
    private final INDArray driven; // [T][N], the signals' sum times e^16a; null without an exponent
    private final INDArray gain;
    private final INDArray steepness; // 16
    private final INDArray most; // bounds of the last update's gate
    private final INDArray least;
    private final INDArray scratch; // [1][N]
    private final int count; // G
    private final int ofLast; // row of the last update's gate, after those of the signals
    private final int hidden; // H

    SignalHead(
            Program program,
            Imitator imitator,
            Unroll.Lanes lanes,
            UnrollArrays arrays,
            FeatureOps features,
            UnrollLayer top) {
        this.program = program;
        this.imitator = imitator;
        this.lanes = lanes;
        this.arrays = arrays;
        last = arrays.last();
        this.features = features;
        this.top = top;
        count = imitator.gates();
        ofLast = imitator.signals();
        hidden = imitator.top();
        ones = top != null ? null : arrays.ones().addi(1);
        matrix = top == null ? null : weights(lanes.phi());
        packed = program.zeros(count, hidden + 1L);
        gates = arrays.gates();
        driven = arrays.driven();
        gain = program.scalar(imitator.gain());
        steepness = program.scalar(16);
        most = program.scalar(0.999);
        least = program.scalar(-0.999);
        scratch = arrays.headScratch();
    }

    /** The head's weights in φ or in its gradient. */
    private INDArray weights(INDArray phi) {
        return Views.part(phi, imitator.headOffset(), count, hidden);
    }

    private INDArray biases(INDArray phi) {
        return Views.part(phi, imitator.headOffset() + (long) count * hidden, count, 1);
    }

    private static INDArray row(INDArray a, int k) {
        return Views.rows(a, k, k + 1);
    }

    private INDArray gates(int t) {
        long n = gates.size(2);
        return Views.part(gates, top == null ? 0 : t * (long) count * n, count, n);
    }

    /** The gates' inputs at step t, [H+1][N]. */
    private INDArray given(int t) {
        return top == null ? ones : top.hAndOne(t + 1);
    }

    private boolean isScaled() {
        return imitator.head() == Imitator.Head.SCALED;
    }

    @Override
    public void pack() {
        if (matrix != null) {
            program.copy(matrix, Views.columns(packed, 0, hidden));
        }
        program.copy(biases(lanes.phi()), Views.columns(packed, hidden, hidden + 1L));
        if (top == null) {
            program.matmul(packed, false, ones, false, gates(0));
        }
    }

    @Override
    public void forward(int t) {
        INDArray gates = gates(t);
        INDArray predicted = row(lanes.predicted(), t);
        if (top != null) {
            program.matmul(packed, false, given(t), false, gates);
        }
        if (isScaled()) {
            program.op("multiply", row(gates, 0), gain, predicted);
            return;
        }
        INDArray signals = features.signals(t);
        program.op("multiply", row(signals, 0), row(gates, 0), predicted);
        for (int k = 1; k < ofLast; k++) {
            program.op("multiply", row(signals, k), row(gates, k), scratch).op("add", predicted, scratch, predicted);
        }
        if (driven != null) {
            INDArray power = row(gates, ofLast + 1);
            program.clip(power, power).op("multiply", power, steepness, power).exp(power, power); // [I21]
            program.op("multiply", predicted, power, predicted).copy(predicted, row(driven, t));
        }
        program.op("multiply", predicted, gain, predicted);
        if (top != null || t == 0) {
            program.op("minimum", row(gates, ofLast), most, row(gates, ofLast))
                    .op("maximum", row(gates, ofLast), least, row(gates, ofLast)); // [I20]
        }
        program.op("multiply", row(last, t), row(gates, ofLast), scratch).op("add", predicted, scratch, predicted);
    }

    @Override
    public INDArray lastGate(int t) {
        return isScaled() ? null : row(gates(t), ofLast);
    }

    @Override
    public Backward backward() {
        return new ToWeights();
    }

    private final class ToWeights implements Backward {
        private final INDArray dGates = arrays.back().gates();
        private final INDArray each =
                program.zeros(lanes.gradient().size(0), count, hidden + 1L); // [T] of packed's gradients
        private final INDArray sum = program.zeros(packed.shape());
        private final INDArray through = arrays.back().through();

        @Override
        public void step(int t, INDArray d, INDArray dh) {
            if (isScaled()) {
                program.op("multiply", d, gain, dGates);
            } else {
                program.op("multiply", d, gain, scratch);
                if (driven != null) {
                    INDArray exponent = row(dGates, ofLast + 1);
                    program.op("multiply", scratch, row(driven, t), exponent)
                            .op("multiply", exponent, steepness, exponent); // [I21]
                    program.op("multiply", scratch, row(gates(t), ofLast + 1), scratch);
                }
                INDArray signals = features.signals(t);
                for (int k = 0; k < ofLast; k++) {
                    program.op("multiply", row(signals, k), scratch, row(dGates, k));
                }
                program.op("multiply", d, row(last, t), row(dGates, ofLast));
            }
            program.matmul(dGates, false, given(t), true, Views.part(each, t * packed.length(), packed.shape()));
            if (dh != null) {
                program.matmul(matrix, true, dGates, false, through).op("add", dh, through, dh);
            }
        }

        @Override
        public void end(INDArray metaGradient) {
            program.reduce("reduce_sum", each, sum, 0);
            if (top != null) {
                program.copy(Views.columns(sum, 0, hidden), weights(metaGradient));
            }
            program.copy(Views.columns(sum, hidden, hidden + 1L), biases(metaGradient));
        }
    }
}
