package dev.understudy.engine.fused.cuda;

/** A GPU has too little free memory; the Java heap is not concerned. */
public final class DeviceMemoryError extends OutOfMemoryError {
    private static final long serialVersionUID = 1;

    DeviceMemoryError(String device, long requestedBytes, long freeBytes) {
        super(device + " has " + mebibytes(freeBytes) + " free of the " + mebibytes(requestedBytes) + " asked for");
    }

    private static String mebibytes(long bytes) {
        return bytes < 10 << 20 ? bytes + " bytes" : (bytes >> 20) + " MiB";
    }
}
