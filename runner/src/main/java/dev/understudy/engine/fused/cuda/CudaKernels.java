package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Closing;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout.Score;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.Teacher;
import java.util.List;
import java.util.Set;

/** The fused engine's kernels on a CUDA device. All calls go into one stream; only reads wait. */
public final class CudaKernels implements Kernels {
    private final Device device;
    private final Problem problem;
    private final int replicas;
    private final int unroll;
    private final int lanes;
    private final boolean joined; // JOINED_UPDATES
    private final CudaGradientPass network;
    private final CudaUpdatePass updates;
    private final CudaPractice practice;
    private CudaImitatePass learner; // for imitate; made at first use, as the stepper: few callers need both
    private CudaImitatePass stepper;
    private CudaTensorPass tensors; // made at first use

    /**
     * @param device closed with this object, also if the constructor fails
     * @param unroll T of {@link #imitate}
     * @param lanes N of {@link #imitate}
     */
    public CudaKernels(Device device, Problem problem, long seed, int replicas, int unroll, int lanes) {
        this.device = device;
        this.problem = problem;
        this.replicas = replicas;
        this.unroll = unroll;
        this.lanes = lanes;
        joined = device.variants().contains(Variant.JOINED_UPDATES);
        try {
            network = new CudaGradientPass(device, problem, seed, replicas);
            updates = new CudaUpdatePass(device, replicas);
            practice = new CudaPractice(
                    device, network.clock(), seed, replicas, problem.optimizee().coordinates(), lanes);
        } catch (RuntimeException | Error e) {
            Closing.afterFailure(device, e);
            throw e;
        }
    }

    @Override
    public String device() {
        return device.name();
    }

    @Override
    public Buffer buffer(int length) {
        return CudaBuffer.on(device, length);
    }

    @Override
    public void fill(Buffer buffer, int from, int n, float value) {
        updates.fill(CudaBuffer.address(buffer, from), n, value);
    }

    @Override
    public void fill(Buffer buffer, int n, boolean[] which, float value) {
        updates.fill(CudaBuffer.address(buffer), buffer.length(), n, which, value);
    }

    @Override
    public void fill(List<Part> parts, boolean[] which) {
        if (joined) {
            updates.fill(parts, which);
        } else {
            Kernels.super.fill(parts, which);
        }
    }

    @Override
    public void init(Buffer theta, Clock clock, boolean[] which) {
        network.init(theta, clock, which);
    }

    @Override
    public void gradient(Buffer theta, Clock clock, Buffer gradient, int row, Buffer loss, int lossAt) {
        network.gradient(theta, clock, gradient, row, loss, lossAt);
    }

    @Override
    public void teacherUpdate(
            Teacher rule, int[] stepsDone, Buffer gradient, Buffer state, Buffer update, int row, int n) {
        long at = (long) row * n * stepsDone.length;
        updates.teacher(
                rule,
                stepsDone,
                CudaBuffer.address(gradient, at),
                CudaBuffer.address(state),
                CudaBuffer.address(update, at),
                n);
    }

    @Override
    public void apply(Buffer theta, Buffer update, int row, float keep, boolean rounded) {
        updates.apply(
                CudaBuffer.address(theta),
                CudaBuffer.address(update, (long) row * theta.length()),
                theta.length(),
                keep,
                rounded);
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
        if (joined) {
            long at = (long) row * theta.length();
            updates.teach(
                    rule,
                    stepsDone,
                    CudaBuffer.address(gradient, at),
                    CudaBuffer.address(state),
                    CudaBuffer.address(update, at),
                    theta.length() / stepsDone.length,
                    CudaBuffer.address(theta),
                    keep,
                    rounded);
        } else {
            Kernels.super.teach(rule, stepsDone, gradient, state, update, row, theta, keep, rounded);
        }
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
        learner().imitate(phi, demonstration, carry, terms, learned, at);
        if (alongside != null) {
            alongside.run();
        }
    }

    private CudaImitatePass learner() {
        if (learner == null) {
            learner =
                    new CudaImitatePass(device, problem.imitator(), problem.sourceFaithful(), unroll, replicas, lanes);
        }
        return learner;
    }

    /**
     * The imitator without teacher forcing, which is for training only: the caller of {@link #step} chooses Δ_{t−1}.
     */
    private CudaImitatePass stepper() {
        if (stepper == null) {
            stepper = new CudaImitatePass(
                    device,
                    problem.imitator().free(),
                    problem.sourceFaithful(),
                    1,
                    replicas,
                    problem.optimizee().coordinates());
        }
        return stepper;
    }

    @Override
    public void task(Met met, boolean logarithmic, Buffer slopes, Buffer loss, int at) {
        practice.task(met, logarithmic, slopes, loss, at);
    }

    /** False: a device has one stream here. */
    @Override
    public boolean overlaps() {
        return false;
    }

    @Override
    public void step(Buffer phi, Clock clock, Buffer gradient, int row, Buffer forced, Carry carry, Buffer predicted) {
        stepper().step(phi, clock, gradient, row, forced, carry, predicted);
    }

    @Override
    public void copy(Buffer from, int at, Buffer to, int toAt, int n) {
        updates.copy(CudaBuffer.address(from, at), CudaBuffer.address(to, toAt), n);
    }

    @Override
    public void gather(Buffer from, Clock clock, Buffer to) {
        practice.gather(from, clock, to);
    }

    @Override
    public void clip(Buffer values, float norm) {
        practice.clip(values, norm);
    }

    @Override
    public void scale(Buffer values, Buffer factors) {
        practice.scale(values, factors);
    }

    @Override
    public void scaleTensors(Buffer phi, Buffer theta, Buffer scales, Buffer update) {
        if (tensors == null) {
            tensors = new CudaTensorPass(device, problem, replicas);
        }
        tensors.run(phi, theta, scales, update);
    }

    @Override
    public void accumulate(Buffer theta, Buffer sum) {
        updates.apply(CudaBuffer.address(sum), CudaBuffer.address(theta), sum.length(), 1f, false);
    }

    @Override
    public void agreement(Buffer predicted, Buffer truth, int replicas, Buffer sums, int at) {
        updates.agreement(
                CudaBuffer.address(predicted),
                CudaBuffer.address(truth),
                predicted.length() / replicas,
                replicas,
                CudaBuffer.address(sums, at));
    }

    @Override
    public void means(Buffer values, int n, Buffer first, Buffer last, int at) {
        updates.means(
                CudaBuffer.address(values),
                CudaBuffer.address(values, values.length() - n),
                n,
                CudaBuffer.address(first, at),
                CudaBuffer.address(last, at));
    }

    @Override
    public Score score(Buffer theta, Samples samples, int count) {
        return network.score(theta, samples, Math.min(count, samples.count()));
    }

    @Override
    public void close() {
        device.close();
    }

    /**
     * Bytes of device memory that a training needs in addition to its buffers, without the replicas' flags and
     * coefficients.
     *
     * @param sharedBytes {@link Device#sharedBytes()}
     * @param variants {@link Device#variants()}
     */
    public static long bytes(int sharedBytes, Set<Variant> variants, TrainingSpec spec) {
        CountingDevice device = new CountingDevice(sharedBytes, variants);
        try (CudaKernels kernels =
                new CudaKernels(device, spec.problem(), spec.seed(), spec.replicas(), spec.unroll(), spec.lanes())) {
            kernels.learner();
            if (spec.imitatorDrives()) {
                kernels.stepper();
            }
            return device.bytes();
        }
    }
}
