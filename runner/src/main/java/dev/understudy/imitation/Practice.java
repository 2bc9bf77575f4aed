package dev.understudy.imitation;

/**
 * Options of a meta-training that help the imitator to drive for longer than it was trained. Zero switches each of them
 * off, except the floor.
 *
 * @param firstEpisode the horizon curriculum: steps of the first episodes, a multiple of the unroll; after every {@link
 *     #PER_LENGTH} episodes of a replica the length doubles, up to the full length
 * @param onPolicy the share of episodes that the imitator drives, while the teacher, with a state of its own, computes
 *     its updates from the same gradients. Ross, Gordon, Bagnell, "A reduction of imitation learning … to no-regret
 *     online learning", 2011
 * @param onPolicyFrom meta-steps before the first episode of that kind
 * @param huberFloor the part of {@link Teacher#typicalUpdate()} below which an update hardly counts in the Huber loss [L2]
 * @param clip the largest norm of a meta-gradient; a longer one is shortened to it
 * @param subsample the size of the coordinate subsample that each episode learns from, drawn anew for each episode from as
 *     many equal stretches of θ
 */
public record Practice(
        int firstEpisode, double onPolicy, long onPolicyFrom, double huberFloor, double clip, int subsample) {
    /** Episodes of each length in the curriculum. */
    public static final int PER_LENGTH = 2;
    /** All options off, as in the source. */
    public static final Practice PLAIN = new Practice(0, 0, 0, 0.05, 0, 0);

    public Practice {
        Checks.within("training.firstEpisode", firstEpisode, 0, 100_000_000);
        Checks.that(onPolicy >= 0 && onPolicy <= 1, "training.onPolicy", onPolicy, "a share, 0 to 1");
        Checks.within("training.onPolicyFrom", onPolicyFrom, 0, 1_000_000_000);
        Checks.that(
                (float) huberFloor > 0 && huberFloor <= 1, // the engines compute in float32
                "training.huberFloor",
                huberFloor,
                "a number above 0, at most 1");
        Checks.that(clip >= 0 && Double.isFinite(clip), "training.clip", clip, "a finite number, 0 or more");
        Checks.within("training.subsample", subsample, 0, 1 << 20);
    }

    /**
     * Checks these options against the rest of a training.
     *
     * @throws IllegalArgumentException naming the option that does not fit
     */
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
                "0 with training.sourceFaithful: the source has none");
        Checks.that(
                huberFloor == PLAIN.huberFloor || loss == ImitationLoss.HUBER,
                "training.huberFloor",
                huberFloor,
                PLAIN.huberFloor + " with training.loss relative: it belongs to the Huber loss");
    }
}
