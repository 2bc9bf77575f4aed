package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.Clock;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Imitator;
import java.util.Set;

/**
 * Runs the imitator on CUDA: unroll, loss, meta-gradient, and single steps. The twin of ImitatePass. The constructor
 * allocates all device memory, which the device owns. With one replica and a small layer, a meta-step is two launches.
 */
final class CudaImitatePass {
    // SUM_COLUMNS and SUM_THREADS of Losses.cu
    private static final int COLUMNS = 32;
    private static final int SUM_THREADS = 512;

    private final Device device;
    private final UnrollForm unroll;
    private final int replicas;
    private final int count;
    private final int weights;
    private final int flags;
    private final long scratch;
    private final long partial; // float [R][slices][W]
    private final long terms; // float [R][blocks]
    private final long value; // double [R]
    private final long gradient; // float [R][W] if there are several replicas, else 0
    private final CudaClock clock; // null if the imitator does not read time

    /**
     * @param steps T of {@link #imitate}
     * @param coordinates per replica: all, or the size of a coordinate subsample
     */
    CudaImitatePass(
            Device device, Imitator imitator, boolean sourceFaithful, int steps, int replicas, int coordinates) {
        this(
                device,
                imitator,
                sourceFaithful,
                UnrollForm.of(device.sharedBytes(), imitator, steps, replicas, coordinates),
                replicas,
                steps * coordinates);
    }

    /** @param count of the terms of a replica's loss, T·P */
    CudaImitatePass(
            Device device, Imitator imitator, boolean sourceFaithful, UnrollForm unroll, int replicas, int count) {
        Checks.within("training.replicas", replicas, 1, 65535); // the second dimension of a grid
        this.device = device;
        this.unroll = unroll;
        this.replicas = replicas;
        this.count = count;
        weights = imitator.weights();
        flags = imitator.teacherForcing()
                ? sourceFaithful ? UnrollForm.FORCED | UnrollForm.GATE_ZERO : UnrollForm.FORCED
                : 0;
        value = device.allocate(8L * replicas);
        partial = device.allocate(4L * replicas * unroll.slices() * weights);
        terms = device.allocate(4L * replicas * unroll.blocks());
        clock = imitator.time() ? new CudaClock(device, replicas) : null;
        gradient = replicas == 1 ? 0 : device.allocate(4L * replicas * weights);
        scratch = unroll.bytes() == 0 ? 0 : device.allocate(unroll.bytes());
        unroll.prepare(device, scratch);
    }

    /**
     * Bytes of device memory that the constructor allocates.
     *
     * @param sharedBytes {@link Device#sharedBytes()}
     */
    static long bytes(int sharedBytes, Imitator imitator, int steps, int replicas, int coordinates) {
        CountingDevice device = new CountingDevice(sharedBytes, Set.of());
        new CudaImitatePass(device, imitator, false, steps, replicas, coordinates);
        return device.bytes();
    }

    /** {@link Kernels#imitate} without concurrent work. */
    void imitate(
            Buffer phi,
            Kernels.Demonstration demonstration,
            Kernels.Carry carry,
            Kernels.LossTerms lossTerms,
            Kernels.Learned learned,
            int at) {
        unroll.learn(
                device,
                scratch,
                operands(
                        phi,
                        0,
                        demonstration.clock(),
                        CudaBuffer.address(demonstration.gradient()),
                        demonstration.truth(),
                        carry,
                        learned.predicted()),
                new UnrollForm.Loss(lossTerms.terms().ordinal(), lossTerms.floor()),
                flags,
                partial,
                terms);
        boolean one = replicas == 1;
        int blocks = (weights + COLUMNS - 1) / COLUMNS;
        long perReplica = one ? CudaBuffer.address(learned.metaGradient()) : this.gradient;
        long mean = CudaBuffer.address(learned.imitationLoss(), at);
        device.launch(
                "imitation_sums",
                blocks,
                replicas,
                SUM_THREADS,
                0,
                terms,
                unroll.blocks(),
                partial,
                unroll.slices(),
                weights,
                lossTerms.terms().ordinal(),
                lossTerms.terms() == Kernels.Terms.TASK ? 1 : count, // the task loss is a sum, not a mean
                perReplica,
                value,
                one ? mean : 0L);
        if (!one) {
            device.launch(
                    "imitation_mean",
                    blocks,
                    1,
                    SUM_THREADS,
                    0,
                    perReplica,
                    value,
                    replicas,
                    weights,
                    CudaBuffer.address(learned.metaGradient()),
                    mean);
        }
    }

    /** {@link Kernels#step}. {@code forced}, if not null, becomes Δ_{t−1} of the next step. */
    void step(Buffer phi, Clock now, Buffer gradient, int row, Buffer forced, Kernels.Carry carry, Buffer predicted) {
        long at = CudaBuffer.address(gradient, (long) row * carry.update().length());
        int stride = Kernels.phiStride(phi.length(), weights, replicas);
        unroll.step(
                device,
                scratch,
                operands(phi, stride, now, at, forced, carry, predicted),
                forced == null ? 0 : UnrollForm.FORCED);
    }

    private UnrollForm.Operands operands(
            Buffer phi, int phiStride, Clock now, long gradient, Buffer truth, Kernels.Carry carry, Buffer predicted) {
        if (clock != null) {
            clock.follow(now);
        }
        return new UnrollForm.Operands(
                CudaBuffer.address(phi),
                phiStride,
                clock == null ? 0 : clock.address(),
                clock == null ? 0 : clock.stepsAhead(now),
                gradient,
                truth == null ? 0 : CudaBuffer.address(truth),
                CudaBuffer.address(carry.h()),
                CudaBuffer.address(carry.c()),
                CudaBuffer.address(carry.update()),
                CudaBuffer.address(carry.moments()),
                CudaBuffer.address(predicted));
    }
}
