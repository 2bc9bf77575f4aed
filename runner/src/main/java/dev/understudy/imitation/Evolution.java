package dev.understudy.imitation;

import java.util.Arrays;

/**
 * The objective that trains φ on the tasks' own losses by an evolution strategy, without back-propagation. Antithetic
 * pairs of particles train networks of their own with φ + ε and φ − ε, from the same θ and with the same batches and
 * dropout masks; the difference of the two losses gives the direction in which φ moves [L6]–[L8].
 *
 * @param estimator how perturbations and windows become a meta-gradient
 * @param pairs antithetic pairs on each task, N
 * @param sigma σ, the standard deviation of each component of a perturbation
 * @param window K, steps of a meta-step
 * @param shortest the shortest episode, in steps; the length of an episode, its horizon, is drawn log-uniformly and
 *     rounded to whole windows
 * @param longest the longest episode, in steps
 * @param offset c of [L6], which bounds the logarithm of a loss near zero
 * @param cap the largest loss that counts; NaN counts as the cap
 * @param imitation the share of the distance from the teacher [L8] in the loss
 * @param direction the weight of the direction in that distance; the size has the rest
 * @param average the rate of the running average of φ that is validated and kept; 0 for φ itself
 * @param rescale the largest factor by which an episode's network is rescaled [L9], drawn log-uniformly from 1/rescale
 *     to rescale; 1 for no rescaling
 * @param validateEvery meta-steps between validations, of which the best φ is kept; 0 for no validation: the last φ is
 *     kept
 * @param emphasis p of [L11]: how much more a late window of an episode counts than an early one; 0 if all count the
 *     same
 * @param learns the weights that are perturbed and learn; the others keep their values
 * @param unseen q of [L12], the share of the loss on samples that the networks are not trained on; 0 for none. Above 0
 *     the last quarter of a task's samples is set aside for it
 */
public record Evolution(
        Estimator estimator,
        int pairs,
        double sigma,
        int window,
        int shortest,
        int longest,
        double offset,
        double cap,
        Fade imitation,
        double direction,
        double average,
        double rescale,
        int validateEvery,
        double emphasis,
        Learns learns,
        double unseen)
        implements Objective {
    /** The weights that learn. */
    public enum Learns {
        ALL,
        /**
         * Only the schedule [I26] learns: the direction of an update stays, and its rate changes. If φ begins with the
         * teacher's own gates, this learns a schedule of the teacher. It is the control that shows how much of a gain
         * comes from the schedule alone.
         */
        SCHEDULE
    }

    /** [L7] The vector that the difference of a pair's losses is multiplied by. */
    public enum Estimator {
        /**
         * The perturbation of the episode, which is the same from its first window to its last. Li et al., "Noise-reuse
         * in online evolution strategies", 2023.
         */
        NRES,
        /**
         * The sum of the perturbations of all windows of the episode so far; each window draws one of its own. Vicol,
         * Metz, Sohl-Dickstein, "Unbiased gradient estimation … with persistent evolution strategies", 2021.
         */
        PES
    }

    /** The settings of a training of a few minutes. */
    static Evolution defaults() {
        return new Evolution(
                Estimator.NRES, 8, 0.01, 50, 100, 1000, 0.02, 5, Fade.NONE, 0.7, 0.95, 1, 50, 0, Learns.ALL, 0);
    }

    public Evolution {
        Checks.within("evolution.pairs", pairs, 1, 1 << 15);
        Checks.positive("evolution.sigma", sigma);
        Checks.within("evolution.window", window, 1, 10_000);
        Checks.within("evolution.shortest", shortest, 1, 100_000_000);
        Checks.within("evolution.longest", longest, 1, 100_000_000);
        Checks.that(
                longest >= shortest && longest >= window,
                "evolution.longest",
                longest,
                "at least evolution.shortest, " + shortest + ", and evolution.window, " + window);
        Checks.positive("evolution.offset", offset);
        Checks.positive("evolution.cap", cap);
        Checks.that(direction >= 0 && direction <= 1, "evolution.direction", direction, "a weight, 0 to 1");
        Checks.that(average >= 0 && average < 1, "evolution.average", average, "a rate, at least 0 and below 1");
        Checks.that(rescale >= 1 && rescale <= 1e6, "evolution.rescale", rescale, "a factor, 1 to 1e6");
        Checks.within("evolution.validateEvery", validateEvery, 0, 1_000_000_000);
        Checks.that(emphasis >= 0 && emphasis <= 100, "evolution.emphasis", emphasis, "a power, 0 to 100");
        Checks.that(unseen >= 0 && unseen <= 1, "evolution.unseen", unseen, "a share, 0 to 1");
    }

    /**
     * A mask of the imitator's weights that learn, [W].
     *
     * @throws IllegalArgumentException if only the schedule is to learn and the imitator has none
     */
    public boolean[] learned(Imitator imitator) {
        boolean[] learned = new boolean[imitator.weights()];
        Arrays.fill(learned, learns == Learns.ALL);
        if (learns == Learns.SCHEDULE) {
            Checks.that(imitator.schedule(), "imitator.schedule", false, "true with evolution.learns schedule");
            Arrays.fill(learned, imitator.scheduleOffset(), learned.length, true);
        }
        return learned;
    }

    /** [L6] ln(min(f, cap) + c), the value of one step's loss f in the objective. NaN counts as the cap. */
    public double counted(float loss) {
        return StrictMath.log(capped(loss) + offset);
    }

    /**
     * [L11] The weight of a window, (p + 1)·x^p, with x the part of the episode that is done in the middle of the
     * window; its mean over an episode is about 1.
     *
     * @param window counted from 0
     * @param windows of the episode
     */
    public double weight(int window, int windows) {
        return emphasis == 0 ? 1 : (emphasis + 1) * StrictMath.pow((window + 0.5) / windows, emphasis);
    }

    /** [L10] min(f, cap), the value of a loss in the mean that validates φ; NaN counts as the cap. */
    public double capped(float loss) {
        return loss < cap ? Math.max(loss, 0) : cap;
    }

    /** The number of a task's samples that its networks are trained on; the rest is set aside for {@link #unseen}. */
    public int seen(int samples) {
        return unseen == 0 ? samples : samples - samples / 4;
    }

    /**
     * [L12] The loss of a step: f^(1 − q)·f'^q, so that each of the two counts by its logarithm.
     *
     * @param loss f, of the batch that the network is trained on
     * @param other f', of a batch of samples that it is not trained on
     */
    public float mixed(float loss, float other) {
        return (float) (StrictMath.pow(loss, 1 - unseen) * StrictMath.pow(other, unseen));
    }

    /** The largest value that a step can have: that of the cap. */
    public double most() {
        return StrictMath.log(cap + offset);
    }

    /**
     * [L8] The distance of one step's update from the teacher's on the same gradients: that of the direction, 1 − cos,
     * and that of the size, |ln(‖Δ̂‖/‖u‖)|, at most {@link #FARTHEST}. Two zero updates have the distance 0; if only
     * one of them is zero, or one is NaN, the distance is the largest.
     *
     * @param predicted Σ Δ̂²
     * @param truth Σ u²
     * @param product Σ Δ̂·u
     */
    public double distance(double predicted, double truth, double product) {
        if (predicted == 0 && truth == 0) {
            return 0;
        }
        double cosine = product / Math.sqrt(predicted * truth);
        double size = Math.abs(StrictMath.log(predicted / truth)) / 2;
        boolean number = predicted > 0 && truth > 0 && cosine >= -1.01 && size >= 0;
        return direction * (number ? 1 - Math.min(1, cosine) : 2)
                + (1 - direction) * (number ? Math.min(size, FARTHEST) : FARTHEST);
    }

    /** The upper limit of the size's part of a distance. */
    public static final double FARTHEST = 5;

    /**
     * [L9] The factor s of an episode: its network is f(s·θ'). The imitator reads the gradients s·g by θ' and moves θ =
     * s·θ' by s·Δ̂.
     *
     * @param uniform in [0, 1)
     */
    public float factor(float uniform) {
        return (float) StrictMath.pow(rescale, 2.0 * uniform - 1);
    }

    /**
     * The number of windows of an episode.
     *
     * @param uniform in [0, 1)
     */
    public int windows(float uniform) {
        double steps = shortest * StrictMath.pow((double) longest / shortest, uniform);
        return (int) Math.max(1, Math.round(steps / window));
    }

    @Override
    public <R> R choose(Cases<R> cases) {
        return cases.evolution(this);
    }
}
