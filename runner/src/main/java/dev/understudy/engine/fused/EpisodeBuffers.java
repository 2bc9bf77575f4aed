package dev.understudy.engine.fused;

import dev.understudy.engine.Problem;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.Imitator;
import java.util.function.LongFunction;

/**
 * The buffers of R episodes on the processor.
 *
 * @param theta [R][P]
 * @param teacher [states][R][P]
 * @param carry of all coordinates, or of a coordinate subsample of N
 */
record EpisodeBuffers(Buffer theta, Buffer teacher, Kernels.Carry carry) {
    /**
     * Allocates the buffers.
     *
     * @param lanes coordinates per replica of the carry
     * @param make allocates a buffer of so many floats
     */
    static EpisodeBuffers of(Problem problem, int replicas, int lanes, LongFunction<Buffer> make) {
        long all = (long) replicas * problem.optimizee().coordinates();
        return new EpisodeBuffers(
                make.apply(all),
                make.apply(problem.teacher().states() * all),
                carry(problem.imitator(), (long) replicas * lanes, make));
    }

    /**
     * Allocates a carry.
     *
     * @param lanes of all replicas
     */
    static Kernels.Carry carry(Imitator imitator, long lanes, LongFunction<Buffer> make) {
        return new Kernels.Carry(
                make.apply(imitator.carried() * lanes),
                make.apply(imitator.carried() * lanes),
                make.apply(lanes),
                make.apply(imitator.states().size() * lanes));
    }

    /** The parts of a carry for a snapshot. */
    static Snapshot.Carry<Buffer> named(Kernels.Carry carry) {
        return new Snapshot.Carry<>(carry.h(), carry.c(), carry.update(), carry.moments());
    }

    /**
     * Allocates buffers of these kernels.
     *
     * @throws ArithmeticException if a buffer is too long for an array
     */
    static LongFunction<Buffer> madeBy(Kernels kernels) {
        return length -> kernels.buffer(Math.toIntExact(length));
    }
}
