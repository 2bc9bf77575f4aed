package dev.understudy.engine;

/**
 * Which episode each replica is in at a meta-step, and how far: it follows from the meta-step alone, so nothing of it is
 * saved. Replicas begin their episodes one after the other, so that all phases are seen.
 *
 * @param unrolls per episode
 */
public record EpisodeSchedule(int replicas, int unrolls, int unroll) {
    public static EpisodeSchedule of(TrainingSpec spec) {
        return new EpisodeSchedule(spec.replicas(), spec.unrollsPerEpisode(), spec.unroll());
    }

    /** Whether replica r begins an episode with this meta-step. */
    public boolean begins(int r, long metaStep) {
        return metaStep == 0 || phase(r, metaStep) % unrolls == 0;
    }

    /** The number of replica r's episode at this meta-step; no two replicas ever share one. */
    public int episode(int r, long metaStep) {
        return (int) (phase(r, metaStep) / unrolls * replicas + r);
    }

    /** Steps of its episode that replica r has done before this meta-step; its whole length where the next one is due. */
    public int stepsBefore(int r, long metaStep) {
        if (metaStep == 0) {
            return 0;
        }
        long began = Math.max(0, metaStep - 1 - phase(r, metaStep - 1) % unrolls);
        return (int) ((metaStep - began) * unroll);
    }

    private long phase(int r, long metaStep) {
        return metaStep + (long) r * unrolls / replicas;
    }
}
