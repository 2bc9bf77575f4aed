package dev.understudy.engine.nd4j.dl4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The form in which a network takes its labels; they are stored as one-hot rows. */
public enum LabelForm {
    /** [B, classes] */
    ONE_HOT,
    /** [B, 1]: 1 for class 1 of two, else 0 */
    ONE_OUTPUT,
    /** [B, 1]: the class's number */
    NUMBER;

    /** Shape of the network's label array. */
    public long[] shape(long batch, int classes) {
        return new long[] {batch, this == ONE_HOT ? classes : 1};
    }

    /** Writes one-hot rows [B][classes] in this form. Creates arrays: call it inside a workspace. */
    public void write(INDArray rows, INDArray to) {
        switch (this) {
            case ONE_HOT -> to.assign(rows);
            case ONE_OUTPUT -> to.assign(rows.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 2)));
            case NUMBER -> to.assign(rows.argMax(1).castTo(DataType.FLOAT).reshape(to.shape()));
        }
    }

    /** Writes 1 if the output [n][outputs] is correct, else 0. Creates arrays: call it inside a workspace. */
    public void right(INDArray output, INDArray rows, INDArray to) {
        INDArray truth = rows.argMax(1);
        INDArray answer =
                this == ONE_OUTPUT ? output.gt(0.5).castTo(truth.dataType()).reshape(truth.length()) : output.argMax(1);
        to.assign(answer.eq(truth).castTo(DataType.FLOAT));
    }
}
