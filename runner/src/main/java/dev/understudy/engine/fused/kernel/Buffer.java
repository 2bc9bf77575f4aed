package dev.understudy.engine.fused.kernel;

/** An array of floats on the device that runs the kernels. Only the kernels that made it can use it. */
public interface Buffer {
    int length();

    /**
     * Copies values from index {@code from} on to the host, as many as {@code to} holds. Waits for the enqueued
     * kernels.
     */
    void read(int from, float[] to);

    /** Copies values from the host to index {@code to} on. */
    void write(int to, float[] from);

    /** Copies all values to a new host array. */
    default float[] read() {
        float[] all = new float[length()];
        read(0, all);
        return all;
    }
}
