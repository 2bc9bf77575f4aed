package dev.understudy.imitation;

/**
 * [I26] A learned schedule of the learning rate: a factor of all updates of a step, which depends on the progress of
 * the rollout. Its four weights are the last of φ and begin at 0, which gives the factor 1. The update before the
 * factor is carried, as with a schedule from outside.
 */
public final class LearnedSchedule {
    /** Number of weights of the schedule. */
    public static final int WEIGHTS = 4;
    /**
     * Nats per unit of a weight, so that a step of the meta-optimizer changes a rate by a per cent and not by a
     * thousandth.
     */
    private static final double UNIT = 4;
    /** The factor is within e^±16, like that of [I21]. */
    private static final double MOST = 16;

    private LearnedSchedule() {}

    /**
     * The factor of a step of one imitator, whose last four weights are the schedule.
     *
     * @param done steps before this one
     * @param horizon N, 1 or more
     */
    public static float factor(float[] phi, int done, int horizon) {
        return factor(phi, phi.length - WEIGHTS, done, horizon);
    }

    /**
     * The factor of a step: exp(4·(γ_0 + γ_1·x + γ_2·log + γ_3·ln(1 − x))), x being the part of the rollout that is
     * done before the step, and log as in [I24]. With γ_3 = ¼ alone it is the linear schedule of [T8], with γ_1 = −¾·ln
     * 10 the exponential one. Beyond the horizon x stays at the value of its last step.
     *
     * @param phi weights of one imitator, or of several in a row
     * @param at the offset of the four weights
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
