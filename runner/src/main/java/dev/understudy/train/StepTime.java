package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.device.EngineSelection;
import dev.understudy.engine.Engine;
import dev.understudy.engine.Loop;
import dev.understudy.engine.LoopSpec;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.RateSchedule;
import java.util.function.IntConsumer;

/**
 * How long an experiment's steps take on this machine, by the engine that would do them.
 *
 * @param metaStepSeconds 0 where nothing is trained
 * @param rolloutStepSeconds of an imitator that drives
 */
public record StepTime(double metaStepSeconds, double rolloutStepSeconds) {
    /** Measures for about so many seconds, half of them a warm-up, in which the JVM compiles; at least one step of each kind is done. */
    public static StepTime measure(Config config, double seconds) {
        try (Engine engine = EngineSelection.of(config).engine()) {
            Setup setup = Setup.of(config, engine);
            double metaStep = 0;
            float[] phi;
            float[] from = setup.pretrained().map(file -> file.saved().phi()).orElse(null);
            try (MetaTraining training = opened(engine, setup, from)) {
                if (config.training().metaSteps() > 0) {
                    metaStep = perStep(seconds / 2, steps -> {
                        training.run(steps);
                        training.losses(); // waits for an engine that only enqueues
                    });
                }
                phi = training.phi();
            }
            LoopSpec spec = new LoopSpec(
                    setup.problem(),
                    config.seed(),
                    WhoDrives.IMITATOR,
                    0,
                    config.evaluation().steps(),
                    RateSchedule.CONSTANT);
            try (Loop loop = engine.loop(spec, phi)) {
                return new StepTime(metaStep, perStep(seconds / 2, steps -> {
                    loop.run(steps);
                    loop.trace();
                }));
            }
        }
    }

    private static MetaTraining opened(Engine engine, Setup setup, float[] from) {
        return setup.config().training().objective() instanceof Evolution
                ? setup.open(engine, from)
                : engine.train(endless(setup.training()), from);
    }

    /** A short training is over before it is measured, and a learning rate that falls to zero is none behind its end. */
    private static TrainingSpec endless(TrainingSpec spec) {
        return new TrainingSpec(
                spec.problem(),
                spec.seed(),
                spec.unroll(),
                spec.episode(),
                spec.replicas(),
                spec.objective(),
                spec.loss(),
                spec.metaOptimizer(),
                spec.practice(),
                0);
    }

    private static double perStep(double seconds, IntConsumer run) {
        timed(seconds / 2, run);
        return timed(seconds / 2, run);
    }

    /** @return seconds of a step, in groups that grow, so that asking for the time costs nothing */
    private static double timed(double seconds, IntConsumer run) {
        long start = System.nanoTime();
        long done = 0;
        double passed;
        do {
            int group = (int) Math.max(1, Math.min(done, 50));
            run.accept(group);
            done += group;
            passed = (System.nanoTime() - start) / 1e9;
        } while (passed < seconds);
        return passed / done;
    }

    /** Training and rollouts of a trial that has such steps; scores and files, which are little, are not counted. */
    public double seconds(Config config) {
        var evaluation = config.evaluation();
        double rollouts =
                (double) evaluation.seeds().size() * Evaluator.who(evaluation).size();
        return config.training().metaSteps() * metaStepSeconds + rollouts * evaluation.steps() * rolloutStepSeconds;
    }
}
