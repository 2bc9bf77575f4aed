package dev.understudy.engine.nd4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes arrays of zeros: a {@link Program}, whose they are, or an {@link ArrayCount}, which makes none. */
interface ArrayMaker {
    INDArray zeros(DataType type, long... shape);

    default INDArray zeros(long... shape) {
        return zeros(DataType.FLOAT, shape);
    }
}
