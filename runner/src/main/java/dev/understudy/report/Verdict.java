package dev.understudy.report;

import dev.understudy.imitation.Teacher;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The verdict on an imitator, in one word and with the reason. It does not depend on how the run ended, but on the test
 * losses of the mean of θ, imitator against teacher on the same seeds.
 *
 * <p>The losses are compared by the mean of ln(imitator's / teacher's) over the seeds. The margin is the natural
 * logarithm of the teacher's {@link #bar}. With three seeds or more, two standard errors of the mean are added. With
 * fewer there is no usable error, so the margin alone decides and neither <i>close</i> nor <i>better</i> is a possible
 * verdict: one seed cannot distinguish them from the chaos of training.
 *
 * <p>Beyond the margin, <i>close</i> and <i>does not imitate</i> are distinguished by the missing part of the way from
 * no update to the teacher, measured in ln loss: the mean ln ratio over the mean ln(no update's / teacher's). Up to a
 * tenth is close. A ratio alone would not suffice: 1.2 is little if the teacher divides the loss by 20, and nearly
 * everything if it gains a quarter. If no update was not measured, a ratio of up to 1.2 is close.
 *
 * @param seeds number of seeds from which it was computed
 * @param reason one sentence
 */
record Verdict(Word word, int seeds, String reason) {
    /** Number of seeds from which on a standard error is used. */
    static final int ENOUGH_SEEDS = 3;

    /** The largest missing part of the way, in ln loss, from no update to the teacher, that is still close. */
    static final double CLOSE_SHARE = 0.1;

    /** The largest ratio that is still close if no update was not measured. */
    static final double CLOSE_RATIO = 1.2;

    /** The first word of a result, with its colour on page and terminal. */
    enum Word {
        IMITATES("imitates", "ok"),
        BETTER("better than its teacher", "busy"),
        CLOSE("close", "warn"),
        NOT("does not imitate", "bad"),
        NONE("no verdict", "warn"),
        /** More prominent than the others without a verdict, since its figures look like a verdict. */
        OTHER("no verdict: not its teacher", "bad");

        private final String shown;
        private final String tone;

        Word(String shown, String tone) {
            this.shown = shown;
            this.tone = tone;
        }
    }

    /**
     * One seed: test losses of the mean of θ, NaN if unknown.
     *
     * @param nothing of a network without any update
     * @param floor of the teacher with a learning rate × 1.0001
     */
    record Seed(
            double imitator,
            double teacher,
            double nothing,
            double floor,
            boolean imitatorDiverged,
            boolean teacherDiverged) {}

    /**
     * The input of a verdict.
     *
     * @param bar the teacher's, see {@link #bar}
     * @param signed whether losses of this network can be 0 or below, so that their ratios are meaningless
     * @param otherTeacher how the teacher differs from the one that the imitator was trained on, in words; null if it
     *     does not, or this is unknown
     */
    record Figures(double bar, List<Seed> seeds, boolean signed, String otherTeacher) {
        MeanWithError over(ToDoubleFunction<Seed> figure) {
            return MeanWithError.of(seeds.stream()
                    .filter(seed -> !seed.imitatorDiverged && !seed.teacherDiverged)
                    .mapToDouble(figure));
        }

        /** ln(of / to), or of − to if ratios are meaningless, over the seeds that have both. */
        MeanWithError distance(ToDoubleFunction<Seed> of, ToDoubleFunction<Seed> to) {
            return over(seed -> signed
                    ? of.applyAsDouble(seed) - to.applyAsDouble(seed)
                    : Math.log(of.applyAsDouble(seed) / to.applyAsDouble(seed)));
        }
    }

    /**
     * The ratio of test losses up to which an imitator of this rule counts as equal to its teacher, by the number of
     * steps. It is stricter for rules under which chaos grows less. All learning rates and other constants of a rule
     * share it.
     *
     * @param rule the teacher's name in a config
     */
    static double bar(String rule, double momentum, long steps) {
        boolean longer = steps > 4000;
        if (rule.equals("sgd")) {
            return momentum > 0 ? longer ? 1.05 : 1.02 : longer ? 1.02 : 1.01;
        }
        return Teacher.named(rule) != null && longer ? 1.10 : 1.05;
    }

    static Verdict of(Figures figures) {
        int all = figures.seeds().size();
        if (figures.otherTeacher() != null) {
            return new Verdict(
                    Word.OTHER,
                    all,
                    "Not its teacher: " + figures.otherTeacher()
                            + ", so these figures do not say how well it imitates.");
        }
        long alone = figures.seeds().stream()
                .filter(seed -> seed.imitatorDiverged && !seed.teacherDiverged)
                .count();
        if (alone > 0) {
            return new Verdict(
                    Word.NOT,
                    all,
                    "It does not imitate: it diverged and its teacher did not, on " + alone + " of " + seeds(all)
                            + ".");
        }
        if (all > 0 && figures.seeds().stream().allMatch(Seed::teacherDiverged)) {
            return new Verdict(
                    Word.NONE, all, "No verdict: its teacher diverged on every seed, so there is nothing to imitate.");
        }
        MeanWithError distance = figures.distance(Seed::imitator, Seed::teacher);
        if (!distance.known()) {
            return new Verdict(
                    Word.NONE, 0, "No verdict: there is no seed on which both it and its teacher have a test loss.");
        }
        return againstNothing(figures, distance);
    }

    /** Compares imitator and teacher with no update first: both must be better before their ratio has a meaning. */
    private static Verdict againstNothing(Figures figures, MeanWithError distance) {
        double margin = figures.signed() ? 0 : Math.log(figures.bar());
        MeanWithError way = figures.distance(Seed::nothing, Seed::teacher);
        MeanWithError gain = figures.distance(Seed::nothing, Seed::imitator);
        String losses = "test loss " + Numbers.show(figures.over(Seed::imitator).mean(), 3) + ", without any update "
                + Numbers.show(figures.over(Seed::nothing).mean(), 3) + ", its teacher's "
                + Numbers.show(figures.over(Seed::teacher).mean(), 3);
        // If the teacher is within the margin of no update, an imitator without any update would seem to imitate.
        if (way.known() && way.mean() <= margin + noise(way)) {
            return new Verdict(
                    Word.NONE,
                    distance.n(),
                    "No verdict: its teacher is itself no better than no update, so there is nothing to imitate ("
                            + losses + ").");
        }
        if (gain.known() && gain.mean() <= noise(gain)) {
            return new Verdict(
                    Word.NOT,
                    distance.n(),
                    "It does not imitate: it is no better than no update at all (" + losses + ").");
        }
        if (figures.signed()) {
            return new Verdict(
                    Word.NONE,
                    distance.n(),
                    "No verdict: losses of this network can be 0 or below, so that a ratio means nothing; the imitator's"
                            + " test loss minus its teacher's is " + Numbers.show(distance) + ".");
        }
        return byRatio(figures, distance, way);
    }

    private static Verdict byRatio(Figures figures, MeanWithError ratio, MeanWithError way) {
        double margin = Math.log(figures.bar());
        double close = way.known() ? CLOSE_SHARE * way.mean() : Math.log(CLOSE_RATIO);
        int n = ratio.n();
        boolean few = n < ENOUGH_SEEDS;
        String loss = "its test loss is " + Numbers.ratio(ratio) + " times its teacher's";
        String margins = "the margin of " + figures.bar() + (few ? "" : " and two standard errors");
        if (Math.abs(ratio.mean()) <= margin + noise(ratio)) {
            // Otherwise seeds that differ widely would make any imitator pass.
            return 2 * ratio.standardError() > Math.max(margin, close)
                    ? new Verdict(
                            Word.NONE,
                            n,
                            "No verdict: " + loss + ", but the seeds differ too much to tell (ln ratio "
                                    + Numbers.show(ratio) + ").")
                    : new Verdict(
                            Word.IMITATES,
                            n,
                            "It imitates" + (few ? ", as far as " + count(n) + " can tell" : "") + ": " + loss
                                    + ", within " + margins + ".");
        }
        String left = way.known()
                ? Numbers.percent(ratio.mean() / way.mean()) + " of the way from no update to its teacher is left"
                : "a ratio of up to " + CLOSE_RATIO + " would be close";
        if (ratio.mean() > Math.max(close, margin + noise(ratio))) {
            return new Verdict(Word.NOT, n, "It does not imitate: " + loss + "; " + left + ".");
        }
        if (few) {
            return new Verdict(
                    Word.NONE,
                    n,
                    "No verdict: " + loss + ", beyond " + margins + ", and " + count(n) + (n == 1 ? " is" : " are")
                            + " too few to tell that from chance" + floor(figures, margin) + ".");
        }
        return ratio.mean() < 0
                ? new Verdict(
                        Word.BETTER,
                        n,
                        "It is better than its teacher: " + loss + ", beyond " + margins + floor(figures, margin) + ".")
                : new Verdict(
                        Word.CLOSE,
                        n,
                        "It is close, but beyond " + margins + ": " + loss + "; " + left + floor(figures, margin)
                                + ".");
    }

    /** Two standard errors; 0 with too few seeds to know them. */
    private static double noise(MeanWithError mean) {
        return mean.n() < ENOUGH_SEEDS ? 0 : 2 * mean.standardError();
    }

    /** The noise floor in words, if chaos alone exceeds the margin as well; otherwise empty. */
    private static String floor(Figures figures, double margin) {
        MeanWithError floor = figures.distance(Seed::floor, Seed::teacher);
        return floor.known() && Math.abs(floor.mean()) > margin
                ? "; the teacher against itself gives " + Numbers.ratio(floor)
                : "";
    }

    private static String count(int seeds) {
        return seeds == 1 ? "one seed" : seeds == 2 ? "two seeds" : seeds + " seeds";
    }

    private static String seeds(int n) {
        return n == 1 ? "1 seed" : n + " seeds";
    }

    /** The word, with the number of seeds if they are too few for more than a first look. */
    String shown() {
        boolean first = word != Word.NONE && word != Word.OTHER && seeds > 0 && seeds < ENOUGH_SEEDS;
        return word.shown + (first ? " (" + count(seeds) + ")" : "");
    }

    String tone() {
        return word.tone;
    }
}
