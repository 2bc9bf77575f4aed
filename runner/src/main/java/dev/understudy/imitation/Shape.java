package dev.understudy.imitation;

/** Shape of one sample, channels first. */
public record Shape(int channels, int height, int width) {
    public Shape {
        Checks.within("shape.channels", channels, 1, 1 << 20);
        Checks.within("shape.height", height, 1, 1 << 14);
        Checks.within("shape.width", width, 1, 1 << 14);
        long size = (long) channels * height * width;
        Checks.that(
                size <= 1 << 26, "shape", channels + "×" + height + "×" + width, "at most " + (1 << 26) + " values");
    }

    /** Number of values. */
    public int size() {
        return channels * height * width;
    }

    @Override
    public String toString() {
        return channels + "×" + height + "×" + width;
    }
}
