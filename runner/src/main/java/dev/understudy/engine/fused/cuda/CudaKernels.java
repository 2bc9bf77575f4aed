package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.Clock;
import dev.understudy.engine.HalfMade;
import dev.understudy.engine.Loop.Score;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Teacher;

/** The kernels on a device, all in one queue: nothing waits but what is read. */
public final class CudaKernels implements Kernels {
    private final Device device;
    private final Problem problem;
    private final int replicas;
    private final int unroll;
    private final CudaNetwork network;
    private final CudaUpdates updates;
    private CudaImitator learner; // of imitate, and of step: made when first asked for, since nobody asks for both
    private CudaImitator driver;

    /**
     * @param device closed with this, also where this cannot be made
     * @param unroll T of {@link #imitate}
     */
    public CudaKernels(Device device, Problem problem, long seed, int replicas, int unroll) {
        this.device = device;
        this.problem = problem;
        this.replicas = replicas;
        this.unroll = unroll;
        try {
            network = new CudaNetwork(device, problem, seed, replicas);
            updates = new CudaUpdates(device, replicas);
        } catch (RuntimeException | Error e) {
            HalfMade.close(device, e);
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
    public void init(Buffer theta, Clock clock, boolean[] which) {
        network.init(theta, clock, which);
    }

    @Override
    public void gradient(Buffer theta, Clock clock, Buffer gradient, int row, Buffer loss, int lossAt) {
        network.gradient(theta, clock, gradient, row, loss, lossAt);
    }

    @Override
    public void teacherUpdate(Teacher rule, int[] stepsDone, Buffer gradient, Buffer state, Buffer update, int row, int n) {
        long at = (long) row * n * stepsDone.length;
        updates.teacher(rule, stepsDone, CudaBuffer.address(gradient, at), CudaBuffer.address(state), CudaBuffer.address(update, at), n);
    }

    @Override
    public void apply(Buffer theta, Buffer update, int row, float keep, boolean rounded) {
        updates.apply(CudaBuffer.address(theta), CudaBuffer.address(update, (long) row * theta.length()), theta.length(), keep, rounded);
    }

    @Override
    public void imitate(Buffer phi, Buffer gradient, Buffer truth, Carry carry, ImitationLoss loss, float floor,
            Buffer predicted, Buffer metaGradient, Buffer imitationLoss, int at, Runnable alongside) {
        if (learner == null) {
            learner = new CudaImitator(device, problem.imitator(), problem.sourceFaithful(), unroll, replicas, problem.optimizee().coordinates());
        }
        learner.imitate(phi, gradient, truth, carry, loss, floor, predicted, metaGradient, imitationLoss, at);
        if (alongside != null) {
            alongside.run();
        }
    }

    /** A device has one queue here. */
    @Override
    public boolean overlaps() {
        return false;
    }

    @Override
    public void step(Buffer phi, Buffer gradient, Buffer forced, Carry carry, Buffer predicted) {
        if (driver == null) {
            driver = new CudaImitator(device, free(problem.imitator()), problem.sourceFaithful(), 1, replicas, problem.optimizee().coordinates());
        }
        driver.step(phi, gradient, forced, carry, predicted);
    }

    /** Teacher forcing belongs to training: in a loop the caller says what stands for the update of before. */
    private static Imitator free(Imitator imitator) {
        return new Imitator(imitator.hidden(), imitator.features(), imitator.head(), false);
    }

    @Override
    public void accumulate(Buffer theta, Buffer sum) {
        updates.apply(CudaBuffer.address(sum), CudaBuffer.address(theta), sum.length(), 1f, false);
    }

    @Override
    public void agreement(Buffer predicted, Buffer truth, Buffer sums, int at) {
        updates.agreement(CudaBuffer.address(predicted), CudaBuffer.address(truth), predicted.length(), CudaBuffer.address(sums, at));
    }

    @Override
    public void mean(Buffer values, int from, int n, Buffer to, int at) {
        updates.mean(CudaBuffer.address(values, from), n, CudaBuffer.address(to, at));
    }

    @Override
    public Score score(Buffer theta, Samples samples, int count) {
        return network.score(theta, samples, Math.min(count, samples.count()));
    }

    @Override
    public void close() {
        device.close();
    }

    /** Bytes that imitator and network need beside the buffers they are given. @param sharedBytes {@link Device#sharedBytes()} */
    public static long bytes(int sharedBytes, Problem problem, long seed, int replicas, int unroll) {
        return CudaImitator.bytes(sharedBytes, problem.imitator(), unroll, replicas, problem.optimizee().coordinates())
                + CudaNetwork.bytes(sharedBytes, problem, seed, replicas);
    }
}
