package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.Problem;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Optimizee.Placed;
import dev.understudy.imitation.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How blocks of threads compute an optimizee: the layers as numbers, and the layout of a sample's values in a block's
 * memory, [activations][scratch][dropout draws][gradients A][gradients B]. It depends only on the problem and the
 * number of replicas, so sums have the same order on every GPU.
 *
 * @param words read as Plan by Network.cu and as LayerAt by LayerAt.cuh, or as LeanLayer by LeanLayer.cuh
 * @param tiles of a batch
 * @param threads of a block
 * @param scoreFloats of memory for a forward pass alone
 * @param gradientFloats of memory for both passes; in the lean form also for the words
 */
record NetworkPlan(int[] words, int tiles, int threads, int scoreFloats, int gradientFloats) {
    /** Fewest blocks for a gradient, if there are enough samples: two for each multiprocessor. */
    private static final int BLOCKS = 256;
    /** The launch bounds of GradientPass.cu. */
    private static final int MOST_THREADS = 512;
    /** Floats of scratch above which sums are computed in turns instead. */
    private static final int SCRATCH = 4096;
    /** Scratch per output of a dense layer: PITCH of ConvNet.cu. */
    private static final int PITCH = 33;

    static NetworkPlan of(Problem problem, long seed, int replicas) {
        return of(problem, seed, replicas, false);
    }

    /**
     * The plan for networkGradientLean, whose words are in the block's memory as well; empty if a layer is too large
     * for its quotients.
     */
    static Optional<NetworkPlan> lean(Problem problem, long seed, int replicas) {
        return Optional.ofNullable(of(problem, seed, replicas, true));
    }

    private static NetworkPlan of(Problem problem, long seed, int replicas, boolean asLean) {
        Optimizee.Layers layers = problem.layers();
        List<Placed> placed = layers.placed();
        int[] value = new int[placed.size()]; // [L]; index of the layer's output among the activations
        List<Integer> sizes = new ArrayList<>(List.of(layers.input().size()));
        int lowest = -1;
        for (int l = 0; l < placed.size(); l++) {
            Placed p = placed.get(l);
            if (!LeanLayer.inPlace(p.layer())) {
                sizes.add(p.output().size());
            }
            value[l] = sizes.size() - 1;
            lowest = lowest < 0 && p.layer().coordinates(p.input()) > 0 ? l : lowest;
        }
        int bottom = lowest;
        int largest = sizes.stream().mapToInt(n -> n).max().orElseThrow();
        int threads = Math.min(MOST_THREADS, Math.max(64, (largest / 4 + 31) / 32 * 32));

        int memory = 0;
        int[] at = new int[sizes.size()]; // offsets of the activations
        for (int v = 0; v < at.length; v++) {
            at[v] = memory;
            memory = Math.addExact(memory, sizes.get(v));
        }
        LeanLayer[] lean = new LeanLayer[placed.size()];
        Arrays.setAll(lean, l -> lean(placed, l, bottom, threads));
        if (asLean && !Arrays.stream(lean).allMatch(LeanLayer::exact)) {
            return null;
        }
        int scratch = memory;
        int scratchFloats = Math.max(layers.outputs(), PITCH);
        for (int l = 0; l < lean.length; l++) {
            int prepared = asLean ? Math.addExact(lean[l].maskFloats(), lean[l].paddedFloats()) : 0;
            scratchFloats = Math.max(scratchFloats, Math.addExact(scratch(placed.get(l), threads), prepared));
        }
        memory = Math.addExact(memory, scratchFloats);
        int scoreFloats = memory;
        int[] keep = new int[placed.size()];
        Arrays.fill(keep, -1);
        for (int l = 0; l < keep.length; l++) {
            if (placed.get(l).layer() instanceof Layer.Dropout dropout) {
                keep[l] = memory;
                memory = Math.addExact(memory, dropout.draws(placed.get(l).input()));
                if (l > 0 && dropsChannels(placed.get(l - 1), placed.get(l))) {
                    keep[l - 1] = keep[l];
                }
            }
        }
        int[] order = new int[placed.size()];
        for (int l = 0; l < order.length; l++) {
            order[l] = asLean && lean[l].orderFloats() > 0 ? memory : -1;
            memory = Math.addExact(memory, asLean ? lean[l].orderFloats() : 0);
        }
        int[] pair = new int[2]; // sizes of gradients A and B: one is read while the other is written
        for (int v = value[bottom]; v < at.length; v++) {
            pair[v % 2] = Math.max(pair[v % 2], sizes.get(v));
        }
        int[] gradient = {memory, Math.addExact(memory, pair[0])};
        int gradientFloats = Math.addExact(gradient[1], pair[1]);

        int tile = tile(problem.batch(), replicas);
        int tiles = (problem.batch() + tile - 1) / tile;
        int logits = value[placed.size() - 1];
        List<Integer> words = new ArrayList<>(List.of(
                placed.size(),
                bottom,
                layers.input().size(),
                layers.outputs(),
                layers.loss() == Optimizee.Loss.BINARY_CROSS_ENTROPY ? 1 : 0,
                layers.coordinates(),
                replicas,
                problem.batch(),
                tile,
                tiles,
                (int) seed,
                (int) (seed >>> 32),
                at[logits],
                gradient[logits % 2],
                scratch,
                scratchFloats));
        for (int l = 0; l < placed.size(); l++) {
            int to = value[l];
            int from = l == 0 ? 0 : value[l - 1];
            words.addAll(numbers(
                    placed.get(l),
                    at[from],
                    at[to],
                    gradient[to % 2],
                    l == bottom ? -1 : gradient[from % 2],
                    keep[l],
                    threads));
            if (asLean) {
                int masks = Math.addExact(scratch, scratch(placed.get(l), threads));
                words.addAll(lean[l].numbers(order[l], masks, masks + lean[l].maskFloats()));
            }
        }
        return new NetworkPlan(
                words.stream().mapToInt(n -> n).toArray(),
                tiles,
                threads,
                scoreFloats,
                Math.addExact(gradientFloats, asLean ? words.size() : 0));
    }

    /**
     * Samples per tile: one, unless replicas and batch fill the GPU with more. The tiles of a batch have about the same
     * size.
     */
    static int tile(int batch, int replicas) {
        long enough = ((long) batch * replicas + BLOCKS - 1) / BLOCKS;
        int most = (int) Math.min(batch, enough);
        int tiles = (batch + most - 1) / most;
        return (batch + tiles - 1) / tiles;
    }

    private static LeanLayer lean(List<Placed> placed, int l, int bottom, int threads) {
        Placed next = l + 1 < placed.size() ? placed.get(l + 1) : null;
        return new LeanLayer(
                placed.get(l),
                next,
                threads,
                parts(placed.get(l), threads),
                dropsChannels(placed.get(l), next),
                l == bottom,
                l == 0);
    }

    /** Whether the layer is a convolution and the next one a dropout of whole channels. */
    private static boolean dropsChannels(Placed placed, Placed next) {
        return placed.layer() instanceof Layer.Conv
                && next != null
                && next.layer() instanceof Layer.Dropout dropout
                && dropout.channelwise();
    }

    /**
     * The properties that LayerAt.cuh has in addition to a layer's shapes.
     *
     * @param k kernel, window, or values for each draw
     */
    private record Kind(int number, int k, float rate, float scale) {
        static Kind plain(int number, int k) {
            return new Kind(number, k, 0f, 1f);
        }
    }

    private record KindAt(Shape input) implements Layer.Cases<Kind> {
        @Override
        public Kind conv(Layer.Conv layer) {
            return Kind.plain(0, layer.kernel());
        }

        @Override
        public Kind maxPool(Layer.MaxPool layer) {
            return Kind.plain(1, layer.size());
        }

        @Override
        public Kind relu(Layer.Relu layer) {
            return Kind.plain(2, 1);
        }

        @Override
        public Kind tanh(Layer.Tanh layer) {
            return Kind.plain(5, 1);
        }

        @Override
        public Kind dropout(Layer.Dropout layer) {
            return new Kind(
                    3, input.size() / layer.draws(input), (float) layer.rate(), (float) (1 / (1 - layer.rate())));
        }

        @Override
        public Kind dense(Layer.Dense layer) {
            return Kind.plain(4, 1);
        }
    }

    /** LayerAt of LayerAt.cuh. */
    private static List<Integer> numbers(Placed p, int in, int out, int dout, int din, int keep, int threads) {
        Kind its = p.layer().choose(new KindAt(p.input()));
        Shape input = p.input();
        Shape output = p.output();
        int n = p.layer().coordinates(input);
        float bound = n == 0 ? 0f : (float) (1 / Math.sqrt(p.layer().fanIn(input)));
        return List.of(
                its.number,
                input.channels(),
                input.height(),
                input.width(),
                output.channels(),
                output.height(),
                output.width(),
                its.k,
                p.offset(),
                n == 0 ? p.offset() : p.offset() + n - output.channels(),
                in,
                out,
                dout,
                din,
                keep,
                parts(p, threads),
                Float.floatToRawIntBits(its.rate),
                Float.floatToRawIntBits(its.scale),
                Float.floatToRawIntBits(bound));
    }

    /**
     * Parts of the image over which a convolution's weight gradients are summed in parallel, so that most threads have
     * work.
     */
    private static int parts(Placed p, int threads) {
        if (!(p.layer() instanceof Layer.Conv conv)) {
            return 1;
        }
        int taps = conv.kernel() % 5 == 0 ? 5 : 1; // taps per thread, as in convWeights of Conv.cu
        int tasks = conv.channels() * (conv.fanIn(p.input()) / taps + 1);
        int most = Math.min(threads / tasks, SCRATCH / conv.coordinates(p.input()));
        return Math.max(1, Math.min(most, p.output().height()));
    }

    private static int scratch(Placed p, int threads) {
        if (p.layer() instanceof Layer.Dense dense) {
            return PITCH * Math.min(dense.units(), SCRATCH / PITCH);
        }
        int parts = parts(p, threads);
        return parts == 1 ? 0 : parts * p.layer().coordinates(p.input());
    }
}
