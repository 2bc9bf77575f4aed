package dev.understudy.engine.fused.kernel;

/** An array of floats where the kernels run. Only the kernels that made it can use it. */
public interface Buffer {
    int length();

    /** Copies to the host, from {@code from} on, as many values as {@code to} holds. Waits for what is enqueued. */
    void read(int from, float[] to);

    /** Copies from the host, to {@code to} on. */
    void write(int to, float[] from);

    /** All of it, as a new host array. */
    default float[] read() {
        float[] all = new float[length()];
        read(0, all);
        return all;
    }
}
