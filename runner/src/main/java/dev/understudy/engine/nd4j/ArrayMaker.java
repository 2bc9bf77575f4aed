package dev.understudy.engine.nd4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes arrays of zeros: a {@link Program}, whose they are, or an {@link ArrayMaker.Count}, which makes none. */
interface ArrayMaker {
    INDArray zeros(DataType type, long... shape);

    default INDArray zeros(long... shape) {
        return zeros(DataType.FLOAT, shape);
    }

    /** Makes no array: it counts how many bytes those would take that are asked for. */
    final class Count implements ArrayMaker {
        private double bytes; // more than a long holds, of the largest trainings that can be described

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
