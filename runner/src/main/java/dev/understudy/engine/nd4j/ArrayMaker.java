package dev.understudy.engine.nd4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes arrays of zeros: either a {@link Program}, which owns them, or an {@link ArrayMaker.Count}, which only counts
 * bytes.
 */
interface ArrayMaker {
    INDArray zeros(DataType type, long... shape);

    default INDArray zeros(long... shape) {
        return zeros(DataType.FLOAT, shape);
    }

    /** Counts the bytes of the requested arrays and makes none; {@code zeros} returns null. */
    final class Count implements ArrayMaker {
        private double bytes; // a double: the largest describable trainings overflow a long

        double bytes() {
            return bytes;
        }

        @Override
        public INDArray zeros(DataType type, long... shape) {
            double values = 1;
            for (long size : shape) {
                values *= size;
            }
            bytes += values * type.width();
            return null;
        }
    }
}
