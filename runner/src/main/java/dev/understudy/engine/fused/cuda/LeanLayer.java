package dev.understudy.engine.fused.cuda;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee.Placed;
import dev.understudy.imitation.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields that LeanLayer.cuh adds to LayerAt: divisors as reciprocals, precomputed conditions, and offsets of
 * prepared data, so that the loops of the lean form neither divide nor test.
 *
 * @param placed the layer
 * @param next the layer above it, or null
 * @param threads of a block
 * @param parts as in LayerAt
 * @param drops whether the next layer is a dropout that drops this convolution's channels
 * @param bottom whether this is the lowest layer with weights, below which no gradient is computed
 * @param first whether it is the lowest layer
 */
record LeanLayer(Placed placed, Placed next, int threads, int parts, boolean drops, boolean bottom, boolean first) {
    /**
     * Whether a barrier is needed before the next layer. It is not if that layer works in place and each of its threads
     * reads only values that the same thread wrote.
     */
    private boolean apart() {
        return next == null
                || placed.layer() instanceof Layer.Conv
                || placed.layer() instanceof Layer.Dense
                || !inPlace(next.layer());
    }

    /**
     * Tanh does not work in place: its slope is computed from its output, which a later layer would have overwritten.
     */
    static boolean inPlace(Layer layer) {
        return layer instanceof Layer.Relu || layer instanceof Layer.Dropout;
    }

    /** Floats of the block's memory for {@code order} of LeanLayer.cuh; 0 for the first layer. */
    int orderFloats() {
        return drops && !first ? 1 + placed.output().channels() : 0;
    }

    /** The same for {@code masks}. */
    int maskFloats() {
        return placed.layer() instanceof Layer.Conv ? rows() * ((placed.output().width() + 31) / 32) : 0;
    }

    /** The same for {@code padded}. */
    int paddedFloats() {
        return placed.layer() instanceof Layer.Conv conv && !bottom ? rows() * pitch() + conv.kernel() - 1 : 0;
    }

    private int rows() {
        return placed.output().channels() * placed.output().height();
    }

    private int pitch() {
        return placed.output().width() + kernel() - 1;
    }

    private int kernel() {
        return placed.layer() instanceof Layer.Conv conv ? conv.kernel() : 1;
    }

    /**
     * Neighbouring values of a row that one thread computes, of the output or of the input's gradient, for conv and
     * convInput of LeanConv.cu. For one row of a kernel of 5 a warp loads S + 4 values and 5 weights, one a cycle for
     * the whole multiprocessor, and a thread waits for about 75 cycles in addition to its own 6 S instructions; the
     * longer of the two times is minimised.
     */
    private int strip(Shape of, int... choice) {
        if (of.width() < 4) {
            return 1;
        }
        int best = 4;
        int least = Integer.MAX_VALUE;
        for (int s : choice) {
            int tasks = of.channels() * of.height() * ((of.width() + s - 1) / s);
            int cycles = Math.max((tasks + 31) / 32 * (s + 9), (tasks + threads - 1) / threads * (6 * s + 75));
            if (kernel() == 5 && s <= of.width() && cycles < least) {
                best = s;
                least = cycles;
            }
        }
        return best;
    }

    private int strip() {
        return strip(placed.output(), 4, 6, 12);
    }

    private int inStrip() {
        return strip(placed.input(), 4, 6);
    }

    /** Pairs of the largest dividend and its divisor, in the order of LeanLayer.cuh. */
    private List<int[]> quotients() {
        Shape input = placed.input();
        Shape output = placed.output();
        int draw = placed.layer() instanceof Layer.Dropout dropout ? input.size() / dropout.draws(input) : 1;
        int strips = (output.width() + strip() - 1) / strip();
        int inStrips = (input.width() + inStrip() - 1) / inStrip();
        int groups = kernel() % 5 == 0 ? kernel() / 5 : kernel();
        int taps = kernel() * groups;
        int tapRows = placed.layer() instanceof Layer.Conv ? input.channels() * taps + 1 : 1;
        int tasks = output.channels() * tapRows;
        return List.of(
                new int[] {output.size(), output.height() * output.width()},
                new int[] {output.size(), output.width()},
                new int[] {input.size(), input.height() * input.width()},
                new int[] {input.size(), input.width()},
                new int[] {input.size(), draw},
                new int[] {rows() * strips, strips},
                new int[] {rows() * strips, strips * output.height()},
                new int[] {input.size(), inStrips},
                new int[] {input.size(), inStrips * input.height()},
                new int[] {rows() * pitch() + kernel(), pitch()},
                new int[] {tasks * parts, tasks},
                new int[] {tasks, tapRows},
                new int[] {tapRows, taps},
                new int[] {taps, groups});
    }

    /**
     * Whether {@code over} of LeanLayer.cuh is exact for every quotient that is needed; it is not for very large
     * layers.
     */
    boolean exact() {
        return quotients().stream().allMatch(q -> exact(q[0], q[1]));
    }

    /**
     * With m = ⌈2³¹ / d⌉ = (2³¹ + e) / d, n·m / 2³¹ is n/d + n·e / (d·2³¹), and its floor equals that of n/d if n·e is
     * below 2³¹.
     *
     * @param n the largest dividend
     */
    static boolean exact(int n, int d) {
        long e = reciprocal(d) * d - (1L << 31);
        return e == 0 || n < (1L << 31) / e;
    }

    /** m; for d = 1 it needs all of 32 bits. */
    static long reciprocal(int d) {
        return ((1L << 31) + d - 1) / d;
    }

    /**
     * The fields, in the order of LeanLayer.cuh.
     *
     * @param order, masks, padded offsets in the block's memory; order &lt; 0 for none
     */
    List<Integer> numbers(int order, int masks, int padded) {
        int draws = placed.layer() instanceof Layer.Dropout dropout ? dropout.draws(placed.input()) : 0;
        List<Integer> numbers =
                new ArrayList<>(List.of(apart() ? 1 : 0, draws, strip(), inStrip(), order, masks, padded));
        quotients().forEach(q -> numbers.add((int) reciprocal(q[1])));
        return numbers;
    }
}
