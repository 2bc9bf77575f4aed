package dev.understudy.engine;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Teacher;

/**
 * A meta-training by imitation or back-propagation. Each meta-step advances {@code replicas} episodes by one unroll and
 * updates φ once by the mean of their meta-gradients. At a meta-step of imitation the teacher drives, except in the
 * on-policy share of {@link Practice}; at a meta-step that learns from the tasks' own loss the imitator drives.
 *
 * @param seed of φ, of every episode's θ, batches and dropout masks
 * @param unroll T, steps per meta-step
 * @param episode steps from fresh θ and zero carry to the next; a multiple of T, and T in the source
 * @param objective the aim of the training
 * @param loss of imitation
 * @param metaOptimizer the rule that updates φ; its learning rate is that of the first meta-step
 * @param practice further options
 * @param cosineOver 0 for a constant learning rate, else the meta-steps over which it falls to zero as a half cosine
 */
public record TrainingSpec(
        Problem problem,
        long seed,
        int unroll,
        int episode,
        int replicas,
        Objective objective,
        ImitationLoss loss,
        Teacher metaOptimizer,
        Practice practice,
        long cosineOver) {
    public TrainingSpec {
        Checks.within("training.unroll", unroll, 1, 10_000);
        Checks.within("training.replicas", replicas, 1, 1 << 16);
        Checks.that(
                episode >= unroll && episode % unroll == 0 && episode <= 100_000_000,
                "training.episode",
                episode,
                "a multiple of training.unroll, " + unroll);
        practice.check(unroll, episode, loss, problem.sourceFaithful());
        objective.check(
                problem.sourceFaithful(),
                problem.imitator().teacherForcing(),
                problem.optimizee() instanceof Optimizee.External);
    }

    /** A training by imitation. */
    public TrainingSpec(
            Problem problem,
            long seed,
            int unroll,
            int episode,
            int replicas,
            ImitationLoss loss,
            Teacher metaOptimizer,
            Practice practice,
            long cosineOver) {
        this(
                problem,
                seed,
                unroll,
                episode,
                replicas,
                new Objective.Imitation(),
                loss,
                metaOptimizer,
                practice,
                cosineOver);
    }

    /** A training by imitation, with the source's options. */
    public TrainingSpec(
            Problem problem,
            long seed,
            int unroll,
            int episode,
            int replicas,
            ImitationLoss loss,
            Teacher metaOptimizer,
            long cosineOver) {
        this(problem, seed, unroll, episode, replicas, loss, metaOptimizer, Practice.PLAIN, cosineOver);
    }

    /** N, the number of coordinates of each replica that the imitator learns from: all, or a coordinate subsample. */
    public int lanes() {
        int all = problem.optimizee().coordinates();
        return practice.subsample() == 0 ? all : Math.min(all, practice.subsample());
    }

    /** True if fewer than all coordinates are used. */
    public boolean sampled() {
        return lanes() < problem.optimizee().coordinates();
    }

    /** The same training with another objective. */
    public TrainingSpec with(Objective other) {
        return new TrainingSpec(
                problem, seed, unroll, episode, replicas, other, loss, metaOptimizer, practice, cosineOver);
    }

    /**
     * True if φ learns to imitate at this meta-step, false if it learns from the tasks' loss. The answer depends only
     * on the seed and the meta-step, so a resume is exact.
     */
    public boolean imitates(long metaStep) {
        return !(objective instanceof Evolution)
                && Philox.uniform(Philox.word(seed, Philox.OBJECTIVE, 0, 0, (int) metaStep))
                        < objective.imitation().at(metaStep);
    }

    /** True if φ learns from the tasks' loss at some meta-steps. */
    public boolean learnsFromTasks() {
        return !(objective instanceof Objective.Imitation);
    }

    /** True if it learns from the logarithms of those losses. */
    public boolean logarithmic() {
        return objective.choose(LOGARITHMIC);
    }

    private static final Objective.Cases<Boolean> LOGARITHMIC = new Objective.Cases<>() {
        @Override
        public Boolean imitation(Objective.Imitation of) {
            return false;
        }

        @Override
        public Boolean backprop(Objective.Backprop of) {
            return of.logarithmic();
        }

        @Override
        public Boolean evolution(Evolution of) {
            return true;
        }
    };

    /** True if the imitator drives at some time. */
    public boolean imitatorDrives() {
        return practice.onPolicy() > 0 || learnsFromTasks();
    }

    /** True if the imitator drives this episode, which begins at this meta-step, when φ learns to imitate. */
    public boolean onPolicy(int episode, long metaStep) {
        return practice.onPolicy() > 0
                && metaStep >= practice.onPolicyFrom()
                && Philox.uniform(Philox.word(seed, Philox.ON_POLICY, episode, 0, 0)) < practice.onPolicy();
    }

    /** The rule that updates φ at this meta-step, counted from 0. */
    public Teacher metaOptimizer(long metaStep) {
        return MetaRate.rule(metaOptimizer, cosineOver, metaStep);
    }

    /** The learning rate of the meta-optimizer at this meta-step. */
    public double learningRate(long metaStep) {
        return MetaRate.at(metaOptimizer, cosineOver, metaStep);
    }
}
