package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.config.EvaluationConfig;
import dev.understudy.device.EngineSelection;
import dev.understudy.engine.Engine;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.imitation.RateSchedule;
import java.util.function.IntConsumer;

/**
 * The time of an experiment's steps and scores on this machine, measured with the engine that would run them.
 *
 * @param metaStep the time of a meta-step; {@link UnitTime#NONE} if nothing is trained
 * @param rolloutStep the time of a step that the imitator drives
 * @param score the time to score one test sample
 * @param testSamples the number of test samples
 */
public record StepTime(UnitTime metaStep, UnitTime rolloutStep, UnitTime score, int testSamples) {
    /** Measures for about {@code seconds}, in a process that may be warm; at least two units of each kind are run. */
    public static StepTime measure(Config config, double seconds) {
        return measure(config, seconds, UnitTime::measure);
    }

    /**
     * Measures for at least {@code seconds} and until the speed has settled, in a process as cold as that of a trial.
     */
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
            RolloutSpec spec = new RolloutSpec(
                    setup.problem(),
                    config.seed(),
                    WhoDrives.IMITATOR,
                    0,
                    config.evaluation().steps(),
                    RateSchedule.CONSTANT);
            try (Rollout rollout = engine.rollout(spec, phi)) {
                UnitTime rolloutStep = measure.of(0.4 * seconds, steps -> {
                    rollout.run(steps);
                    rollout.trace();
                });
                Samples test = setup.data().test();
                int some = Math.min(Horizon.POINT_SAMPLES, test.count());
                float[] theta = rollout.theta();
                UnitTime scores = measure.of(0.2 * seconds, times -> {
                    for (int i = 0; i < times; i++) {
                        rollout.score(test, some, theta);
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

    /**
     * The same training without its cosine schedule: the measurement may run past its end, after which the rate is 0.
     */
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

    /** This time with the warm-up of another measurement, as if its process had been as cold. */
    public StepTime asYoungAs(StepTime other) {
        return new StepTime(
                metaStep.asYoungAs(other.metaStep),
                rolloutStep.asYoungAs(other.rolloutStep),
                score.asYoungAs(other.score),
                testSamples);
    }

    /** Seconds for the training, the rollouts and their scores of a trial of this kind, in a separate process. */
    public double seconds(Config config) {
        EvaluationConfig evaluation = config.evaluation();
        double loops =
                (double) evaluation.seeds().size() * Evaluator.who(evaluation).size();
        return metaStep.seconds(config.training().metaSteps())
                + rolloutStep.seconds(loops * evaluation.steps())
                + score.seconds(loops * samples(evaluation));
    }

    /**
     * Test samples scored per rollout: a batch at each point, and at each horizon twice all and those of its points.
     */
    private double samples(EvaluationConfig evaluation) {
        double points = Math.ceil((double) evaluation.steps() / evaluation.everySteps());
        int horizons = 1 + evaluation.horizons().size();
        return points * Math.min(evaluation.batch(), testSamples)
                + horizons * (2.0 * testSamples + Horizon.POINTS * Math.min(Horizon.POINT_SAMPLES, testSamples));
    }
}
