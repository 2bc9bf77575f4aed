package dev.understudy.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Parts of row-major arrays, without copying. */
final class Views {
    private Views() {
    }

    /** Rows from … to − 1 of the first dimension, all dimensions kept; without gaps. */
    static INDArray rows(INDArray a, long from, long to) {
        return a.get(NDArrayIndex.interval(from, to));
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
        return a.reshape(a.length()).get(NDArrayIndex.interval(at, at + n)).reshape(shape);
    }
}
