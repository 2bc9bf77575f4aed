package dev.understudy.engine.fused.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Clock;
import dev.understudy.engine.Problem;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("emulation")
class EmulatedNetworkTest extends CudaNetworkContract {
    EmulatedNetworkTest() {
        super(Devices.EMULATED);
    }

    @Test
    void aMetaStepUploadsNothingAndTakesOneLaunchPerGradient() {
        Problem problem = Nets.problem("half-plane", 1);
        int[] uploads = new int[1];
        try (EmulatedDevice device = new EmulatedDevice(0, Devices.USUAL) {
            @Override
            public void write(long to, int[] from) {
                uploads[0]++;
                super.write(to, from);
            }
        }) {
            CudaGradientPass network = new CudaGradientPass(device, problem, 1, 2);
            Clock clock = new Clock(2);
            CudaBuffer theta = CudaBuffer.on(device, 2 * problem.optimizee().coordinates());
            CudaBuffer gradient = CudaBuffer.on(device, theta.length());
            CudaBuffer loss = CudaBuffer.on(device, 2);
            network.init(theta, clock, new boolean[] {true, true});
            int before = uploads[0];
            for (int metaStep = 0; metaStep < 3; metaStep++) {
                Arrays.setAll(clock.episode, r -> clock.episode[r] + 2);
                network.init(theta, clock, new boolean[] {true, true});
                for (int t = 0; t < 5; t++) {
                    network.gradient(theta, clock, gradient, 0, loss, 0);
                    clock.advance(1);
                }
            }
            assertThat(uploads[0]).isEqualTo(before);
            assertThat(device.launches).isEqualTo(1 + 3 * 6);
        }
    }
}
