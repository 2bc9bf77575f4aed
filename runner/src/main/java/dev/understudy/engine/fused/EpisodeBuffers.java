package dev.understudy.engine.fused;

import dev.understudy.engine.Problem;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.fused.kernel.Buffer;
import dev.understudy.engine.fused.kernel.Kernels;
import dev.understudy.imitation.Imitator;
import java.util.function.LongFunction;

/**
 * What R episodes keep where the kernels run.
 *
 * @param theta [R][P]
 * @param teacher [states][R][P]
 * @param carry of all coordinates, or of a sample of N
 */
record EpisodeBuffers(Buffer theta, Buffer teacher, Kernels.Carry carry) {
    /** @param lanes coordinates per replica that the carry is of; @param make a buffer of so many floats */
    static EpisodeBuffers of(Problem problem, int replicas, int lanes, LongFunction<Buffer> make) {
        long all = (long) replicas * problem.optimizee().coordinates();
        return new EpisodeBuffers(
                make.apply(all),
                make.apply(problem.teacher().states() * all),
                carry(problem.imitator(), (long) replicas * lanes, make));
    }

    /** @param lanes of all replicas */
    static Kernels.Carry carry(Imitator imitator, long lanes, LongFunction<Buffer> make) {
        return new Kernels.Carry(
                make.apply(imitator.carried() * lanes),
                make.apply(imitator.carried() * lanes),
                make.apply(lanes),
                make.apply(imitator.states().size() * lanes));
    }

    /** For a snapshot. */
    static Snapshot.Carry<Buffer> named(Kernels.Carry carry) {
        return new Snapshot.Carry<>(carry.h(), carry.c(), carry.update(), carry.moments());
    }

    /** @throws ArithmeticException where an array cannot be so long */
    static LongFunction<Buffer> madeBy(Kernels kernels) {
        return length -> kernels.buffer(Math.toIntExact(length));
    }
}
