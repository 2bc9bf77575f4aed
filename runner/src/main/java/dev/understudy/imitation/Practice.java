package dev.understudy.imitation;

/**
 * What a meta-training does beyond one loss on the teacher's own trajectories, so that the imitator holds for longer than it
 * was trained. Zero switches each of it off, but for the floor.
 *
 * @param firstEpisode the horizon curriculum: steps of the first episodes, a multiple of the unroll; after every
 *     {@link #PER_LENGTH} of a replica's episodes they become twice as long, up to the full length
 * @param onPolicy the share of episodes in which the imitator drives, while the teacher, with a state of its own, says what it
 *     would have done with the gradients met. Ross, Gordon, Bagnell, "A reduction of imitation learning … to no-regret online learning", 2011
 * @param onPolicyFrom meta-steps before the first episode of that kind
 * @param floor the part of {@link Teacher#typicalUpdate()} below which the Huber loss [L2] takes no update as important
 * @param clip the largest norm of a meta-gradient; a longer one is shortened
 * @param sample coordinates that each episode is learned from, drawn anew for each episode from as many equal stretches of θ
 */
public record Practice(int firstEpisode, double onPolicy, long onPolicyFrom, double floor, double clip, int sample) {
    /** Episodes of one length in the curriculum. */
    public static final int PER_LENGTH = 2;
    /** None of it: the source's practice. */
    public static final Practice PLAIN = new Practice(0, 0, 0, 0.05, 0, 0);

    public Practice {
        Checks.within("training.firstEpisode", firstEpisode, 0, 100_000_000);
        Checks.that(onPolicy >= 0 && onPolicy <= 1, "training.onPolicy", onPolicy, "a share, 0 to 1");
        Checks.within("training.onPolicyFrom", onPolicyFrom, 0, 1_000_000_000);
        Checks.that(
                (float) floor > 0 && floor <= 1, // the engines compute in float32
                "training.floor",
                floor,
                "a number above 0, at most 1");
        Checks.that(clip >= 0 && Double.isFinite(clip), "training.clip", clip, "a finite number, 0 or more");
        Checks.within("training.sample", sample, 0, 1 << 20);
    }

    /** Beside the rest of a training. @throws IllegalArgumentException naming what does not go with it */
    public void check(int unroll, int episode, ImitationLoss loss, boolean sourceFaithful) {
        Checks.that(
                firstEpisode % unroll == 0 && firstEpisode <= episode,
                "training.firstEpisode",
                firstEpisode,
                "a multiple of training.unroll, " + unroll + ", up to training.episode, " + episode);
        Checks.that(
                onPolicy == 0 || !sourceFaithful,
                "training.onPolicy",
                onPolicy,
                "0 beside training.sourceFaithful: the source has none");
        Checks.that(
                floor == PLAIN.floor || loss == ImitationLoss.HUBER,
                "training.floor",
                floor,
                PLAIN.floor + " beside training.loss relative: it is of the Huber loss");
    }
}
