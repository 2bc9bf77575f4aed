package dev.understudy.imitation;

import java.util.List;
import java.util.Locale;

/**
 * A hand-made optimizer, which maps a gradient g and its own state to the update u that is added to θ. The formulas are
 * those of {@code torch.optim}, tags [T1]–[T7] in {@link Formulas}; weight decay is left out, since it reads θ, which
 * an imitator does not see. The same rules, applied to φ, serve as meta-optimizers.
 */
public sealed interface Teacher {
    /**
     * The largest number of coefficients that change from step to step, see {@link #coefficients}; COEFFICIENTS of
     * Updates.cu.
     */
    int COEFFICIENTS = 3;

    /** The largest number of {@link #states}. */
    int STATES = 3;

    /**
     * The rules with the defaults of {@code torch.optim}, except rmsprop with 1e-3, the rate at which it is evaluated.
     */
    List<Teacher> DEFAULTS = List.of(
            new Sgd(0.01),
            new Adam(1e-3),
            new Adadelta(1.0, 0.9, 1e-6),
            new RmsProp(1e-3, 0.99, 1e-8, 0, false),
            new AdaGrad(1e-2, 0, 0, 1e-10),
            new NAdam(2e-3, 0.9, 0.999, 1e-8, 4e-3));

    /** The rule of this name in a config, with its defaults; null for an unknown name. */
    static Teacher named(String name) {
        for (Teacher rule : DEFAULTS) {
            if (rule.name().equals(name)) {
                return rule;
            }
        }
        return null;
    }

    /** Step size, as torch names it: {@code lr}. */
    double learningRate();

    /** The same rule with another learning rate. */
    Teacher withLearningRate(double learningRate);

    /** Number of state values per coordinate. */
    int states();

    /** The value of each state before the first step. */
    default double initialState() {
        return 0;
    }

    /** Size of a typical update: the unit in which the Huber loss [L2] measures errors. */
    default double typicalUpdate() {
        return learningRate();
    }

    /**
     * Writes the coefficients that change from step to step, computed in double and rounded once, to {@code to[at …]}:
     * first the step size, which multiplies the rule's direction, then those that the rule itself needs. Elements that
     * a rule does not need keep their values.
     *
     * @param t counts from 1
     * @param to with room for {@link #COEFFICIENTS}
     */
    default void coefficients(int t, float[] to, int at) {
        to[at] = (float) learningRate();
    }

    /** The name in a config. */
    default String name() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** One method for each rule. A new rule gets a method here, so code that does not handle it does not compile. */
    interface Cases<R> {
        R sgd(Sgd rule);

        R adam(Adam rule);

        R adadelta(Adadelta rule);

        R rmsProp(RmsProp rule);

        R adaGrad(AdaGrad rule);

        R nAdam(NAdam rule);
    }

    /** Calls the method of this rule. */
    <R> R choose(Cases<R> cases);

    /** [T1] b = μ·b + (1 − dampening)·g; u = −lr·b, or −lr·(g + μ·b) with Nesterov's look-ahead. */
    record Sgd(double learningRate, double momentum, double dampening, boolean nesterov) implements Teacher {
        public Sgd {
            positive("sgd.learningRate", learningRate);
            fraction("sgd.momentum", momentum);
            fraction("sgd.dampening", dampening);
            Checks.that(
                    !nesterov || momentum > 0 && dampening == 0,
                    "sgd.nesterov",
                    "true with momentum " + momentum + " and dampening " + dampening,
                    "momentum > 0 and dampening 0");
        }

        public Sgd(double learningRate) {
            this(learningRate, 0, 0, false);
        }

        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.sgd(this);
        }

        @Override
        public Sgd withLearningRate(double rate) {
            return new Sgd(rate, momentum, dampening, nesterov);
        }

        @Override
        public int states() {
            return momentum == 0 ? 0 : 1;
        }

        /** lr, and the factor of g, which is 1 at the first step: b begins as the first gradient. */
        @Override
        public void coefficients(int t, float[] to, int at) {
            to[at] = (float) learningRate;
            to[at + 1] = t == 1 ? 1f : (float) (1 - dampening);
        }
    }

    /** [T2] m, v averages of g and g²; [T3] u = −lr·m̂/(√v̂ + ε). Kingma and Ba, 2015. */
    record Adam(double learningRate, double beta1, double beta2, double epsilon) implements Teacher {
        public Adam {
            positive("adam.learningRate", learningRate);
            fraction("adam.beta1", beta1);
            fraction("adam.beta2", beta2);
            positive("adam.epsilon", epsilon);
        }

        public Adam(double learningRate) {
            this(learningRate, 0.9, 0.999, 1e-8);
        }

        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.adam(this);
        }

        @Override
        public Adam withLearningRate(double rate) {
            return new Adam(rate, beta1, beta2, epsilon);
        }

        @Override
        public int states() {
            return 2;
        }

        /** lr/(1 − β₁ᵗ), √(1 − β₂ᵗ) */
        @Override
        public void coefficients(int t, float[] to, int at) {
            to[at] = (float) (learningRate / (1 - Math.pow(beta1, t)));
            to[at + 1] = (float) Math.sqrt(1 - Math.pow(beta2, t));
        }
    }

    /** [T4] d = √(a + ε)/√(s + ε)·g; s, a averages of g², d²; u = −lr·d. Zeiler, 2012. */
    record Adadelta(double learningRate, double rho, double epsilon) implements Teacher {
        public Adadelta {
            positive("adadelta.learningRate", learningRate);
            fraction("adadelta.rho", rho);
            positive("adadelta.epsilon", epsilon);
        }

        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.adadelta(this);
        }

        @Override
        public Adadelta withLearningRate(double rate) {
            return new Adadelta(rate, rho, epsilon);
        }

        @Override
        public int states() {
            return 2;
        }

        /** √ε times the learning rate: the rule begins with steps of this size and grows from there. */
        @Override
        public double typicalUpdate() {
            return learningRate * Math.sqrt(epsilon);
        }
    }

    /**
     * [T5] v the average of g² (minus the square of the mean if centred); u = −lr·g/(√v + ε), with momentum through b.
     */
    record RmsProp(double learningRate, double alpha, double epsilon, double momentum, boolean centered)
            implements Teacher {
        public RmsProp {
            positive("rmsprop.learningRate", learningRate);
            fraction("rmsprop.alpha", alpha);
            positive("rmsprop.epsilon", epsilon);
            fraction("rmsprop.momentum", momentum);
        }

        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.rmsProp(this);
        }

        @Override
        public RmsProp withLearningRate(double rate) {
            return new RmsProp(rate, alpha, epsilon, momentum, centered);
        }

        /** v, then the mean of g if centred, then the momentum buffer if there is momentum. */
        @Override
        public int states() {
            return 1 + (centered ? 1 : 0) + (momentum > 0 ? 1 : 0);
        }
    }

    /** [T6] v the sum of g²; u = −lr/(1 + (t − 1)·decay)·g/(√v + ε). Duchi, Hazan, Singer, 2011. */
    record AdaGrad(double learningRate, double learningRateDecay, double initialAccumulator, double epsilon)
            implements Teacher {
        public AdaGrad {
            positive("adagrad.learningRate", learningRate);
            Checks.that(
                    learningRateDecay >= 0 && Double.isFinite(learningRateDecay),
                    "adagrad.learningRateDecay",
                    learningRateDecay,
                    "0 or more");
            Checks.that(
                    initialAccumulator >= 0 && Double.isFinite(initialAccumulator),
                    "adagrad.initialAccumulator",
                    initialAccumulator,
                    "0 or more");
            positive("adagrad.epsilon", epsilon);
        }

        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.adaGrad(this);
        }

        @Override
        public AdaGrad withLearningRate(double rate) {
            return new AdaGrad(rate, learningRateDecay, initialAccumulator, epsilon);
        }

        @Override
        public int states() {
            return 1;
        }

        /** lr/(1 + (t − 1)·decay) */
        @Override
        public void coefficients(int t, float[] to, int at) {
            to[at] = (float) (learningRate / (1 + (t - 1) * learningRateDecay));
        }

        @Override
        public double initialState() {
            return initialAccumulator;
        }
    }

    /**
     * [T7] Adam with Nesterov's look-ahead: u = −lr·((1 − μ_t)/(1 − Π)·g + μ_{t+1}/(1 − Π·μ_{t+1})·m)/(√v̂ + ε), with
     * μ_t = β₁·(1 − 0.96^{t·d}/2), d the momentum decay, and Π = μ_1·…·μ_t. Dozat, 2016.
     */
    record NAdam(double learningRate, double beta1, double beta2, double epsilon, double momentumDecay)
            implements Teacher {
        public NAdam {
            positive("nadam.learningRate", learningRate);
            fraction("nadam.beta1", beta1);
            fraction("nadam.beta2", beta2);
            positive("nadam.epsilon", epsilon);
            Checks.that(
                    momentumDecay >= 0 && Double.isFinite(momentumDecay),
                    "nadam.momentumDecay",
                    momentumDecay,
                    "0 or more");
        }

        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.nAdam(this);
        }

        @Override
        public NAdam withLearningRate(double rate) {
            return new NAdam(rate, beta1, beta2, epsilon, momentumDecay);
        }

        @Override
        public int states() {
            return 2;
        }

        /** lr·(1 − μ_t)/(1 − Π), √(1 − β₂ᵗ), and the weight of m relative to that of g. */
        @Override
        public void coefficients(int t, float[] to, int at) {
            double product = 1;
            for (int i = 1; i <= t && product > NOTHING; i++) {
                product *= momentum(i);
            }
            double next = momentum(t + 1.0);
            double ofGradient = (1 - momentum(t)) / (1 - product);
            to[at] = (float) (learningRate * ofGradient);
            to[at + 1] = (float) Math.sqrt(1 - Math.pow(beta2, t));
            to[at + 2] = (float) (next / (1 - product * next) / ofGradient);
        }

        /** A smaller product is 0 when subtracted from 1; with β₁ = 0.9 that is so from step 60 on. */
        private static final double NOTHING = 1e-18;

        private double momentum(double t) {
            return beta1 * (1 - 0.5 * Math.pow(0.96, t * momentumDecay));
        }
    }

    private static void positive(String field, double value) {
        Checks.positive(field, value);
    }

    private static void fraction(String field, double value) {
        Checks.that(value >= 0 && value < 1, field, value, "at least 0 and below 1");
    }
}
