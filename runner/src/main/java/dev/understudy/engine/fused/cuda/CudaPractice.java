package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.Clock;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import java.util.Arrays;

/** The host's side of Practice.cu. */
final class CudaPractice {
    private static final int THREADS = 128;

    private final Device device;
    private final CudaClock clock;
    private final long seed;
    private final int coordinates;
    private final int lanes;
    private final boolean[] chosen; // [R], as last written
    private long chosenAt; // the same on the device, 0 until it is needed

    /** @param clock whoever else follows it */
    CudaPractice(Device device, CudaClock clock, long seed, int replicas, int coordinates, int lanes) {
        this.device = device;
        this.clock = clock;
        this.seed = seed;
        this.coordinates = coordinates;
        this.lanes = lanes;
        chosen = new boolean[replicas];
    }

    /** {@link Kernels#gather}. */
    void gather(Buffer from, Clock now, Buffer to) {
        clock.follow(now);
        int rows = to.length() / (chosen.length * lanes);
        launch(
                "gather_sample",
                lanes,
                CudaBuffer.address(from),
                CudaBuffer.address(to),
                rows,
                coordinates,
                lanes,
                clock.address(),
                clock.episodesAhead(now),
                (int) seed,
                (int) (seed >>> 32));
    }

    /** {@link Kernels#noise}. @param carried H */
    void noise(Kernels.Carry carry, int carried, Clock now, boolean[] which, float scale) {
        if (carried == 0) {
            return;
        }
        clock.follow(now);
        boolean all = true;
        for (boolean one : which) {
            all &= one;
        }
        int each = carry.update().length() / which.length;
        launch(
                "start_noise",
                (each + 3) / 4,
                CudaBuffer.address(carry.h()),
                CudaBuffer.address(carry.c()),
                carried,
                each,
                all ? 0L : chosen(which),
                clock.address(),
                clock.episodesAhead(now),
                (int) seed,
                (int) (seed >>> 32),
                scale);
    }

    private long chosen(boolean[] which) {
        if (chosenAt == 0 || !Arrays.equals(which, chosen)) {
            chosenAt = chosenAt == 0 ? device.allocate(4L * which.length) : chosenAt;
            int[] flags = new int[which.length];
            for (int r = 0; r < which.length; r++) {
                chosen[r] = which[r];
                flags[r] = which[r] ? 1 : 0;
            }
            device.write(chosenAt, flags);
        }
        return chosenAt;
    }

    /** {@link Kernels#clip}. */
    void clip(Buffer values, float norm) {
        device.launch("clip_norm", 1, 1, THREADS, 8 * THREADS, CudaBuffer.address(values), values.length(), norm);
    }

    /** n threads per replica. */
    private void launch(String kernel, int n, Object... arguments) {
        device.launch(kernel, (n + THREADS - 1) / THREADS, chosen.length, THREADS, 0, arguments);
    }
}
