package dev.understudy.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The strokes in which people write the ten digits. A way of writing is one or more strokes, separated by '|'; a stroke
 * is the points "x,y" on a smooth curve, in percent of the height, x to the right and y down; a point written twice is
 * a corner.
 */
final class Strokes {
    private static final String[][] WAYS = {
        {"35,0 10,18 2,50 10,82 35,100 60,82 68,50 60,18 37,0", "50,6 22,4 5,45 14,88 38,100 62,78 66,40 52,10 30,4"},
        {"35,0 33,50 35,100", "16,24 38,0 38,0 37,50 36,100", "16,22 36,0 36,0 36,50 36,100 | 12,100 36,101 60,99"},
        {"6,24 22,3 48,4 60,25 44,56 6,98 6,98 36,95 66,97", "8,22 28,2 54,12 54,40 32,72 10,94 4,80 22,78 44,95 68,90"
        },
        {
            "8,14 32,0 58,14 52,38 28,47 28,47 60,58 62,84 34,100 5,88",
            "8,3 60,3 60,3 28,42 28,42 60,56 62,82 34,100 5,90"
        },
        {"14,4 6,56 6,56 36,57 66,54 | 50,16 48,60 46,100", "46,0 24,34 2,66 2,66 36,67 70,65 | 46,0 47,50 46,100"},
        {
            "60,2 14,4 14,4 10,44 10,44 40,38 64,62 52,92 26,100 4,90",
            "16,6 12,46 12,46 44,40 62,66 46,96 6,94 | 16,5 40,4 66,0"
        },
        {"52,2 22,26 6,62 16,94 42,99 60,80 50,58 26,58 8,76", "38,0 14,40 5,72 22,98 50,96 62,76 46,57 20,62 8,80"},
        {
            "4,6 34,6 64,4 64,4 42,48 26,100",
            "6,6 34,6 62,4 62,4 42,48 28,100 | 18,52 38,51 58,50",
            "5,22 7,6 7,6 62,5 62,5 46,40 32,100"
        },
        {
            "56,14 34,0 12,14 20,38 50,58 62,82 36,100 8,84 18,60 48,38 58,16",
            "35,0 13,10 14,36 35,47 56,36 57,10 35,0 | 35,47 8,60 6,88 35,100 64,88 62,60 35,47"
        },
        {
            "58,22 36,2 10,16 12,42 36,50 56,32 60,18 58,60 50,100",
            "58,18 34,0 8,18 14,44 40,48 58,20 58,20 60,64 48,94 18,98"
        },
    };

    /** [digit][way][stroke][point][x, y], in units of the height. */
    private static final float[][][][][] POINTS = Stream.of(WAYS)
            .map(ways -> Stream.of(ways).map(Strokes::way).toArray(float[][][][]::new))
            .toArray(float[][][][][]::new);

    private Strokes() {}

    /** Every way to write a digit: [way][stroke][point][x, y]. Callers must not change it. */
    static float[][][][] of(int digit) {
        return POINTS[digit];
    }

    /**
     * The smooth curve through {@code points} (uniform Catmull-Rom: the slope at a point follows from its neighbours),
     * as a chain of {@code pieces} straight pieces between neighbours: [(points − 1) · pieces + 1][x, y].
     */
    static float[][] curve(float[][] points, int pieces) {
        int last = points.length - 1;
        float[][] chain = new float[last * pieces + 1][2];
        chain[0] = points[0].clone();
        for (int i = 0; i < last; i++) {
            float[] a = points[Math.max(i - 1, 0)];
            float[] b = points[i];
            float[] c = points[i + 1];
            float[] d = points[Math.min(i + 2, last)];
            for (int k = 1; k <= pieces; k++) {
                float t = (float) k / pieces;
                for (int axis = 0; axis < 2; axis++) {
                    float slope = c[axis] - a[axis];
                    float bend = 2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis];
                    float twist = 3 * (b[axis] - c[axis]) + d[axis] - a[axis];
                    chain[i * pieces + k][axis] = b[axis] + 0.5f * t * (slope + t * (bend + t * twist));
                }
            }
        }
        return chain;
    }

    private static float[][][] way(String text) {
        return Stream.of(text.split(" \\| ")).map(Strokes::stroke).toArray(float[][][]::new);
    }

    private static float[][] stroke(String text) {
        List<String> points = Arrays.asList(text.split(" "));
        float[][] stroke = new float[points.size()][];
        for (int i = 0; i < stroke.length; i++) {
            String[] xy = points.get(i).split(",");
            stroke[i] = new float[] {Integer.parseInt(xy[0]) / 100f, Integer.parseInt(xy[1]) / 100f};
        }
        return stroke;
    }
}
