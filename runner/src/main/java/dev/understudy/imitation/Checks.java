package dev.understudy.imitation;

/** How a record says that a value is out of range: the field, what was found, what was expected. */
public final class Checks {
    private Checks() {}

    /** @throws Refusal "field is found; expected …" unless {@code holds} */
    public static void that(boolean holds, String field, Object found, String expected) {
        if (!holds) {
            throw new Refusal(field, String.valueOf(found), expected);
        }
    }

    /** The engines compute in float32: what is 0 or infinite there is so here. The upper limit leaves the noise floor its share. */
    public static void positive(String field, double found) {
        that(found > 0 && Double.isFinite(found), field, found, "a finite number above 0");
        that((float) found > 0, field, found, "1e-45 or more: below, it is 0 in float32");
        that(found <= 1e38, field, found, "1e38 or less: float32 ends soon after");
    }

    /** @throws Refusal unless lowest ≤ found ≤ highest */
    public static void within(String field, long found, long lowest, long highest) {
        if (found < lowest || found > highest) {
            throw Refusal.outside(field, found, new Refusal.Bounds(lowest, highest));
        }
    }
}
