package dev.understudy.imitation;

import java.util.List;
import java.util.Locale;

/** What φ is trained for: to do what its teacher does, or to make the tasks' own loss small. */
public sealed interface Objective permits Objective.Imitation, Objective.Backprop, Evolution {
    /** The objectives with their defaults. A method: a constant would need evolution's class before this one is initialised. */
    static List<Objective> defaults() {
        return List.of(new Imitation(), new Backprop(true, Fade.NONE), Evolution.defaults());
    }

    /** The objective of this name in a config, with its defaults; null where there is none. */
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
     * The share of imitation. With evolution it is a share in the loss, [L8]. With the others it is one of the meta-steps at which φ learns to imitate; at the rest it learns from the tasks' loss. Each meta-step has one of the two,
     * drawn by its number, and not a weighted sum of both: an imitation loss has no unit and a task's is in nats, their gradients by φ differ by
     * orders of magnitude that change as φ learns, so that a weight would mean nothing that stays; and a sum asks for what both need, a
     * trajectory and buffers of either. A drawn meta-step costs what its objective costs, and where meta-gradients are clipped, both sorts
     * have the same limit.
     */
    Fade imitation();

    /** What there is to do for each objective. One that is added is added here, and whoever forgets it does not compile. */
    interface Cases<R> {
        R imitation(Imitation objective);

        R backprop(Backprop objective);

        R evolution(Evolution objective);
    }

    /** The case of this objective. */
    <R> R choose(Cases<R> cases);

    /**
     * Beside what it cannot go with.
     *
     * @param external whether another library computes the network
     * @throws IllegalArgumentException naming it
     */
    default void check(boolean sourceFaithful, boolean supplyTruth, boolean external) {
        String beside = " beside training.objective " + name() + ": ";
        boolean imitates = this instanceof Imitation;
        Checks.that(
                imitates || !sourceFaithful,
                "training.sourceFaithful",
                "true",
                "false" + beside + "the source has none but imitation");
        Checks.that(
                imitates || !supplyTruth,
                "imitator.supplyTruth",
                "true",
                "false" + beside + "where the imitator drives, there is no update but its own");
        // Its running statistics, as of batch normalization, move with every gradient that is asked for.
        Checks.that(
                imitates || !external,
                "optimizee.dl4j",
                "given",
                "null" + beside + "it asks a network for gradients that no step follows");
    }

    /**
     * Beside the weights that φ has.
     *
     * @throws IllegalArgumentException naming one that this objective could not change
     */
    default void checkLearned(Imitator imitator) {
        Checks.that(
                this instanceof Evolution || !imitator.tensorScale(),
                "imitator.tensorScale",
                "true",
                "false beside training.objective " + name()
                        + ": only evolution learns it, since no meta-gradient is taken through it");
        Checks.that(
                this instanceof Evolution || !imitator.schedule(),
                "imitator.schedule",
                "true",
                "false beside training.objective " + name()
                        + ": only evolution learns it, since no meta-gradient is taken through it");
    }

    /** To be as near to the teacher's updates as can be, by {@link ImitationLoss}. */
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
     * [L5] The mean of the task's losses after each update of an unroll that the imitator drives, by back-propagation through the unroll.
     * Gradients are inputs: what θ does to them is left out, and with it the second derivatives of the task's loss, as in "Learning to learn by
     * gradient descent by gradient descent", Andrychowicz and others, 2016.
     *
     * @param logarithmic the mean of the losses' logarithms instead, so that a late, small loss counts as much as an early one
     * @param imitation see {@link Objective#imitation()}
     */
    record Backprop(boolean logarithmic, Fade imitation) implements Objective {
        @Override
        public <R> R choose(Cases<R> cases) {
            return cases.backprop(this);
        }
    }
}
