package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout.Score;
import dev.understudy.engine.Samples;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.imitation.Checks;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Runs the optimizee on a device: the host side of GradientPass.cu. The device owns the memory and frees it on close.
 */
final class CudaGradientPass {
    private static final int INIT_THREADS = 128;
    private static final int SUM_THREADS = 256;
    /** Samples per partial sum of a score. */
    private static final int EACH = 16;
    /**
     * If a block's memory does not fit into shared memory: the number of blocks, and the most bytes for all of them.
     * Neither affects a result.
     */
    private static final int FAR_BLOCKS = 256;

    private static final long FAR_BYTES = 1L << 30;

    private final Device device;
    private final NetworkPlan plan;
    private final int coordinates;
    private final int replicas;
    private final long words; // the plan on the device
    private final NetworkPlan lean; // plan of the lean form; null if the form is off or does not fit
    private final long leanWords; // the lean plan on the device
    private final CudaClock clock;
    private final CudaSamples training;
    private final Map<Samples, CudaSamples> known = new IdentityHashMap<>();
    private final boolean[] chosen; // [R], as last written
    private final long chosenAt; // its copy on the device
    private final long partial; // [R][tiles][P]; 0 if there is one tile
    private final long tileLosses; // [R][tiles]
    private final Far gradientMemory; // null if shared memory suffices
    private Far scoreMemory; // the same for scores; made at the first score
    private CudaBuffer sums; // [chunks][2] of a score

    CudaGradientPass(Device device, Problem problem, long seed, int replicas) {
        Checks.within("replicas", replicas, 1, 65535);
        this.device = device;
        this.replicas = replicas;
        plan = NetworkPlan.of(problem, seed, replicas);
        coordinates = problem.optimizee().coordinates();
        words = device.allocate(4L * plan.words().length);
        device.write(words, plan.words());
        lean = device.variants().contains(Variant.LEAN_NETWORK)
                ? NetworkPlan.lean(problem, seed, replicas)
                        .filter(p -> fits(p.gradientFloats()))
                        .orElse(null)
                : null;
        leanWords = lean == null ? 0 : device.allocate(4L * lean.words().length);
        if (lean != null) {
            device.write(leanWords, lean.words());
        }
        clock = new CudaClock(device, replicas);
        training = known(problem.samples());
        chosen = new boolean[replicas];
        chosenAt = device.allocate(4L * replicas);
        boolean oneTile = plan.tiles() == 1;
        partial = oneTile ? 0 : device.allocate(4L * replicas * plan.tiles() * coordinates);
        tileLosses = oneTile ? 0 : device.allocate(4L * replicas * plan.tiles());
        gradientMemory = fits(plan.gradientFloats()) ? null : far(plan.gradientFloats());
    }

    /** Global memory for blocks whose working memory does not fit into shared memory. */
    private record Far(long address, int blocks) {}

    private boolean fits(int floats) {
        return 4L * floats <= device.sharedBytes();
    }

    private Far far(int floats) {
        int blocks = (int) Math.max(1, Math.min(FAR_BLOCKS, FAR_BYTES / (4L * floats)));
        return new Far(device.allocate(4L * floats * blocks), blocks);
    }

    private CudaSamples known(Samples samples) {
        return known.computeIfAbsent(samples, s -> CudaSamples.on(device, s));
    }

    /** The device's clock; every call with a {@link Clock} updates it. */
    CudaClock clock() {
        return clock;
    }

    /**
     * [O2] Initialises θ [R][P] of the chosen replicas for the episodes in the clock.
     *
     * @param which [R]
     */
    void init(Buffer theta, Clock now, boolean[] which) {
        clock.follow(now);
        boolean all = true;
        for (boolean one : which) {
            all &= one;
        }
        if (!all && !Arrays.equals(which, chosen)) {
            int[] flags = new int[replicas];
            for (int r = 0; r < replicas; r++) {
                chosen[r] = which[r];
                flags[r] = which[r] ? 1 : 0;
            }
            device.write(chosenAt, flags);
        }
        int blocks = (coordinates + 4 * INIT_THREADS - 1) / (4 * INIT_THREADS);
        device.launch(
                "networkInit",
                blocks,
                replicas,
                INIT_THREADS,
                0,
                words,
                CudaBuffer.address(theta),
                clock.address(),
                clock.episodesAhead(now),
                all ? 0L : chosenAt);
    }

    /**
     * Computes gradient and loss of every replica on its batch.
     *
     * @param theta [R][P]
     * @param gradient [.][R][P], written at row {@code row}
     * @param loss [.], R values written from {@code lossAt} on: means over the batch, training mode
     */
    void gradient(Buffer theta, Clock now, Buffer gradient, int row, Buffer loss, int lossAt) {
        gradient(training, theta, now, gradient, row, loss, lossAt);
    }

    /** The same for another data set. */
    void gradient(CudaSamples samples, Buffer theta, Clock now, Buffer gradient, int row, Buffer loss, int lossAt) {
        clock.follow(now);
        long to = CudaBuffer.address(gradient, (long) row * replicas * coordinates);
        long losses = CudaBuffer.address(loss, lossAt);
        boolean oneTile = plan.tiles() == 1;
        Object[] arguments = {
            words,
            CudaBuffer.address(theta),
            clock.address(),
            clock.episodesAhead(now),
            clock.stepsAhead(now),
            samples.source(),
            samples.input(),
            samples.labels(),
            oneTile ? to : partial,
            oneTile ? losses : tileLosses
        };
        if (lean != null) {
            launchLean(arguments);
        } else {
            launch("networkGradient", replicas * plan.tiles(), gradientMemory, plan.gradientFloats(), arguments);
        }
        if (!oneTile) {
            device.launch(
                    "networkSum",
                    (coordinates + SUM_THREADS - 1) / SUM_THREADS,
                    replicas,
                    SUM_THREADS,
                    0,
                    words,
                    partial,
                    tileLosses,
                    to,
                    losses);
        }
    }

    /** Loss and accuracy of θ [P] over the first {@code count} samples, in evaluation mode. Waits for the device. */
    Score score(Buffer theta, Samples samples, int count) {
        return score(known(samples), theta, Math.min(count, samples.count()), 0);
    }

    /**
     * Like the other {@code score}; also writes the logits [count][outputs] to device memory, unless {@code logits} is
     * 0.
     */
    Score score(CudaSamples samples, Buffer theta, int count, long logits) {
        int chunks = (count + EACH - 1) / EACH;
        if (sums == null || sums.length() < 2 * chunks) {
            if (sums != null) {
                device.free(sums.address());
            }
            sums = CudaBuffer.on(device, 2 * chunks);
        }
        if (scoreMemory == null && !fits(plan.scoreFloats())) {
            scoreMemory = far(plan.scoreFloats());
        }
        launch(
                "networkScore",
                chunks,
                scoreMemory,
                plan.scoreFloats(),
                words,
                CudaBuffer.address(theta),
                samples.source(),
                samples.input(),
                samples.labels(),
                count,
                EACH,
                sums.address(),
                logits);
        float[] found = new float[2 * chunks];
        sums.read(0, found);
        double loss = 0;
        double right = 0;
        for (int k = 0; k < chunks; k++) {
            loss += found[2 * k];
            right += found[2 * k + 1];
        }
        return new Score(loss / count, right / count);
    }

    /** @param arguments of networkGradient */
    private void launchLean(Object... arguments) {
        Object[] more = new Object[arguments.length + 1];
        more[0] = leanWords;
        more[1] = lean.words().length;
        System.arraycopy(arguments, 1, more, 2, arguments.length - 1);
        device.launch(
                "networkGradientLean", replicas * lean.tiles(), 1, lean.threads(), 4 * lean.gradientFloats(), more);
    }

    /** Launches with a block's memory in shared memory, or in {@code far} if that is not null. */
    private void launch(String kernel, int tasks, Far far, int floats, Object... arguments) {
        if (far == null) {
            device.launch(kernel, tasks, 1, plan.threads(), 4 * floats, arguments);
            return;
        }
        Object[] more = Arrays.copyOf(arguments, arguments.length + 2);
        more[arguments.length] = far.address();
        more[arguments.length + 1] = floats;
        device.launch(kernel + "Far", Math.min(tasks, far.blocks()), 1, plan.threads(), 0, more);
    }
}
