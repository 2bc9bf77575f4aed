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

    /** @throws Refusal unless lowest ≤ found ≤ highest */
    public static void within(String field, long found, long lowest, long highest) {
        that(found >= lowest && found <= highest, field, found, "a whole number from " + lowest + " to " + highest);
    }
}
