package dev.understudy.engine.fused.kernel;

/** A buffer on the host: the array itself. */
record CpuBuffer(float[] a) implements Buffer {
    static float[] of(Buffer buffer) {
        return ((CpuBuffer) buffer).a;
    }

    @Override
    public int length() {
        return a.length;
    }

    @Override
    public void read(int from, float[] to) {
        System.arraycopy(a, from, to, 0, to.length);
    }

    @Override
    public void write(int to, float[] from) {
        System.arraycopy(from, 0, a, to, from.length);
    }
}
