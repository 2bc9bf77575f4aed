package dev.understudy.imitation;

/**
 * A share that moves linearly from one value to another between two meta-steps. Both are counts of meta-steps and not
 * fractions of the training, as {@link Practice#onPolicyFrom()} is, so the share at a meta-step does not depend on the
 * length of the training.
 *
 * @param from the share up to meta-step {@code begin}
 * @param to the share from meta-step {@code end} on
 */
public record Fade(double from, double to, long begin, long end) {
    /** A share of 0 throughout. */
    public static final Fade NONE = new Fade(0, 0, 0, 0);
    /** A share of 1 throughout. */
    public static final Fade ALL = new Fade(1, 1, 0, 0);

    public Fade {
        Checks.that(from >= 0 && from <= 1, "imitation.from", from, "a share, 0 to 1");
        Checks.that(to >= 0 && to <= 1, "imitation.to", to, "a share, 0 to 1");
        Checks.within("imitation.begin", begin, 0, 1_000_000_000);
        Checks.within("imitation.end", end, begin, 1_000_000_000);
    }

    /** The share at a meta-step, counted from 0. */
    public double at(long metaStep) {
        if (metaStep >= end) {
            return to;
        }
        return metaStep <= begin ? from : from + (to - from) * (metaStep - begin) / (end - begin);
    }

    /** True if the share is above zero at this meta-step or at a later one. */
    public boolean lasts(long metaStep) {
        return to > 0 || at(metaStep) > 0;
    }
}
