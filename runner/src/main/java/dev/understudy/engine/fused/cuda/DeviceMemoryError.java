package dev.understudy.engine.fused.cuda;

/** A GPU has not the memory that is asked for; the Java heap has nothing to do with it. */
public final class DeviceMemoryError extends OutOfMemoryError {
    private static final long serialVersionUID = 1;

    DeviceMemoryError(String device, long requestedBytes, long freeBytes) {
        super(device + " has " + mebibytes(freeBytes) + " free of the " + mebibytes(requestedBytes) + " asked for");
    }

    private static String mebibytes(long bytes) {
        return bytes < 10 << 20 ? bytes + " bytes" : (bytes >> 20) + " MiB";
    }
}
