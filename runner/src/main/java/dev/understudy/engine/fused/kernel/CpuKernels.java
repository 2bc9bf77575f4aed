package dev.understudy.engine.fused.kernel;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout.Score;
import dev.understudy.engine.Samples;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Teacher;

/** The kernels on the CPU: buffers are arrays, and passes are tasks of a worker pool. */
public final class CpuKernels implements Kernels {
    private final WorkerPool pool;
    private final InitPass initPass;
    private final FillPass fillPass = new FillPass();
    private final AgreementPass agreementPass = new AgreementPass();
    private final GradientPass gradientPass;
    private final ImitatePass imitatePass;
    private final ImitatePass stepPass;
    private final UpdatePass updatePass;
    private final TaskLoss taskLoss;
    private final TensorPass tensorPass; // null if tensors have no factors
    private final int coordinates;
    private final int lanes;
    private final long seed;
    private final Imitator imitator;

    /**
     * @param unroll T of {@link #imitate}
     * @param lanes N of {@link #imitate}
     * @param threads workers, the caller included
     */
    public CpuKernels(Problem problem, long seed, int replicas, int unroll, int lanes, int threads) {
        this.seed = seed;
        this.lanes = lanes;
        coordinates = problem.optimizee().coordinates();
        pool = new WorkerPool(threads);
        imitator = problem.imitator();
        initPass = new InitPass(problem.layers(), seed, threads);
        gradientPass = new GradientPass(problem, seed, replicas, threads);
        imitatePass = new ImitatePass(imitator, problem.sourceFaithful(), unroll, replicas, lanes, threads);
        // Teacher forcing belongs to training: in a rollout the caller passes the update that is fed back.
        stepPass = new ImitatePass(imitator.free(), problem.sourceFaithful(), 1, replicas, coordinates, threads);
        updatePass = new UpdatePass(threads);
        taskLoss = new TaskLoss(coordinates);
        tensorPass = imitator.tensorScale() ? new TensorPass(problem, threads) : null;
    }

    @Override
    public String device() {
        return "cpu, " + pool.size() + (pool.size() == 1 ? " thread" : " threads");
    }

    @Override
    public Buffer buffer(int length) {
        return new CpuBuffer(new float[length]);
    }

    @Override
    public void fill(Buffer buffer, int from, int n, float value) {
        java.util.Arrays.fill(CpuBuffer.of(buffer), from, from + n, value);
    }

    @Override
    public void fill(Buffer buffer, int n, boolean[] which, float value) {
        fillPass.run(pool, CpuBuffer.of(buffer), n, which, value);
    }

    @Override
    public void init(Buffer theta, Clock clock, boolean[] which) {
        for (int r = 0; r < which.length; r++) {
            if (which[r]) {
                initPass.run(pool, CpuBuffer.of(theta), r * coordinates, clock.episode[r]);
            }
        }
    }

    @Override
    public void gradient(Buffer theta, Clock clock, Buffer gradient, int row, Buffer loss, int lossAt) {
        gradientPass.run(pool, CpuBuffer.of(theta), clock, CpuBuffer.of(gradient), row, CpuBuffer.of(loss), lossAt);
    }

    @Override
    public void teacherUpdate(
            Teacher rule, int[] stepsDone, Buffer gradient, Buffer state, Buffer update, int row, int n) {
        updatePass.teach(
                pool,
                rule,
                stepsDone,
                CpuBuffer.of(gradient),
                CpuBuffer.of(state),
                CpuBuffer.of(update),
                row,
                n,
                null,
                1f,
                false);
    }

    @Override
    public void teach(
            Teacher rule,
            int[] stepsDone,
            Buffer gradient,
            Buffer state,
            Buffer update,
            int row,
            Buffer theta,
            float keep,
            boolean rounded) {
        updatePass.teach(
                pool,
                rule,
                stepsDone,
                CpuBuffer.of(gradient),
                CpuBuffer.of(state),
                CpuBuffer.of(update),
                row,
                theta.length() / stepsDone.length,
                CpuBuffer.of(theta),
                keep,
                rounded);
    }

    @Override
    public void apply(Buffer theta, Buffer update, int row, float keep, boolean rounded) {
        updatePass.apply(pool, CpuBuffer.of(theta), CpuBuffer.of(update), row * theta.length(), keep, rounded);
    }

    @Override
    public void imitate(
            Buffer phi,
            Demonstration demonstration,
            Carry carry,
            LossTerms terms,
            Learned learned,
            int at,
            Runnable alongside) {
        imitatePass.train(pool, CpuBuffer.of(phi), demonstration, carry, terms, learned, at, alongside);
    }

    @Override
    public void task(Met met, boolean logarithmic, Buffer slopes, Buffer loss, int at) {
        CpuBuffer.of(loss)[at] = taskLoss.run(pool, met, logarithmic, lanes, CpuBuffer.of(slopes));
    }

    @Override
    public boolean overlaps() {
        return pool.size() > 1 && gradientPass.tasks() == 1;
    }

    @Override
    public void step(Buffer phi, Clock clock, Buffer gradient, int row, Buffer forced, Carry carry, Buffer predicted) {
        stepPass.step(
                pool,
                CpuBuffer.of(phi),
                clock,
                CpuBuffer.of(gradient),
                row,
                forced == null ? null : CpuBuffer.of(forced),
                carry,
                CpuBuffer.of(predicted));
    }

    @Override
    public void copy(Buffer from, int at, Buffer to, int toAt, int n) {
        System.arraycopy(CpuBuffer.of(from), at, CpuBuffer.of(to), toAt, n);
    }

    @Override
    public void gather(Buffer from, Clock clock, Buffer to) {
        float[] x = CpuBuffer.of(from);
        float[] y = CpuBuffer.of(to);
        int replicas = clock.replicas();
        int rows = y.length / (replicas * lanes);
        for (int r = 0; r < replicas; r++) {
            for (int k = 0; k < lanes; k++) {
                int p = Philox.sampled(seed, clock.episode[r], k, lanes, coordinates);
                for (int row = 0; row < rows; row++) {
                    y[(row * replicas + r) * lanes + k] = x[(row * replicas + r) * coordinates + p];
                }
            }
        }
    }

    @Override
    public void clip(Buffer values, float limit) {
        float[] v = CpuBuffer.of(values);
        double sum = 0;
        for (float value : v) {
            sum += (double) value * value;
        }
        double norm = Math.sqrt(sum);
        if (norm > limit) {
            float factor = (float) (limit / norm);
            for (int i = 0; i < v.length; i++) {
                v[i] *= factor;
            }
        }
    }

    @Override
    public void scale(Buffer values, Buffer factors) {
        float[] v = CpuBuffer.of(values);
        float[] factor = CpuBuffer.of(factors);
        int n = v.length / factor.length;
        for (int r = 0; r < factor.length; r++) {
            float by = factor[r];
            for (int i = r * n; i < (r + 1) * n; i++) {
                v[i] *= by;
            }
        }
    }

    @Override
    public void scaleTensors(Buffer phi, Buffer theta, Buffer scales, Buffer update) {
        tensorPass.run(
                pool,
                CpuBuffer.of(phi),
                CpuBuffer.of(theta),
                scales == null ? null : CpuBuffer.of(scales),
                CpuBuffer.of(update));
    }

    @Override
    public void accumulate(Buffer theta, Buffer sum) {
        updatePass.apply(pool, CpuBuffer.of(sum), CpuBuffer.of(theta), 0, 1f, false);
    }

    @Override
    public void agreement(Buffer predicted, Buffer truth, int replicas, Buffer sums, int at) {
        agreementPass.run(pool, CpuBuffer.of(predicted), CpuBuffer.of(truth), replicas, CpuBuffer.of(sums), at);
    }

    @Override
    public void means(Buffer values, int n, Buffer first, Buffer last, int at) {
        CpuBuffer.of(first)[at] = mean(CpuBuffer.of(values), 0, n);
        CpuBuffer.of(last)[at] = mean(CpuBuffer.of(values), values.length() - n, n);
    }

    /** Mean of values[from .. from + n − 1], in index order [L3]. */
    private static float mean(float[] values, int from, int n) {
        float sum = 0f;
        for (int i = from; i < from + n; i++) {
            sum += values[i];
        }
        return sum / n;
    }

    @Override
    public Score score(Buffer theta, Samples samples, int count) {
        return gradientPass.score(pool, CpuBuffer.of(theta), samples, Math.min(count, samples.count()));
    }

    @Override
    public void close() {
        pool.close();
    }
}
