package dev.understudy.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** [I7] The head whose gates of the gradient and of the last update are two values of h. */
final class GatedHead implements HeadOps, HeadOps.Backward {
    private final Program program;
    private final Unroll.Lanes lanes;
    private final INDArray last; // [T+1][N]
    private final UnrollLayer top;
    private final int second; // the gate of the last update
    private final INDArray scratch; // [1][N]

    /** @param gateZero reproduces the source's error: the last update is multiplied by gate 0 */
    GatedHead(Program program, Unroll.Lanes lanes, UnrollArrays arrays, UnrollLayer top, boolean gateZero) {
        this.program = program;
        this.lanes = lanes;
        last = arrays.last();
        this.top = top;
        second = gateZero ? 0 : 1;
        scratch = arrays.headScratch();
    }

    private static INDArray row(INDArray a, int t) {
        return Views.rows(a, t, t + 1);
    }

    @Override
    public void forward(int t) {
        INDArray predicted = row(lanes.predicted(), t);
        program.op("multiply", row(lanes.gradient(), t), top.h(t + 1, 0), predicted);
        program.op("multiply", row(last, t), lastGate(t), scratch).op("add", predicted, scratch, predicted);
    }

    @Override
    public INDArray lastGate(int t) {
        return top.h(t + 1, second);
    }

    @Override
    public Backward backward() {
        return this;
    }

    @Override
    public void step(int t, INDArray d, INDArray dh) {
        INDArray dh0 = row(dh, 0);
        INDArray dh1 = row(dh, second);
        program.op("multiply", d, row(lanes.gradient(), t), scratch).op("add", dh0, scratch, dh0);
        program.op("multiply", d, row(last, t), scratch).op("add", dh1, scratch, dh1);
    }
}
