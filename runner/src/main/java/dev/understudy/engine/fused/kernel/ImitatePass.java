package dev.understudy.engine.fused.kernel;

import dev.understudy.engine.Clock;
import dev.understudy.imitation.Imitator;
import java.util.Arrays;

/**
 * Runs the imitator over all coordinates, with or without learning: one task per chunk of blocks, at most {@link
 * #CHUNKS} chunks per replica. Each chunk's loss and meta-gradient are kept and summed in order [L3].
 */
final class ImitatePass {
    /** Enough for the workers of a desktop machine; a constant, since it determines the order of summation. */
    private static final int CHUNKS = 32;

    private final int steps;
    private final int replicas;
    private final int coordinates;
    private final int weights;
    private final boolean timed; // true if the imitator reads time
    private final int width;
    private final int chunk; // coordinates: part of the order of summation [L3]
    private final int chunks; // per replica
    private final LstmBlock[] scratch; // one per worker
    private final float[][] lanes; // [workers][W + H + 1][Lanes.COUNT], of the gradient by each weight
    private final float[][] lossLanes; // [workers][Lanes.COUNT]
    private final float[] chunkGradient; // [R][chunks][W]
    private final double[] chunkLoss; // [R][chunks]
    private final double[] sums; // [W]
    private final Training training = new Training(); // one for all calls, as step: a meta-step allocates nothing
    private final Step step = new Step();

    ImitatePass(Imitator imitator, boolean sourceFaithful, int steps, int replicas, int coordinates, int workers) {
        this(imitator, sourceFaithful, steps, replicas, coordinates, workers, LstmBlock.provider(imitator));
    }

    ImitatePass(
            Imitator imitator,
            boolean sourceFaithful,
            int steps,
            int replicas,
            int coordinates,
            int workers,
            Provider provider) {
        this.steps = steps;
        this.replicas = replicas;
        this.coordinates = coordinates;
        weights = imitator.weights();
        timed = imitator.time();
        int unit = LstmBlock.width(imitator, steps, coordinates);
        int units = (coordinates + unit - 1) / unit;
        chunk = unit * ((units + CHUNKS - 1) / CHUNKS);
        chunks = (coordinates + chunk - 1) / chunk;
        width = LstmBlock.width(imitator, steps, coordinates, provider);
        scratch = new LstmBlock[workers];
        for (int w = 0; w < workers; w++) {
            scratch[w] = new LstmBlock(imitator, sourceFaithful, steps, width, provider);
        }
        lanes = new float[workers]
                [Lanes.COUNT * (weights + imitator.top() + 1)]; // one row more, since rows of a head go in pairs
        lossLanes = new float[workers][Lanes.COUNT];
        chunkGradient = new float[replicas * chunks * weights];
        chunkLoss = new double[replicas * chunks];
        sums = new double[weights];
    }

    void train(
            WorkerPool pool,
            float[] phi,
            Kernels.Demonstration demonstration,
            Kernels.Carry carry,
            Kernels.LossTerms terms,
            Kernels.Learned learned,
            int at,
            Runnable alongside) {
        training.of(pool, phi, demonstration, carry, terms, CpuBuffer.of(learned.predicted()), alongside);
        pool.run(replicas * chunks + (alongside == null ? 0 : 1), training);
        CpuBuffer.of(learned.imitationLoss())[at] = (float) reduce(terms.terms(), CpuBuffer.of(learned.metaGradient()));
    }

    void step(
            WorkerPool pool,
            float[] phi,
            Clock clock,
            float[] gradient,
            int row,
            float[] forced,
            Kernels.Carry carry,
            float[] predicted) {
        step.of(phi, clock, gradient, row, forced, carry, predicted);
        pool.run(replicas * chunks, step);
    }

    /** Learns from a demonstration chunk by chunk. Concurrent work is the first task, since it takes longest. */
    private final class Training implements WorkerPool.Task {
        private WorkerPool pool;
        private float[] phi;
        private Kernels.Demonstration demonstration;
        private Kernels.Carry carry;
        private Kernels.LossTerms terms;
        private float[] predicted;
        private Runnable alongside;

        void of(
                WorkerPool pool,
                float[] phi,
                Kernels.Demonstration demonstration,
                Kernels.Carry carry,
                Kernels.LossTerms terms,
                float[] predicted,
                Runnable alongside) {
            this.pool = pool;
            this.phi = phi;
            this.demonstration = demonstration;
            this.carry = carry;
            this.terms = terms;
            this.predicted = predicted;
            this.alongside = alongside;
        }

        @Override
        public void run(int index, int worker) {
            if (alongside == null) {
                chunk(index, worker);
            } else if (index == 0) {
                pool.nested(worker, alongside);
            } else {
                chunk(index - 1, worker);
            }
        }

        private void chunk(int index, int worker) {
            LstmBlock block = scratch[worker];
            float[] gradientLanes = lanes[worker];
            float[] loss = lossLanes[worker];
            Arrays.fill(gradientLanes, 0f);
            Arrays.fill(loss, 0f);
            block.pack(phi, 0);
            block.packBackward();
            time(block, demonstration.clock(), index / chunks);
            int to = end(index);
            for (int p = first(index); p < to; p += width) {
                int n = Math.min(width, to - p);
                int place = index / chunks * coordinates + p;
                float[] truth = CpuBuffer.of(demonstration.truth());
                forward(block, place, n, CpuBuffer.of(demonstration.gradient()), 0, truth, carry, predicted);
                block.loss(terms, n, loss);
                block.unrollBackward(gradientLanes);
            }
            chunkLoss[index] = Lanes.sum(loss, 0);
            block.sumLanes(gradientLanes, chunkGradient, index * weights);
        }
    }

    /** Forward alone. */
    private final class Step implements WorkerPool.Task {
        private float[] phi; // [W] or [R][W]
        private int stride; // distance between the φ of two replicas
        private Clock clock;
        private float[] gradient;
        private int row;
        private float[] forced;
        private Kernels.Carry carry;
        private float[] predicted;

        void of(
                float[] phi,
                Clock clock,
                float[] gradient,
                int row,
                float[] forced,
                Kernels.Carry carry,
                float[] predicted) {
            this.phi = phi;
            stride = Kernels.phiStride(phi.length, weights, replicas);
            this.clock = clock;
            this.gradient = gradient;
            this.row = row;
            this.forced = forced;
            this.carry = carry;
            this.predicted = predicted;
        }

        @Override
        public void run(int index, int worker) {
            LstmBlock block = scratch[worker];
            block.pack(phi, index / chunks * stride);
            time(block, clock, index / chunks);
            int to = end(index);
            for (int p = first(index); p < to; p += width) {
                int n = Math.min(width, to - p);
                int place = index / chunks * coordinates + p;
                forward(block, place, n, gradient, row, forced, carry, predicted);
                if (forced != null) {
                    System.arraycopy(forced, place, CpuBuffer.of(carry.update()), place, n);
                }
            }
        }
    }

    /**
     * Sets the steps of replica r in its episode.
     *
     * @param clock not read if the imitator does not read time
     */
    private void time(LstmBlock block, Clock clock, int r) {
        if (timed) {
            block.time(clock.step[r], clock.horizon[r]);
        }
    }

    /** The first coordinate of a chunk within its replica. */
    private int first(int index) {
        return index % chunks * chunk;
    }

    /** The index after its last coordinate. */
    private int end(int index) {
        return Math.min(coordinates, first(index) + chunk);
    }

    /**
     * Computes the updates of n coordinates from {@code place} on.
     *
     * @param truth null without a teacher
     */
    private void forward(
            LstmBlock block,
            int place,
            int n,
            float[] gradient,
            int row,
            float[] truth,
            Kernels.Carry carry,
            float[] predicted) {
        int all = replicas * coordinates;
        float[] h = CpuBuffer.of(carry.h());
        float[] c = CpuBuffer.of(carry.c());
        float[] update = CpuBuffer.of(carry.update());
        float[] moments = CpuBuffer.of(carry.moments());
        block.loadCarry(h, c, update, moments, place, all, n);
        for (int t = 0; t < steps; t++) {
            LstmBlock.load(gradient, (row + t) * all + place, block.gradient[t], n);
            if (truth != null) {
                LstmBlock.load(truth, t * all + place, block.truth[t], n);
            }
        }
        block.unroll();
        for (int t = 0; t < steps; t++) {
            System.arraycopy(block.predicted[t], 0, predicted, t * all + place, n);
        }
        block.storeCarry(h, c, update, moments, place, all, n);
    }

    /** Mean of loss and gradient over the replicas, chunks in order, in double. */
    private double reduce(Kernels.Terms kind, float[] metaGradient) {
        double mean = 0;
        Arrays.fill(metaGradient, 0, weights, 0f);
        for (int r = 0; r < replicas; r++) {
            double sum = 0;
            for (int k = 0; k < chunks; k++) {
                sum += chunkLoss[r * chunks + k];
            }
            double terms = kind == Kernels.Terms.TASK ? 1 : (double) steps * coordinates; // TASK is a sum, not a mean
            double value = kind == Kernels.Terms.RELATIVE ? Math.sqrt(sum) : sum / terms;
            double norm = value == 0 ? 0 : 1 / value; // the norm's derivative at zero is taken as zero, as in PyTorch
            double scale = kind == Kernels.Terms.RELATIVE ? norm : 1 / terms;
            mean += value / replicas;
            Arrays.fill(sums, 0);
            for (int k = 0; k < chunks; k++) {
                int at = (r * chunks + k) * weights;
                for (int w = 0; w < weights; w++) {
                    sums[w] += chunkGradient[at + w];
                }
            }
            for (int w = 0; w < weights; w++) {
                metaGradient[w] += (float) (sums[w] * scale / replicas);
            }
        }
        return mean;
    }
}
