package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.fused.kernel.HostImitator;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Philox;

/** Inputs of a meta-step, and its results on the host and on a device. Arrays as {@link Kernels#imitate} has them; loss [1]. */
record MetaStep(
        float[] phi,
        float[] gradient,
        float[] truth,
        float[] h,
        float[] c,
        float[] update,
        float[] moments,
        float[] predicted,
        float[] metaGradient,
        float[] loss) {
    static final float FLOOR = 0.05f;

    /** All of ordinary size, a head's weights too, which begin as zeros. */
    static MetaStep of(Imitator imitator, int steps, int replicas, int coordinates) {
        int lanes = replicas * coordinates;
        float[] truth = noise(2, steps * lanes);
        for (int i = 0; i < truth.length; i++) {
            truth[i] += Math.signum(truth[i]) * 0.3f; // the relative loss is singular near zero
        }
        float[] phi = imitator.initialWeights(7);
        float[] head = noise(6, phi.length);
        System.arraycopy(head, imitator.headOffset(), phi, imitator.headOffset(), phi.length - imitator.headOffset());
        if (imitator.head() == Imitator.Head.EXPONENTIAL) {
            int row = imitator.signals() + 1;
            for (int j = 0; j < imitator.top(); j++) {
                phi[imitator.headOffset() + row * imitator.top() + j] /= 16; // powers of ordinary size
            }
            phi[phi.length - 1] /= 16;
        }
        float[] moments = noise(7, imitator.states().size() * lanes);
        for (int i = 0; i < moments.length; i++) {
            boolean signed = imitator.states().get(i / lanes).sort() == Moments.Sort.FIRST;
            moments[i] =
                    signed ? moments[i] : 0.2f + Math.abs(moments[i]); // averages of values that are never negative
        }
        return new MetaStep(
                phi,
                noise(1, steps * lanes),
                truth,
                noise(3, imitator.carried() * lanes),
                noise(4, imitator.carried() * lanes),
                noise(5, lanes),
                moments,
                new float[steps * lanes],
                new float[imitator.weights()],
                new float[1]);
    }

    MetaStep copy() {
        return new MetaStep(
                phi,
                gradient,
                truth,
                h.clone(),
                c.clone(),
                update.clone(),
                moments.clone(),
                predicted.clone(),
                metaGradient.clone(),
                loss.clone());
    }

    static float[] noise(int stream, int n) {
        int[] words = new int[n];
        Philox.words(99, stream, 0, 0, 0, n, words);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = 2 * Philox.uniform(words[i]) - 1;
        }
        return values;
    }

    static CudaBuffer buffer(Device device, float[] values) {
        CudaBuffer buffer = CudaBuffer.on(device, values.length);
        buffer.write(0, values);
        return buffer;
    }

    Kernels.Carry carry(Device device) {
        return new Kernels.Carry(buffer(device, h), buffer(device, c), buffer(device, update), buffer(device, moments));
    }

    HostImitator.Carry carry() {
        return new HostImitator.Carry(h, c, update, moments);
    }

    /** Closes the device. */
    MetaStep on(
            Device device,
            Imitator imitator,
            boolean sourceFaithful,
            UnrollForm unroll,
            int replicas,
            ImitationLoss kind) {
        try (device) {
            Kernels.Carry carry = carry(device);
            CudaBuffer predictions = buffer(device, predicted);
            CudaBuffer gradients = buffer(device, metaGradient);
            CudaBuffer value = CudaBuffer.on(device, 3);
            new CudaImitatePass(device, imitator, sourceFaithful, unroll, replicas, gradient.length / replicas)
                    .imitate(
                            buffer(device, phi),
                            new Kernels.Demonstration(
                                    buffer(device, gradient), buffer(device, truth), HostImitator.clock(replicas)),
                            carry,
                            new Kernels.LossTerms(kind, FLOOR),
                            new Kernels.Learned(predictions, gradients, value),
                            1);
            assertThat(value.read()).startsWith(0f).endsWith(0f);
            return new MetaStep(
                    phi,
                    gradient,
                    truth,
                    carry.h().read(),
                    carry.c().read(),
                    carry.update().read(),
                    carry.moments().read(),
                    predictions.read(),
                    gradients.read(),
                    new float[] {value.read()[1]});
        }
    }

    MetaStep onHost(Imitator imitator, boolean sourceFaithful, int replicas, int coordinates, ImitationLoss kind) {
        MetaStep to = copy();
        to.loss[0] = new HostImitator(imitator, sourceFaithful, replicas, coordinates)
                .imitate(phi, gradient, truth, to.carry(), kind, FLOOR, to.predicted, to.metaGradient);
        return to;
    }
}
