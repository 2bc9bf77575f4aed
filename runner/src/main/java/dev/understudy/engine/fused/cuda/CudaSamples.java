package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.Samples;

/**
 * A data set on a device, in the layout that Network.cu reads.
 *
 * @param source address of its struct Source
 * @param input address of bytes or floats; 0 for points that are computed
 * @param labels address of bytes, or 0
 */
record CudaSamples(long source, long input, long labels) {
    private static final int BYTES = 0;
    private static final int HALF_PLANE = 1;
    private static final int FLOATS = 2;

    static CudaSamples on(Device device, Samples samples) {
        if (samples instanceof Samples.Images images) {
            long source = source(device, BYTES, samples.count(), 0, images.mean(), images.std());
            return new CudaSamples(source, upload(device, images.pixels()), upload(device, images.labels()));
        }
        return new CudaSamples(
                source(device, HALF_PLANE, samples.count(), ((Samples.HalfPlane) samples).first(), 0f, 1f), 0, 0);
    }

    /**
     * The network's input as given values, [B][size]: row b is sample b of the batch, without random drawing. For
     * comparison with other implementations.
     */
    static CudaSamples given(Device device, float[] input, byte[] labels) {
        long values = device.allocate(4L * input.length);
        device.write(values, input);
        return new CudaSamples(source(device, FLOATS, labels.length, 0, 0f, 1f), values, upload(device, labels));
    }

    private static long source(Device device, int kind, int count, int first, float mean, float std) {
        int[] words = {kind, count, first, Float.floatToRawIntBits(mean), Float.floatToRawIntBits(std)};
        long address = device.allocate(4L * words.length);
        device.write(address, words);
        return address;
    }

    private static long upload(Device device, byte[] bytes) {
        long address = device.allocate(bytes.length);
        device.write(address, bytes);
        return address;
    }
}
