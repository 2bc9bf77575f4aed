package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.config.EvaluationConfig;
import dev.understudy.device.EngineSelection;
import dev.understudy.engine.Engine;
import dev.understudy.engine.Loop;
import dev.understudy.engine.LoopSpec;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.imitation.RateSchedule;
import java.util.function.IntConsumer;

/**
 * How long an experiment's steps take on this machine, by the engine that would do them, and the scores of its evaluation.
 *
 * @param metaStep {@link UnitTime#NONE} where nothing is trained
 * @param rolloutStep of an imitator that drives
 * @param score of one test sample
 * @param testSamples that there are
 */
public record StepTime(UnitTime metaStep, UnitTime rolloutStep, UnitTime score, int testSamples) {
    /** In a process that may have done such steps before: measures for about so many seconds; at least two of each kind are done. */
    public static StepTime measure(Config config, double seconds) {
        return measure(config, seconds, UnitTime::measure);
    }

    /** In one that has not, which is what a trial's process is: for at least so many seconds, and until it is as fast as it gets. */
    public static StepTime settled(Config config, double seconds) {
        return measure(config, seconds, UnitTime::settled);
    }

    private interface Measure {
        UnitTime of(double seconds, IntConsumer run);
    }

    private static StepTime measure(Config config, double seconds, Measure measure) {
        try (Engine engine = EngineSelection.of(config).engine()) {
            Setup setup = Setup.of(config, engine);
            UnitTime metaStep = UnitTime.NONE;
            float[] phi;
            float[] from = setup.pretrained().map(file -> file.saved().phi()).orElse(null);
            try (MetaTraining training = opened(engine, setup, from)) {
                if (config.training().metaSteps() > 0) {
                    metaStep = measure.of(0.4 * seconds, steps -> {
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
                UnitTime rolloutStep = measure.of(0.4 * seconds, steps -> {
                    loop.run(steps);
                    loop.trace();
                });
                Samples test = setup.data().test();
                int some = Math.min(Horizon.POINT_SAMPLES, test.count());
                float[] theta = loop.theta();
                UnitTime scores = measure.of(0.2 * seconds, times -> {
                    for (int i = 0; i < times; i++) {
                        loop.score(test, some, theta);
                    }
                });
                UnitTime score = new UnitTime(scores.each() / some, scores.extra(), scores.first() * some);
                return new StepTime(metaStep, rolloutStep, score, test.count());
            }
        }
    }

    private static MetaTraining opened(Engine engine, Setup setup, float[] from) {
        return setup.config().training().evolves()
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

    /** As it would be in a process that is as young as that of another measurement was. */
    public StepTime asYoungAs(StepTime other) {
        return new StepTime(
                metaStep.asYoungAs(other.metaStep),
                rolloutStep.asYoungAs(other.rolloutStep),
                score.asYoungAs(other.score),
                testSamples);
    }

    /** Training, rollouts and their scores of a trial that has such steps, in a process of its own. */
    public double seconds(Config config) {
        EvaluationConfig evaluation = config.evaluation();
        double loops =
                (double) evaluation.seeds().size() * Evaluator.who(evaluation).size();
        return metaStep.seconds(config.training().metaSteps())
                + rolloutStep.seconds(loops * evaluation.steps())
                + score.seconds(loops * samples(evaluation));
    }

    /** Test samples that a loop is judged by: at each point, and at each horizon twice all and some more. */
    private double samples(EvaluationConfig evaluation) {
        double points = Math.ceil((double) evaluation.steps() / evaluation.everySteps());
        int horizons = 1 + evaluation.horizons().size();
        return points * Math.min(evaluation.batch(), testSamples)
                + horizons * (2.0 * testSamples + Horizon.POINTS * Math.min(Horizon.POINT_SAMPLES, testSamples));
    }
}
