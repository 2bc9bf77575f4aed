package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.CpuKernels;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two losses of a meta-step's log line: means over the replicas at its first step and at its last. */
class MeansTest {
    private static final int STEPS = 3;

    private static Problem problem() {
        Samples samples = new Samples.HalfPlane(0, 10);
        return new Problem(new Optimizee.Layers(samples.shape(), List.of(new Layer.Dense(1)), Optimizee.Loss.BINARY_CROSS_ENTROPY), samples, 1,
                new Teacher.Sgd(0.1), Imitator.gated(2), false);
    }

    /** Losses of every size and without a pattern that a wrong row or a lost value could hide behind. */
    private static float[] losses(int replicas) {
        float[] losses = MetaStep.noise(11, STEPS * replicas);
        for (int i = 0; i < losses.length; i++) {
            losses[i] = 2 + losses[i] + i % 7;
        }
        return losses;
    }

    /** @return first and last [3], of which the middle one is written */
    private static float[] means(Kernels kernels, int replicas) {
        try (kernels) {
            Buffer values = kernels.buffer(STEPS * replicas);
            values.write(0, losses(replicas));
            Buffer first = kernels.buffer(3);
            Buffer last = kernels.buffer(3);
            kernels.means(values, replicas, first, last, 1);
            float[] both = new float[6];
            System.arraycopy(first.read(), 0, both, 0, 3);
            System.arraycopy(last.read(), 0, both, 3, 3);
            return both;
        }
    }

    private static float[] onDevice(int replicas, int order) {
        return means(new CudaKernels(new EmulatedDevice(order, 48 << 10), problem(), 1, replicas, 1, 1), replicas);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, 32, 33, 64, 128, 511})
    void areThoseOfTheHostInEveryOrderOfTheThreads(int replicas) {
        float[] expected = means(new CpuKernels(problem(), 1, replicas, 1, 1, 1), replicas);
        float[] found = onDevice(replicas, 0);

        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isEqualTo(expected[i], within(1e-6f * expected[i]));
        }
        assertThat(onDevice(replicas, 1)).containsExactly(found);
        assertThat(onDevice(replicas, 77)).containsExactly(found);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void ofOneReplicaAreItsLosses(int order) {
        float[] losses = losses(1);
        assertThat(onDevice(1, order)).containsExactly(0, losses[0], 0, 0, losses[STEPS - 1], 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 128})
    void takeOneLaunch(int replicas) {
        try (EmulatedDevice device = EmulatedDevice.usual()) {
            CudaBuffer values = CudaBuffer.on(device, STEPS * replicas);
            CudaBuffer to = CudaBuffer.on(device, 2);
            new CudaUpdates(device, replicas).means(values.address(), values.address(), replicas, to.address(), to.address() + 4);
            assertThat(device.launches).isOne();
        }
    }
}
