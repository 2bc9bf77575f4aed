package dev.understudy.engine.nd4j.backend;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies values between the host and ND4J's memory. Every call waits, so within a meta-step only the upload may copy.
 */
public final class HostTransfer {
    private HostTransfer() {}

    /** All values, row-major. */
    public static float[] read(INDArray a) {
        if (!a.isView()) {
            return a.data().asFloat();
        }
        try (INDArray copy = a.dup('c')) {
            return copy.data().asFloat();
        }
    }

    /** Writes all values, row-major, to an array or a part of one. */
    public static void write(float[] values, INDArray to) {
        try (INDArray whole = Nd4j.createFromArray(values)) {
            to.assign(whole.reshape(to.shape()));
        }
    }
}
