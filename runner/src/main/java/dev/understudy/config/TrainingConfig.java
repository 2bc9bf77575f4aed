package dev.understudy.config;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Teacher;

/**
 * How the imitator's weights φ are trained.
 *
 * @param unroll T, steps per meta-step
 * @param episode steps from fresh θ to the next, a multiple of the unroll; null, only until the config is resolved, for
 *     one unroll
 * @param replicas episodes computed in parallel
 * @param objective the goal of the training
 * @param loss of imitation
 * @param metaOptimizer the rule that updates φ
 * @param practice options beyond one loss on the teacher's own trajectories
 * @param checkpointEvery meta-steps between checkpoints
 * @param logEvery meta-steps between lines of metrics
 * @param diagnosticsEvery meta-steps between statistics of updates; 0 for never
 * @param sourceFaithful repeats the published code's faults on purpose, see {@code engine.Problem}
 */
public record TrainingConfig(
        long metaSteps,
        int unroll,
        Integer episode,
        int replicas,
        Objective objective,
        ImitationLoss loss,
        Teacher metaOptimizer,
        Schedule schedule,
        @RecordTree.Inline Practice practice,
        int checkpointEvery,
        int logEvery,
        int diagnosticsEvery,
        boolean sourceFaithful) {
    static final TrainingConfig DEFAULTS = new TrainingConfig(
            10_000,
            5,
            null,
            1,
            new Objective.Imitation(),
            ImitationLoss.RELATIVE,
            Teacher.named("adam"),
            Schedule.CONSTANT,
            Practice.PLAIN,
            1000,
            100,
            1000,
            false);

    /** The course of the meta-optimizer's learning rate. */
    public enum Schedule {
        CONSTANT,
        /** Falls to zero over all meta-steps as a half cosine. */
        COSINE
    }

    public TrainingConfig {
        Checks.within("training.metaSteps", metaSteps, 0, 1_000_000_000);
        Checks.within("training.unroll", unroll, 1, 10_000);
        if (episode != null) {
            Checks.within("training.episode", episode, 1, 100_000_000);
            Checks.that(episode % unroll == 0, "training.episode", episode, "a multiple of training.unroll, " + unroll);
        }
        practice.check(unroll, episode == null ? unroll : episode, loss, sourceFaithful);
        Checks.within("training.replicas", replicas, 1, 1 << 16);
        Checks.within("training.checkpointEvery", checkpointEvery, 1, 1_000_000_000);
        Checks.within("training.logEvery", logEvery, 1, 100_000);
        Checks.within("training.diagnosticsEvery", diagnosticsEvery, 0, 1_000_000_000);
        if (objective instanceof Evolution) {
            checkEvolution(unroll, episode, replicas, practice);
        }
    }

    /** Refuses keys that evolution does not read, since it has keys of its own for them. */
    private static void checkEvolution(int unroll, Integer episode, int replicas, Practice practice) {
        String beside = ", the default, with training.objective evolution, which has ";
        Checks.that(unroll == DEFAULTS.unroll, "training.unroll", unroll, DEFAULTS.unroll + beside + "a window");
        Checks.that(
                episode == null || episode == unroll,
                "training.episode",
                episode,
                unroll + beside + "shortest and longest episodes");
        Checks.that(replicas == DEFAULTS.replicas, "training.replicas", replicas, DEFAULTS.replicas + beside + "pairs");
        Checks.that(
                practice.subsample() == 0,
                "training.subsample",
                practice.subsample(),
                "0" + beside + "all coordinates driven");
        Checks.that(
                practice.firstEpisode() == 0,
                "training.firstEpisode",
                practice.firstEpisode(),
                "0" + beside + "shortest and longest episodes");
        Checks.that(
                practice.onPolicy() == 0,
                "training.onPolicy",
                practice.onPolicy(),
                "0" + beside + "the imitator drive all episodes");
    }

    /** Whether φ learns by evolution. */
    public boolean evolves() {
        return objective instanceof Evolution;
    }

    TrainingConfig resolved() {
        return episode != null
                ? this
                : new TrainingConfig(
                        metaSteps,
                        unroll,
                        unroll,
                        replicas,
                        objective,
                        loss,
                        metaOptimizer,
                        schedule,
                        practice,
                        checkpointEvery,
                        logEvery,
                        diagnosticsEvery,
                        sourceFaithful);
    }

    /** Number of meta-steps over which the learning rate falls to zero; 0 for a constant one. */
    public long cosineOver() {
        return schedule == Schedule.COSINE ? metaSteps : 0;
    }
}
