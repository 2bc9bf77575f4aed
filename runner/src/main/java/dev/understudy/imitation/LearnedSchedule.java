package dev.understudy.imitation;

/**
 * [I26] A factor of all updates of a step, by how far the drive is: a schedule of the learning rate that is learned, with four weights behind all others of
 * φ, which begin at 0 and are then no schedule at all. What is carried is the update before it, as with a schedule from outside.
 */
public final class LearnedSchedule {
    /** How many weights it has. */
    public static final int WEIGHTS = 4;
    /** In nats for each unit of a weight, so that a step of the meta-optimizer changes a rate by a per cent and not by a thousandth. */
    private static final double UNIT = 4;
    /** The factor is within e^±16, as that of [I21] is. */
    private static final double MOST = 16;

    private LearnedSchedule() {}

    /** The factor of a step of the imitator that φ is: its four weights are the last. @param done steps before this one; @param horizon N, 1 or more */
    public static float factor(float[] phi, int done, int horizon) {
        return factor(phi, phi.length - WEIGHTS, done, horizon);
    }

    /**
     * The factor of a step: exp(4·(γ_0 + γ_1·x + γ_2·log + γ_3·ln(1 − x))), x being the part of the drive that is done before the step, and log as in [I24]. With
     * γ_3 = ¼ alone it is the linear schedule of [T8], with γ_1 = −¾·ln 10 the exponential one. Behind the horizon x stays as at its last step.
     *
     * @param phi that of one imitator, or several behind each other
     * @param at where the four weights stand
     * @param done steps before this one
     * @param horizon N, 1 or more
     */
    public static float factor(float[] phi, int at, int done, int horizon) {
        double x = Math.min(done, horizon - 1) / (double) horizon;
        double log = Formulas.logTime(done + 1f);
        double exponent = phi[at] + phi[at + 1] * x + phi[at + 2] * log + phi[at + 3] * StrictMath.log(1 - x); // [I26]
        return (float) StrictMath.exp(Math.max(-MOST, Math.min(MOST, UNIT * exponent)));
    }
}
