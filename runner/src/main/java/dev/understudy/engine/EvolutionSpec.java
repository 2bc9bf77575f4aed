package dev.understudy.engine;

import dev.understudy.imitation.Checks;
import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.util.List;

/**
 * A meta-training by evolution on several tasks at once. Each meta-step advances all pairs of all tasks by one window
 * and updates φ once by the mean of the tasks' meta-gradients.
 *
 * @param tasks the tasks of the training, with imitators that are equal but for the gain
 * @param validation the same tasks with other samples, on which φ is validated; empty without validation
 * @param seed of φ, of every episode's θ, batches and dropout masks, of all perturbations and lengths
 * @param metaOptimizer the rule that updates φ; its learning rate is that of the first meta-step
 * @param clip the largest norm of a meta-gradient; 0 for no limit
 * @param cosineOver 0 for a constant learning rate, else the meta-steps over which it falls to zero as a half cosine
 */
public record EvolutionSpec(
        List<Problem> tasks,
        List<Problem> validation,
        long seed,
        Evolution evolution,
        Teacher metaOptimizer,
        double clip,
        long cosineOver) {
    /** Networks that each validation trains on each task. */
    public static final int VALIDATED = 4;

    public EvolutionSpec {
        tasks = List.copyOf(tasks);
        validation = List.copyOf(validation);
        Checks.that(!tasks.isEmpty(), "tasks", "empty", "one task or more");
        for (Problem task : tasks) {
            Checks.that(
                    task.imitator().withGain(1).equals(tasks.get(0).imitator().withGain(1)),
                    "tasks",
                    "with different imitators",
                    "the same imitator for all tasks, except for its gain");
            int samples = task.samples().count();
            Checks.that(
                    evolution.seen(samples) < samples || evolution.unseen() == 0,
                    "data",
                    samples + " samples",
                    "at least four with evolution.unseen");
            evolution.check(
                    task.sourceFaithful(),
                    task.imitator().teacherForcing(),
                    task.optimizee() instanceof Optimizee.External);
        }
        evolution.learned(tasks.get(0).imitator()); // throws if the imitator has no such weights
        Checks.that(clip >= 0 && Double.isFinite(clip), "training.clip", clip, "a finite number, 0 or more");
    }

    public Imitator imitator() {
        return tasks.get(0).imitator();
    }

    /** Particles on each task. */
    public int particles() {
        return 2 * evolution.pairs();
    }

    /** The seed of a task's θ, batches, masks, lengths and perturbations, so that no two tasks share them. */
    public long seed(int task) {
        return seed + 0x9E3779B97F4A7C15L * task;
    }

    /**
     * The seed of a task's validation: its networks and batches differ from those of the training and are the same
     * every time.
     */
    public long validationSeed(int task) {
        return seed(task) ^ 0x5DEECE66DL << 20;
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
