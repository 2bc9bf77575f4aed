package dev.understudy.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Parts of row-major arrays, without copying. */
final class Views {
    private Views() {}

    /** Rows from … to − 1 of the first dimension, all dimensions kept; without gaps. */
    static INDArray rows(INDArray a, long from, long to) {
        // Not by get: in ND4J 1.0.0-M2.1 it takes some rows of a view for empty, by comparing their offset in the whole
        // array with the view's length.
        long[] shape = a.shape().clone();
        shape[0] = to - from;
        return part(a, from * (a.length() / a.size(0)), shape);
    }

    /** Columns from … to − 1 of a matrix. */
    static INDArray columns(INDArray a, long from, long to) {
        return a.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
    }

    /** Values at … of the array's row-major sequence, in this shape. */
    static INDArray part(INDArray a, long at, long... shape) {
        long n = 1;
        for (long size : shape) {
            n *= size;
        }
        return a.reshape('c', true, a.length())
                .get(NDArrayIndex.interval(at, at + n))
                .reshape(shape);
    }
}
