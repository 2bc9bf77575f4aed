package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.fused.kernel.Buffer;

/** A {@link Buffer} of floats in device memory. */
record CudaBuffer(Device device, long address, int length) implements Buffer {
    static CudaBuffer on(Device device, int length) {
        return new CudaBuffer(device, length == 0 ? 0 : device.allocate(4L * length), length);
    }

    static long address(Buffer buffer) {
        return ((CudaBuffer) buffer).address;
    }

    /** Address of the value at {@code index}. */
    static long address(Buffer buffer, long index) {
        return address(buffer) + 4 * index;
    }

    @Override
    public void read(int from, float[] to) {
        check(from, to.length);
        if (to.length > 0) {
            device.read(address + 4L * from, to);
        }
    }

    @Override
    public void write(int to, float[] from) {
        check(to, from.length);
        if (from.length > 0) {
            device.write(address + 4L * to, from);
        }
    }

    private void check(int at, int n) {
        if (at < 0 || at + (long) n > length) {
            throw new IndexOutOfBoundsException(
                    "values " + at + " to " + (at + (long) n - 1) + " of a buffer of " + length);
        }
    }
}
