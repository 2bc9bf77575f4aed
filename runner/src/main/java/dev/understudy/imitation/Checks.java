package dev.understudy.imitation;

/**
 * Checks of a record's values, which throw a {@link Refusal} that names the field, the value found and the values
 * expected.
 */
public final class Checks {
    private Checks() {}

    /** @throws Refusal "field is found; expected …" unless {@code holds} */
    public static void that(boolean holds, String field, Object found, String expected) {
        if (!holds) {
            throw new Refusal(field, String.valueOf(found), expected);
        }
    }

    /**
     * Refuses values that are 0 or infinite in float32, in which the engines compute. The upper limit leaves room for
     * the noise floor.
     *
     * @throws Refusal unless found is a finite number above 0, in float32 too, and at most 1e38
     */
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
