package dev.understudy.engine.nd4j;

import dev.understudy.imitation.Imitator.Part;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One LSTM layer over T steps of N coordinates as operations of a program. Coordinates come last, so that each step is
 * one matrix product and a few elementwise operations over whole rows:
 * <pre>
 * z_t [4H][N] = weights [4H][I+H+1] · block_t [I+H+1][N],   block_t = (x_t [I]; h_{t−1} [H]; 1)      [I2]
 * </pre>
 * h_t is written into block_{t+1}, and the gates' values take the place of z_t.
 */
final class UnrollLayer {
    final int hidden; // H
    private final int inputs; // I
    private final Program program;
    private final INDArray inputWeights; // [4H][I], views of φ
    private final INDArray hiddenWeights; // [4H][H]
    private final INDArray inputBias; // [4H][1]
    private final INDArray hiddenBias; // [4H][1]
    private final INDArray weights; // [4H][I+H+1]
    private final INDArray blocks; // [T+1][I+H+1][N]
    private final INDArray gates; // [T][4H][N], i, f, g, o
    private final INDArray cells; // [T+1][H][N]; the first is the carry
    private final INDArray tanhs; // [T][H][N], tanh(c_t)
    private final INDArray scratch; // [H][N]

    /** @param parts of φ's layout for this layer */
    UnrollLayer(Program program, List<Part> parts, INDArray phi, UnrollArrays.Layer arrays) {
        this.program = program;
        hidden = hidden(parts);
        inputs = inputs(parts);
        inputWeights = part(phi, parts.get(0));
        hiddenWeights = part(phi, parts.get(1));
        inputBias = part(phi, parts.get(2));
        hiddenBias = part(phi, parts.get(3));
        weights = program.zeros(4L * hidden, inputs + hidden + 1);
        blocks = arrays.blocks();
        gates = arrays.gates();
        cells = arrays.cells();
        tanhs = arrays.tanhs();
        scratch = arrays.scratch();
        for (int t = 0; t < blocks.size(0); t++) {
            block(t, inputs + hidden, inputs + hidden + 1).assign(1);
        }
    }

    /** I, for a layer with these parts of φ's layout. */
    static int inputs(List<Part> parts) {
        return parts.get(0).columns();
    }

    /** H, for a layer with these parts. */
    static int hidden(List<Part> parts) {
        return parts.get(1).columns();
    }

    private static INDArray part(INDArray phi, Part part) {
        return Views.part(phi, part.offset(), part.rows(), part.columns());
    }

    /** Rows from … to − 1 of block t. */
    private INDArray block(int t, int from, int to) {
        long lanes = blocks.size(2);
        return Views.part(blocks, (t * blocks.size(1) + from) * lanes, to - from, lanes);
    }

    /** x_t; to be written before {@link #forward} of step t. */
    INDArray input(int t) {
        return block(t, 0, inputs);
    }

    /** Rows from … to − 1 of x_t. */
    INDArray input(int t, int from, int to) {
        return block(t, from, to);
    }

    /** h after t steps, followed by the row of ones, [H+1][N]. */
    INDArray hAndOne(int t) {
        return block(t, inputs, inputs + hidden + 1);
    }

    /** h after t steps, [H][N]. */
    INDArray h(int t) {
        return block(t, inputs, inputs + hidden);
    }

    /** c after t steps, [H][N]. */
    INDArray c(int t) {
        return Views.part(cells, t * cells.size(1) * cells.size(2), hidden, cells.size(2));
    }

    /** Value k (0 … H − 1) of h after t steps, [1][N]. */
    INDArray h(int t, int k) {
        return block(t, inputs + k, inputs + k + 1);
    }

    private INDArray gate(int t, int first, int count) {
        long lanes = gates.size(2);
        return Views.part(gates, (t * 4L + first) * hidden * lanes, (long) count * hidden, lanes);
    }

    private INDArray tanhC(int t) {
        return Views.part(tanhs, t * tanhs.size(1) * tanhs.size(2), hidden, tanhs.size(2));
    }

    /** Copies φ into one matrix; needed at the start of each unroll. */
    void pack() {
        program.copy(inputWeights, Views.columns(weights, 0, inputs));
        program.copy(hiddenWeights, Views.columns(weights, inputs, inputs + hidden));
        program.op("add", inputBias, hiddenBias, Views.columns(weights, inputs + hidden, inputs + hidden + 1));
    }

    void forward(int t) {
        INDArray i = gate(t, 0, 1);
        INDArray f = gate(t, 1, 1);
        INDArray g = gate(t, 2, 1);
        INDArray o = gate(t, 3, 1);
        program.matmul(weights, false, block(t, 0, inputs + hidden + 1), false, gate(t, 0, 4)); // [I2]
        program.op("sigmoid", gate(t, 0, 2), gate(t, 0, 2)).op("tanh", g, g).op("sigmoid", o, o); // [I4] [I3]
        program.op("multiply", f, c(t), c(t + 1))
                .op("multiply", i, g, scratch)
                .op("add", c(t + 1), scratch, c(t + 1)); // [I5]
        program.op("tanh", c(t + 1), tanhC(t)).op("multiply", o, tanhC(t), h(t + 1)); // [I6]
    }

    /** The backward pass of this layer, which uses the results of the forward pass. */
    final class Backward {
        final INDArray dh; // gradient by h_t, to be complete before {@link #step}
        private final INDArray dc;
        private final INDArray slope;
        private final INDArray ig;
        private final INDArray dz;
        private final INDArray dx;
        private final INDArray each =
                program.zeros(gates.size(0), weights.size(0), weights.size(1)); // [T] of weights' gradients
        private final INDArray sum = program.zeros(weights.shape());

        Backward(UnrollArrays.LayerBack arrays) {
            dh = arrays.dh();
            dc = arrays.dc();
            slope = arrays.slope();
            ig = arrays.ig();
            dz = arrays.dz();
            dx = arrays.dx();
        }

        void begin() {
            INDArray zero = program.scalar(0);
            program.copy(zero, dh).copy(zero, dc);
        }

        private INDArray dz(int gate) {
            return Views.rows(dz, (long) gate * hidden, (gate + 1L) * hidden);
        }

        /**
         * From dh to the gradients of the gates and weights, and to dh of the previous step.
         *
         * @param below dx is added to it; null for the lowest layer
         */
        void step(int t, INDArray below) {
            INDArray i = gate(t, 0, 1);
            INDArray f = gate(t, 1, 1);
            INDArray g = gate(t, 2, 1);
            INDArray o = gate(t, 3, 1);
            INDArray h = h(t + 1);
            // [I10] o·(1 − tanh²) = o − h·tanh
            program.op("multiply", h, tanhC(t), slope)
                    .op("subtract", o, slope, slope)
                    .op("multiply", slope, dh, slope)
                    .op("add", dc, slope, dc);
            // [I11] for each gate
            program.op("multiply", h, o, slope).op("subtract", h, slope, slope).op("multiply", slope, dh, dz(3));
            program.op("multiply", i, g, ig)
                    .op("multiply", ig, i, slope)
                    .op("subtract", ig, slope, slope)
                    .op("multiply", slope, dc, dz(0));
            program.op("multiply", ig, g, slope).op("subtract", i, slope, slope).op("multiply", slope, dc, dz(2));
            program.op("multiply", f, c(t), ig)
                    .op("multiply", ig, f, slope)
                    .op("subtract", ig, slope, slope)
                    .op("multiply", slope, dc, dz(1));
            program.op("multiply", dc, f, dc);
            program.matmul(hiddenWeights, true, dz, false, dh);
            program.matmul(
                    dz,
                    false,
                    block(t, 0, inputs + hidden + 1),
                    true,
                    Views.part(each, t * each.size(1) * each.size(2), each.size(1), each.size(2)));
            if (below != null) {
                program.matmul(inputWeights, true, dz, false, dx).op("add", below, dx, below);
            }
        }

        /** Sums over all steps, and copies the parts to the same offsets in the meta-gradient as in φ. */
        void end(List<Part> parts, INDArray metaGradient) {
            program.reduce("reduce_sum", each, sum, 0);
            program.copy(Views.columns(sum, 0, inputs), part(metaGradient, parts.get(0)));
            program.copy(Views.columns(sum, inputs, inputs + hidden), part(metaGradient, parts.get(1)));
            for (int bias = 2; bias < 4; bias++) {
                program.copy(
                        Views.columns(sum, inputs + hidden, inputs + hidden + 1), part(metaGradient, parts.get(bias)));
            }
        }
    }
}
