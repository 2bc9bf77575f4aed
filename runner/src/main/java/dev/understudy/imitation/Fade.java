package dev.understudy.imitation;

/**
 * A share that is moved from one value to another, linearly between two meta-steps. They are counted, and no parts of the whole training, as
 * {@link Practice#onPolicyFrom()} is: so a share at a meta-step is the same whether a training is short or long.
 *
 * @param from the share up to meta-step {@code begin}
 * @param to the share from meta-step {@code end} on
 */
public record Fade(double from, double to, long begin, long end) {
    /** Nothing throughout. */
    public static final Fade NONE = new Fade(0, 0, 0, 0);
    /** Everything throughout. */
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
}
