package dev.understudy.engine.nd4j;

import dev.understudy.engine.Samples;
import dev.understudy.imitation.Philox;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A data set in ND4J's memory. Images are stored once, as bytes, and a batch gathers their rows. Points in the plane
 * are not stored: a batch's points come with the upload.
 */
final class DeviceDataSet implements AutoCloseable {
    private final Samples samples;
    private final INDArray pixels; // [count][size], byte − 128, since ND4J's bytes have a sign; null for points
    private final INDArray labels; // [count]
    private final INDArray oneHot; // [classes][classes], the identity

    DeviceDataSet(Samples samples) {
        this.samples = samples;
        oneHot = Nd4j.eye(samples.classes()).castTo(DataType.FLOAT);
        if (samples instanceof Samples.Images images) {
            byte[] signed = new byte[images.pixels().length];
            for (int i = 0; i < signed.length; i++) {
                signed[i] = (byte) (images.pixels()[i] ^ 0x80);
            }
            int[] numbers = new int[images.count()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = images.labels()[i] & 0xFF;
            }
            pixels = Nd4j.createFromArray(signed)
                    .reshape(images.count(), images.shape().size());
            labels = Nd4j.createFromArray(numbers);
        } else {
            pixels = null;
            labels = null;
        }
    }

    Samples samples() {
        return samples;
    }

    /** Numbers that the host uploads for each sample of a batch. */
    int given() {
        return pixels != null ? 1 : 2 + samples.classes();
    }

    /** Writes these numbers for sample {@code row} to given[at ..]. */
    void give(int row, float[] given, int at) {
        if (pixels != null) {
            given[at] = row; // exact: no data set has 2^24 images
            return;
        }
        int index = 2 * (((Samples.HalfPlane) samples).first() + row);
        float x = 5f * Philox.uniform(Philox.word(0, Philox.HALF_PLANE, 0, 0, index));
        float y = 5f * Philox.uniform(Philox.word(0, Philox.HALF_PLANE, 0, 0, index + 1));
        given[at] = x;
        given[at + 1] = y;
        given[at + 2] = x + y > 5f ? 0 : 1;
        given[at + 3] = x + y > 5f ? 1 : 0;
    }

    /**
     * Adds to the program the operations that turn the uploaded numbers into a batch.
     *
     * @param given [n·given()], sample by sample
     * @param input [n][size], written: normalised [O1]
     * @param hot [n][classes], written
     */
    void batch(Program program, INDArray given, INDArray input, INDArray hot) {
        long n = input.size(0);
        if (pixels == null) {
            INDArray rows = given.reshape(n, given());
            program.copy(Views.columns(rows, 0, 2), input);
            program.copy(Views.columns(rows, 2, given()), hot);
            return;
        }
        Samples.Images images = (Samples.Images) samples;
        INDArray rows = program.zeros(DataType.INT32, n);
        INDArray taken = program.zeros(DataType.INT8, n, input.size(1));
        INDArray numbers = program.zeros(DataType.INT32, n);
        program.cast(given, rows);
        program.op("gather", List.of(pixels, rows), List.of(taken), 0);
        program.cast(taken, input);
        program.op("add", input, program.scalar(128), input);
        program.op("divide", input, program.scalar(255), input);
        program.op("subtract", input, program.scalar(images.mean()), input);
        program.op("divide", input, program.scalar(images.std()), input); // [O1]
        program.op("gather", List.of(labels, rows), List.of(numbers), 0);
        program.op("gather", List.of(oneHot, numbers), List.of(hot), 0);
    }

    @Override
    public void close() {
        oneHot.close();
        if (pixels != null) {
            pixels.close();
            labels.close();
        }
    }
}
