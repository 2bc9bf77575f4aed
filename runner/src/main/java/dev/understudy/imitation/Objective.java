package dev.understudy.imitation;

import java.util.List;
import java.util.Locale;

/** The aim of a training of φ: to imitate a teacher, or to reduce the tasks' own loss. */
public sealed interface Objective permits Objective.Imitation, Objective.Backprop, Evolution {
    /**
     * The objectives with their defaults. This is a method because a constant would need the class of evolution before
     * this one is initialised.
     */
    static List<Objective> defaults() {
        return List.of(new Imitation(), new Backprop(true, Fade.NONE), Evolution.defaults());
    }

    /** The objective of this name in a config, with its defaults; null for an unknown name. */
    static Objective named(String name) {
        for (Objective objective : defaults()) {
            if (objective.name().equals(name)) {
                return objective;
            }
        }
        return null;
    }

    /** The name in a config. */
    default String name() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /**
     * The share of imitation. With evolution it is a share of the loss, [L8]. With the others it is the share of
     * meta-steps that train by imitation; the other meta-steps train on the tasks' loss. Each meta-step has one of the
     * two objectives, drawn by its number, and not a weighted sum of both. An imitation loss has no unit and a task's
     * loss is in nats; their gradients by φ differ by orders of magnitude, which change as φ learns, so no fixed weight
     * would keep its meaning. A sum would also need the trajectories and buffers of both. A drawn meta-step costs as
     * much as its objective does, and if meta-gradients are clipped, both kinds have the same limit.
     */
    Fade imitation();

    /**
     * One method for each objective. A new objective gets a method here, so code that does not handle it does not
     * compile.
     */
    interface Cases<R> {
        R imitation(Imitation objective);

        R backprop(Backprop objective);

        R evolution(Evolution objective);
    }

    /** Calls the method of this objective. */
    <R> R choose(Cases<R> cases);

    /**
     * Checks this objective against the settings that exclude it.
     *
     * @param external true if another library computes the network
     * @throws IllegalArgumentException naming the setting that this objective excludes
     */
    default void check(boolean sourceFaithful, boolean teacherForcing, boolean external) {
        String beside = " with training.objective " + name() + ": ";
        boolean imitates = this instanceof Imitation;
        Checks.that(
                imitates || !sourceFaithful,
                "training.sourceFaithful",
                "true",
                "false" + beside + "the source has only imitation");
        Checks.that(
                imitates || !teacherForcing,
                "imitator.teacherForcing",
                "true",
                "false" + beside + "the imitator drives, so that the last update is always its own");
        // Running statistics of an external network, such as those of batch normalization, change with every gradient.
        Checks.that(
                imitates || !external,
                "optimizee.dl4j",
                "given",
                "null" + beside + "it computes gradients of a network without taking a step");
    }

    /**
     * Checks this objective against the weights of φ.
     *
     * @throws IllegalArgumentException naming the weights that this objective cannot train
     */
    default void checkLearned(Imitator imitator) {
        Checks.that(
                this instanceof Evolution || !imitator.tensorScale(),
                "imitator.tensorScale",
                "true",
                "false with training.objective " + name()
                        + ": only evolution learns it, since no meta-gradient is taken through it");
        Checks.that(
                this instanceof Evolution || !imitator.schedule(),
                "imitator.schedule",
                "true",
                "false with training.objective " + name()
                        + ": only evolution learns it, since no meta-gradient is taken through it");
    }

    /** Imitation: φ learns to predict the teacher's updates, by {@link ImitationLoss}. */
    record Imitation() implements Objective {
        @Override
        public Fade imitation() {
            return Fade.ALL;
        }

        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.imitation(this);
        }
    }

    /**
     * [L5] The mean of the task's losses after each update of an unroll that the imitator drives, by back-propagation
     * through the unroll. Gradients are inputs: their dependence on θ is left out, and so are the second derivatives of
     * the task's loss, as in "Learning to learn by gradient descent by gradient descent", Andrychowicz and others,
     * 2016.
     *
     * @param logarithmic use the mean of the losses' logarithms, so that a late, small loss counts as much as an early
     *     one
     * @param imitation see {@link Objective#imitation()}
     */
    record Backprop(boolean logarithmic, Fade imitation) implements Objective {
        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.backprop(this);
        }
    }
}
