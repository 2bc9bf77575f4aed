package dev.understudy.data;

import dev.understudy.imitation.Shape;
import java.util.Arrays;

/**
 * Scales images down: a new pixel is the mean of the area that it covers, in which each old pixel counts by the share
 * of it inside that area. For example, 28 pixels become 8 that cover 3.5 each. Computed in whole numbers and rounded
 * half up, so the bytes are the same on every machine.
 */
final class AreaMean {
    private final Shape from;
    private final int size;

    private AreaMean(Shape from, int size) {
        this.from = from;
        this.size = size;
    }

    /**
     * @param pixels [count][channels][height][width]
     * @param size new height and width, no larger than the old ones
     * @return [count][channels][size][size]
     */
    static byte[] of(byte[] pixels, Shape from, int size) {
        return new AreaMean(from, size).of(pixels);
    }

    private byte[] of(byte[] pixels) {
        int plane = from.height() * from.width();
        int planes = pixels.length / plane;
        byte[] smaller = new byte[planes * size * size];
        long[] row = new long[from.width()];
        for (int i = 0; i < planes; i++) {
            for (int y = 0; y < size; y++) {
                rows(pixels, i * plane, y, row);
                for (int x = 0; x < size; x++) {
                    smaller[(i * size + y) * size + x] = rounded(columns(row, x));
                }
            }
        }
        return smaller;
    }

    /** The weighted sum of the rows that row {@code y} covers. */
    private void rows(byte[] pixels, int at, int y, long[] sums) {
        Arrays.fill(sums, 0);
        int height = from.height();
        for (int i = first(y, height); i <= last(y, height); i++) {
            int weight = weight(i, y, height);
            for (int x = 0; x < sums.length; x++) {
                sums[x] += weight * (pixels[at + i * sums.length + x] & 0xff);
            }
        }
    }

    private long columns(long[] row, int x) {
        long sum = 0;
        for (int i = first(x, row.length); i <= last(x, row.length); i++) {
            sum += weight(i, x, row.length) * row[i];
        }
        return sum;
    }

    /** The weights sum to height·width, since lengths are counted in units of 1/size of a pixel. */
    private byte rounded(long sum) {
        long all = (long) from.height() * from.width();
        return (byte) ((2 * sum + all) / (2 * all));
    }

    /** The first of {@code n} old pixels that new pixel {@code t} covers. */
    private int first(int t, int n) {
        return t * n / size;
    }

    private int last(int t, int n) {
        return ((t + 1) * n - 1) / size;
    }

    /** The length of old pixel {@code i} that is inside new pixel {@code t}. */
    private int weight(int i, int t, int n) {
        return Math.min((i + 1) * size, (t + 1) * n) - Math.max(i * size, t * n);
    }
}
