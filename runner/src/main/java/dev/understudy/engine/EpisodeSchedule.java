package dev.understudy.engine;

import dev.understudy.imitation.Practice;

/**
 * The episode of each replica at a meta-step, and the unrolls of it that are done. Both follow from the meta-step
 * alone, so they are not saved. Replicas begin their episodes at different meta-steps, so that all phases of an episode
 * occur at once. With a curriculum and several replicas, each replica has an episode length of its own, so that
 * beginnings and ends occur throughout the training.
 *
 * @param first unrolls per episode at the beginning of a curriculum, or of the first of several replicas
 * @param unrolls per episode at the end of a curriculum, or of the last replica
 * @param unroll steps of each unroll
 */
public record EpisodeSchedule(int replicas, int first, int unrolls, int unroll) {
    public static EpisodeSchedule of(TrainingSpec spec) {
        int unrolls = spec.episode() / spec.unroll();
        return new EpisodeSchedule(
                spec.replicas(),
                spec.practice().firstEpisode() == 0 ? unrolls : spec.practice().firstEpisode() / spec.unroll(),
                unrolls,
                spec.unroll());
    }

    /**
     * The number of episodes that replica r finished before this one, times 2^32, plus the unrolls of it that are done.
     * Called at every meta-step, so it allocates nothing.
     */
    private long place(int r, long metaStep) {
        if (replicas > 1 && first < unrolls) {
            long length = ownLength(r);
            return metaStep / length << 32 | metaStep % length;
        }
        long left = metaStep + (long) r * first / replicas;
        long number = 0;
        for (long length = first; length < unrolls; length *= 2) {
            if (left < length * Practice.PER_LENGTH) {
                return number + left / length << 32 | left % length;
            }
            left -= length * Practice.PER_LENGTH;
            number += Practice.PER_LENGTH;
        }
        return number + left / unrolls << 32 | left % unrolls;
    }

    /** Unrolls of replica r's episodes if each replica has a length of its own. */
    private long ownLength(int r) {
        return Math.round(first * StrictMath.pow((double) unrolls / first, r / (replicas - 1.0)));
    }

    /** Unrolls of replica r's episode at this meta-step, as if the first episode had begun with its first unroll. */
    private long length(int r, long metaStep) {
        if (replicas > 1 && first < unrolls) {
            return ownLength(r);
        }
        long left = metaStep + (long) r * first / replicas;
        for (long length = first; length < unrolls; length *= 2) {
            if (left < length * Practice.PER_LENGTH) {
                return length;
            }
            left -= length * Practice.PER_LENGTH;
        }
        return unrolls;
    }

    private int done(int r, long metaStep) {
        return (int) place(r, metaStep);
    }

    /** True if replica r begins an episode with this meta-step. */
    public boolean begins(int r, long metaStep) {
        return metaStep == 0 || done(r, metaStep) == 0;
    }

    /** The number of replica r's episode at this meta-step; all numbers differ between replicas. */
    public int episode(int r, long metaStep) {
        return (int) (place(r, metaStep) >>> 32) * replicas + r;
    }

    /** The meta-step at which replica r's current episode began. */
    public long began(int r, long metaStep) {
        return Math.max(0, metaStep - done(r, metaStep));
    }

    /**
     * Steps of replica r's episode at this meta-step, from its beginning to its end: the horizon that the imitator
     * reads.
     */
    public int steps(int r, long metaStep) {
        long began = began(r, metaStep);
        return (int) ((length(r, metaStep) - done(r, began)) * unroll);
    }

    /**
     * Steps of its episode that replica r has done before this meta-step; the whole length if the next episode is due.
     */
    public int stepsBefore(int r, long metaStep) {
        return metaStep == 0 ? 0 : (int) ((metaStep - began(r, metaStep - 1)) * unroll);
    }
}
