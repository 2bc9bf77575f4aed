package dev.understudy.engine;

import dev.understudy.imitation.Practice;

/**
 * Which episode each replica is in at a meta-step, and how far: it follows from the meta-step alone, so nothing of it is
 * saved. Replicas begin their episodes one after the other, so that all phases are seen; where first episodes are shorter, each replica has a
 * length of its own instead, so that beginnings and ends are learned from all the time.
 *
 * @param first unrolls per episode at the beginning of a curriculum, or of the first of several replicas
 * @param unrolls per episode in the end, or of the last replica
 * @param unroll steps of each
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

    /** How many episodes the replica began before this one, times 2^32, and how many unrolls of it lie behind: asked at every meta-step, so nothing is allocated. */
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

    /** Unrolls of replica r's episodes, where each replica has a length of its own. */
    private long ownLength(int r) {
        return Math.round(first * StrictMath.pow((double) unrolls / first, r / (replicas - 1.0)));
    }

    /** Unrolls of the episode that replica r is in at this meta-step; of the first one, had it begun with its first. */
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

    /** Whether replica r begins an episode with this meta-step. */
    public boolean begins(int r, long metaStep) {
        return metaStep == 0 || done(r, metaStep) == 0;
    }

    /** The number of replica r's episode at this meta-step; no two replicas ever share one. */
    public int episode(int r, long metaStep) {
        return (int) (place(r, metaStep) >>> 32) * replicas + r;
    }

    /** The meta-step with which replica r's episode at this meta-step began. */
    public long began(int r, long metaStep) {
        return Math.max(0, metaStep - done(r, metaStep));
    }

    /** Steps of the episode that replica r is in at this meta-step, from its beginning to its end: what the imitator may know as the horizon. */
    public int steps(int r, long metaStep) {
        long began = began(r, metaStep);
        return (int) ((length(r, metaStep) - done(r, began)) * unroll);
    }

    /** Steps of its episode that replica r has done before this meta-step; its whole length where the next one is due. */
    public int stepsBefore(int r, long metaStep) {
        return metaStep == 0 ? 0 : (int) ((metaStep - began(r, metaStep - 1)) * unroll);
    }
}
