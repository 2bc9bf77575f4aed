package dev.understudy.engine.fused.cuda;

import dev.understudy.engine.Clock;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;

/** The host side of Practice.cu and TaskLoss.cu: coordinate subsamples, clipping, scaling, and the task loss. */
final class CudaPractice {
    private static final int THREADS = 128;

    private final Device device;
    private final CudaClock clock;
    private final long seed;
    private final int coordinates;
    private final int lanes;
    private final int replicas;

    /** @param clock shared with other passes */
    CudaPractice(Device device, CudaClock clock, long seed, int replicas, int coordinates, int lanes) {
        this.device = device;
        this.clock = clock;
        this.seed = seed;
        this.coordinates = coordinates;
        this.lanes = lanes;
        this.replicas = replicas;
    }

    /** {@link Kernels#gather}. */
    void gather(Buffer from, Clock now, Buffer to) {
        clock.follow(now);
        int rows = to.length() / (replicas * lanes);
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

    /** {@link Kernels#clip}. */
    void clip(Buffer values, float norm) {
        device.launch("clip_norm", 1, 1, THREADS, 8 * THREADS, CudaBuffer.address(values), values.length(), norm);
    }

    /** {@link Kernels#scale}. */
    void scale(Buffer values, Buffer factors) {
        int n = values.length() / replicas;
        launch("scale_rows", n, CudaBuffer.address(values), n, CudaBuffer.address(factors));
    }

    /** {@link Kernels#task}. */
    void task(Kernels.Met met, boolean logarithmic, Buffer slopes, Buffer loss, int at) {
        int steps = met.loss().length() / replicas;
        long losses = CudaBuffer.address(met.loss());
        long last = CudaBuffer.address(met.lastLoss());
        float share = (float) ((double) coordinates / lanes / steps);
        int of = logarithmic ? 1 : 0;
        launch(
                "task_slopes",
                lanes,
                CudaBuffer.address(met.gradient()),
                losses,
                CudaBuffer.address(met.lastGradient()),
                last,
                CudaBuffer.address(slopes),
                steps,
                lanes,
                share,
                of);
        device.launch(
                "task_loss",
                1,
                1,
                THREADS,
                8 * THREADS,
                losses,
                last,
                CudaBuffer.address(loss, at),
                steps,
                replicas,
                of);
    }

    /** Launches n threads per replica. */
    private void launch(String kernel, int n, Object... arguments) {
        device.launch(kernel, (n + THREADS - 1) / THREADS, replicas, THREADS, 0, arguments);
    }
}
