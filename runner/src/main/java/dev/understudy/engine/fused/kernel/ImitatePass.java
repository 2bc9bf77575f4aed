package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import java.util.Arrays;

/**
 * The imitator over all coordinates: one task per chunk of blocks, at most {@link #CHUNKS} chunks per replica; each
 * chunk's loss and meta-gradient are kept and summed in order [L3].
 */
final class ImitatePass {
    /** Enough to share among the workers of a desktop machine; fixed, since it is part of the order of summation. */
    private static final int CHUNKS = 32;

    private final int steps;
    private final int replicas;
    private final int coordinates;
    private final int weights;
    private final int width;
    private final int chunk; // coordinates: part of the order of summation [L3]
    private final int chunks; // per replica
    private final LstmBlock[] scratch; // one per worker
    private final float[][] lanes; // [workers][W][Lanes.COUNT], of the gradient by each weight
    private final float[][] lossLanes; // [workers][Lanes.COUNT]
    private final float[] chunkGradient; // [R][chunks][W]
    private final double[] chunkLoss; // [R][chunks]
    private final WorkerPool.Task trainTask = this::trainChunk;
    private final WorkerPool.Task bothTask = this::alongsideOrChunk;
    private final WorkerPool.Task stepTask = this::stepChunk;
    private WorkerPool pool;
    private Runnable alongside;

    private float[] phi;
    private float[] gradient;
    private float[] truth;
    private float[] predicted;
    private float[] h;
    private float[] c;
    private float[] update;
    private float[] moments;
    private ImitationLoss loss;
    private float floor;
    private float biasPenalty;
    private int gradientRow;

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
        int unit = LstmBlock.width(imitator, steps, coordinates);
        int units = (coordinates + unit - 1) / unit;
        chunk = unit * ((units + CHUNKS - 1) / CHUNKS);
        chunks = (coordinates + chunk - 1) / chunk;
        width = provider == Provider.VECTOR ? LstmBlock.vectorWidth(imitator, steps, unit) : unit;
        scratch = new LstmBlock[workers];
        for (int w = 0; w < workers; w++) {
            scratch[w] = new LstmBlock(imitator, sourceFaithful, steps, width, provider);
        }
        lanes = new float[workers][Lanes.COUNT * weights];
        lossLanes = new float[workers][Lanes.COUNT];
        chunkGradient = new float[replicas * chunks * weights];
        chunkLoss = new double[replicas * chunks];
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
        bind(
                phi,
                CpuBuffer.of(demonstration.gradient()),
                CpuBuffer.of(demonstration.truth()),
                carry,
                CpuBuffer.of(learned.predicted()));
        loss = terms.loss();
        floor = terms.floor();
        biasPenalty = terms.biasPenalty();
        gradientRow = 0;
        if (alongside == null) {
            pool.run(replicas * chunks, trainTask);
        } else {
            this.pool = pool;
            this.alongside = alongside;
            pool.run(1 + replicas * chunks, bothTask);
        }
        CpuBuffer.of(learned.imitationLoss())[at] = (float) reduce(CpuBuffer.of(learned.metaGradient()));
    }

    void step(
            WorkerPool pool,
            float[] phi,
            float[] gradient,
            int row,
            float[] forced,
            Kernels.Carry carry,
            float[] predicted) {
        bind(phi, gradient, forced, carry, predicted);
        gradientRow = row;
        pool.run(replicas * chunks, stepTask);
    }

    private void bind(float[] phi, float[] gradient, float[] truth, Kernels.Carry carry, float[] predicted) {
        this.phi = phi;
        this.gradient = gradient;
        this.truth = truth;
        this.predicted = predicted;
        h = CpuBuffer.of(carry.h());
        c = CpuBuffer.of(carry.c());
        update = CpuBuffer.of(carry.update());
        moments = CpuBuffer.of(carry.moments());
    }

    /** The long piece first, the chunks behind it. */
    private void alongsideOrChunk(int index, int worker) {
        if (index == 0) {
            pool.nested(worker, alongside);
        } else {
            trainChunk(index - 1, worker);
        }
    }

    private void trainChunk(int index, int worker) {
        LstmBlock block = scratch[worker];
        float[] gradientLanes = lanes[worker];
        float[] terms = lossLanes[worker];
        Arrays.fill(gradientLanes, 0f);
        Arrays.fill(terms, 0f);
        block.pack(phi);
        int from = index % chunks * chunk;
        int to = Math.min(coordinates, from + chunk);
        for (int p = from; p < to; p += width) {
            int n = Math.min(width, to - p);
            int place = index / chunks * coordinates + p;
            forward(block, place, n, true);
            block.loss(loss, floor, biasPenalty, n, terms);
            block.unrollBackward(gradientLanes);
        }
        chunkLoss[index] = Lanes.sum(terms, 0);
        block.sumLanes(gradientLanes, chunkGradient, index * weights);
    }

    private void stepChunk(int index, int worker) {
        LstmBlock block = scratch[worker];
        block.pack(phi);
        int from = index % chunks * chunk;
        int to = Math.min(coordinates, from + chunk);
        for (int p = from; p < to; p += width) {
            int n = Math.min(width, to - p);
            int place = index / chunks * coordinates + p;
            forward(block, place, n, truth != null);
            if (truth != null) {
                System.arraycopy(truth, place, update, place, n);
            }
        }
    }

    private void forward(LstmBlock block, int place, int n, boolean withTruth) {
        int all = replicas * coordinates;
        block.loadCarry(h, c, update, moments, place, all, n);
        for (int t = 0; t < steps; t++) {
            LstmBlock.load(gradient, (gradientRow + t) * all + place, block.gradient[t], n);
            if (withTruth) {
                LstmBlock.load(truth, t * all + place, block.truth[t], n);
            }
        }
        block.unroll();
        for (int t = 0; t < steps; t++) {
            System.arraycopy(block.predicted[t], 0, predicted, t * all + place, n);
        }
        block.storeCarry(h, c, update, moments, place, all, n);
    }

    /** Mean over the replicas of loss and gradient, chunks in order, in double. */
    private double reduce(float[] metaGradient) {
        double mean = 0;
        Arrays.fill(metaGradient, 0, weights, 0f);
        for (int r = 0; r < replicas; r++) {
            double sum = 0;
            for (int k = 0; k < chunks; k++) {
                sum += chunkLoss[r * chunks + k];
            }
            double terms = (double) steps * coordinates;
            double value = loss == ImitationLoss.RELATIVE ? Math.sqrt(sum) : sum / terms;
            double norm = value == 0 ? 0 : 1 / value; // the norm's derivative at zero is taken as zero, as PyTorch does
            double scale = loss == ImitationLoss.RELATIVE ? norm : 1 / terms;
            mean += value / replicas;
            for (int w = 0; w < weights; w++) {
                double g = 0;
                for (int k = 0; k < chunks; k++) {
                    g += chunkGradient[(r * chunks + k) * weights + w];
                }
                metaGradient[w] += (float) (g * scale / replicas);
            }
        }
        return mean;
    }
}
