package dev.understudy.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Makes views of parts of row-major arrays. */
final class Views {
    private Views() {}

    /** Rows from … to − 1 of the first dimension; the rank stays. The array must be contiguous. */
    static INDArray rows(INDArray a, long from, long to) {
        // Not by get: ND4J 1.0.0-M2.1 takes some rows of a view for empty, as it compares their offset in the whole
        // array with the view's length.
        long[] shape = a.shape().clone();
        shape[0] = to - from;
        return part(a, from * (a.length() / a.size(0)), shape);
    }

    /** Columns from … to − 1 of a matrix. */
    static INDArray columns(INDArray a, long from, long to) {
        return a.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
    }

    /** The values from index {@code at} on of the array's row-major sequence, in this shape. */
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
