package dev.understudy.train;

import dev.understudy.config.EvaluationConfig;
import dev.understudy.engine.Engine;
import dev.understudy.engine.Loop;
import dev.understudy.engine.LoopSpec;
import dev.understudy.engine.Snapshot.Tensor;
import dev.understudy.engine.WhoDrives;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.imitation.Teacher;
import dev.understudy.run.EvaluationLine;
import dev.understudy.run.EvaluationLine.Kind;
import dev.understudy.run.EvaluationLine.Point;
import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.JsonLines;
import dev.understudy.run.LoopKind;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Lets imitator, teacher, nobody and (for the noise floor) the teacher with a learning rate × 1.0001 drive fresh
 * optimizees: same θ, batches and dropout masks on each seed. Loops that are complete in the file are not run again.
 */
final class Evaluator {
    /** How far the noise floor's teacher is from the teacher. */
    private static final double NUDGE = 1.0001;
    /** Stretches of steps by which a teacher that nobody imitates is timed. */
    private static final int TIMED = 5;
    /** Most steps between two looks at a loop. */
    private static final int STRETCH = 50;

    private final Setup setup;
    private final Engine engine;
    private final Imitator imitator;
    private final float[] phi;
    private final RunDirectory directory;
    private final BooleanSupplier stopRequested;
    private final Watch watch;
    private final EvaluationConfig config;

    /** @param imitator that φ is, at the learning rate at which it drives */
    Evaluator(
            Setup setup,
            Engine engine,
            Imitator imitator,
            float[] phi,
            RunDirectory directory,
            BooleanSupplier stopRequested,
            Watch watch) {
        this.setup = setup;
        this.engine = engine;
        this.imitator = imitator;
        this.phi = phi;
        this.directory = directory;
        this.stopRequested = stopRequested;
        this.watch = watch;
        config = setup.config().evaluation();
    }

    /** One loop to do: who drives it, which teacher it is held against, and the seed. */
    private record Rollout(LoopKind who, Teacher teacher, long seed) {
        LoopSpec spec(Setup setup, Imitator imitator) {
            EvaluationConfig config = setup.config().evaluation();
            return new LoopSpec(
                    setup.problem(teacher, imitator),
                    seed,
                    drives(),
                    config.weightDecay(),
                    config.steps(),
                    // What an imitator has learned is the teacher at its own rate.
                    drives() == WhoDrives.TEACHER ? config.schedule() : RateSchedule.CONSTANT);
        }

        WhoDrives drives() {
            return switch (who) {
                case IMITATOR -> WhoDrives.IMITATOR;
                case TEACHER, FLOOR -> WhoDrives.TEACHER;
                case NOTHING -> WhoDrives.NOTHING;
            };
        }
    }

    /** @return how many of the imitator's loops diverged. @throws Stop if asked to; complete loops are kept */
    int run() {
        List<Rollout> rollouts = rollouts();
        int diverged = 0;
        try (JsonLines lines = directory.evaluation()) {
            List<Result> complete = complete(directory.path());
            lines.keepOnly(EvaluationLine.class, line -> complete.stream().anyMatch(end -> isOfLoop(line, end)));
            watch.begin(
                    "evaluation",
                    "steps",
                    (long) rollouts.size() * config.steps(),
                    (long) complete.size() * config.steps());
            long done = 0;
            for (Rollout rollout : rollouts) {
                Optional<Result> before = complete.stream()
                        .filter(end -> end.isOf(rollout.who(), rollout.seed()))
                        .findFirst();
                boolean bad = before.isPresent() ? before.get().diverged() : drive(rollout, lines, done);
                diverged += bad && rollout.who() == LoopKind.IMITATOR ? 1 : 0;
                done += config.steps();
                watch.at(done);
            }
        } finally {
            watch.end();
        }
        return diverged;
    }

    /** In the order in which they are done: seed by seed. */
    private List<Rollout> rollouts() {
        List<Rollout> rollouts = new ArrayList<>();
        Teacher teacher = setup.config().teacher();
        for (long seed : config.seeds()) {
            for (LoopKind who : who(config)) {
                boolean floor = who == LoopKind.FLOOR;
                rollouts.add(new Rollout(
                        who, floor ? teacher.withLearningRate(teacher.learningRate() * NUDGE) : teacher, seed));
            }
        }
        return rollouts;
    }

    static List<LoopKind> who(EvaluationConfig config) {
        List<LoopKind> who = new ArrayList<>(List.of(LoopKind.IMITATOR, LoopKind.TEACHER));
        if (config.nothing()) {
            who.add(LoopKind.NOTHING);
        }
        if (config.noiseFloor()) {
            who.add(LoopKind.FLOOR);
        }
        return who;
    }

    /** Whether a directory has the result of every loop: a power cut may have taken what a status vouches for. */
    static boolean isComplete(Path directory, EvaluationConfig config) {
        List<Result> complete = complete(directory);
        return config.seeds().stream()
                .allMatch(seed ->
                        who(config).stream().allMatch(who -> complete.stream().anyMatch(end -> end.isOf(who, seed))));
    }

    /** The loops that an earlier call has finished. */
    private static List<Result> complete(Path directory) {
        return JsonLines.read(directory.resolve(RunDirectory.EVALUATION), EvaluationLine.class).stream()
                .filter(line -> line.kind() == Kind.RESULT)
                .map(Result.class::cast)
                .toList();
    }

    private static boolean isOfLoop(EvaluationLine line, Result end) {
        return line instanceof Point point && end.isOf(point.driver(), point.seed())
                || line instanceof Result result && end.isOf(result.driver(), result.seed());
    }

    /** @return whether it diverged */
    private boolean drive(Rollout rollout, JsonLines lines, long doneBefore) {
        long nanos = System.nanoTime();
        boolean alone = rollout.who() == LoopKind.FLOOR; // nobody asks what an imitator would do there
        StepClock clock = new StepClock();
        double aside = rollout.who() == LoopKind.TEACHER ? millisAlone(rollout) : Double.NaN;
        try (Loop loop = engine.loop(rollout.spec(setup, imitator), alone ? null : phi)) {
            RolloutStatistics totals = new RolloutStatistics(EvaluationConfig.window(config.steps()));
            Horizon horizon = Horizon.first(config);
            float[] good = loop.theta();
            int goodStep = 0;
            List<Loop.Trace> traces = new ArrayList<>();
            while (loop.step() < config.steps() && totals.firstBadStep < 0) {
                if (loop.step() == horizon.meanFrom()) {
                    loop.beginMean();
                }
                int point = (loop.step() / config.everySteps() + 1) * config.everySteps();
                int to = Math.min(Math.min(point, horizon.next(loop.step())), loop.step() + STRETCH);
                traces.add(timed(loop, to - loop.step(), clock));
                watch.at(doneBefore + to);
                if (stopRequested.getAsBoolean()) {
                    throw new Stop();
                }
                if (to == point || to == config.steps()) {
                    lines.append(point(rollout, loop, totals, totals.add(traces)));
                    traces.clear();
                    good = totals.firstBadStep < 0 ? loop.theta() : good;
                    goodStep = totals.firstBadStep < 0 ? to : goodStep;
                }
                if (!alone && horizon.hasPoint(to)) {
                    horizon.score(loop.score(setup.data().test(), Horizon.POINT_SAMPLES, loop.theta()));
                }
                if (to == horizon.end() && to < config.steps()) {
                    lines.append(figures(Kind.HORIZON, rollout, loop, totals, horizon, nanos, millis(aside, clock)));
                    horizon = horizon.after(config);
                }
            }
            if (totals.firstBadStep >= 0) {
                // Before the result: with it the loop counts as done, and nothing of it is written again.
                Safetensors.write(
                        directory.diverged(rollout.seed(), rollout.who().key()),
                        Map.of("theta", new Tensor(new int[] {good.length}, good)),
                        Map.of(
                                "step",
                                String.valueOf(goodStep),
                                "driver",
                                rollout.who().key(),
                                "seed",
                                String.valueOf(rollout.seed())));
            }
            lines.append(figures(Kind.RESULT, rollout, loop, totals, horizon, nanos, millis(aside, clock)));
            return totals.firstBadStep >= 0;
        }
    }

    /** The trace waits for the steps, and so did the one before it. */
    private static Loop.Trace timed(Loop loop, int steps, StepClock clock) {
        long nanos = System.nanoTime();
        loop.run(steps);
        Loop.Trace trace = loop.trace();
        clock.add(steps, System.nanoTime() - nanos);
        return trace;
    }

    /**
     * Milliseconds of a step of the teacher alone, in a loop of its own: in that of the evaluation the imitator is asked at every step, which takes as
     * long as its driving does. Before that loop, for there may be no memory for two.
     */
    private double millisAlone(Rollout rollout) {
        StepClock clock = new StepClock();
        int stretch = Math.min(config.everySteps(), STRETCH);
        try (Loop loop = engine.loop(rollout.spec(setup, imitator), null)) {
            for (int i = 0; i < TIMED && loop.step() + stretch <= config.steps(); i++) {
                timed(loop, stretch, clock);
            }
        }
        return clock.millis();
    }

    private static double millis(double alone, StepClock clock) {
        return Double.isNaN(alone) ? clock.millis() : alone;
    }

    private Loop.Score whole(Loop loop, float[] theta) {
        return loop.score(setup.data().test(), setup.data().test().count(), theta);
    }

    private Point point(Rollout rollout, Loop loop, RolloutStatistics totals, RolloutStatistics.Span span) {
        Loop.Score score = loop.score(setup.data().test(), config.batch(), loop.theta());
        Loop.State state = loop.state();
        totals.maxCell = Math.max(totals.maxCell, state.cell().max());
        return new Point(
                rollout.seed(),
                rollout.who(),
                loop.step(),
                span.losses(),
                score.loss(),
                score.accuracy(),
                span.sum().relativeError(),
                span.sum().bias(),
                state.theta(),
                state.cell(),
                state.relativeError());
    }

    /** What the loop has come to: at its end, and the same at a horizon before it. */
    private Result figures(
            Kind kind,
            Rollout rollout,
            Loop loop,
            RolloutStatistics totals,
            Horizon horizon,
            long startNanos,
            double stepMillis) {
        Loop.Score end = whole(loop, loop.theta());
        Loop.Score mean = totals.firstBadStep < 0 ? whole(loop, loop.mean()) : new Loop.Score(Double.NaN, Double.NaN);
        return new Result(
                kind,
                rollout.seed(),
                rollout.who(),
                loop.step(),
                totals.firstBadStep < 0 ? null : totals.firstBadStep,
                totals.trainingLoss(EvaluationConfig.window(horizon.end())),
                end.loss(),
                end.accuracy(),
                mean.loss(),
                mean.accuracy(),
                horizon.scores().stream().map(Loop.Score::loss).toList(),
                horizon.scores().stream().map(Loop.Score::accuracy).toList(),
                totals.all().relativeError(),
                totals.all().cosine(),
                totals.all().bias(),
                totals.maxCell,
                loop.state().theta().mean(),
                (System.nanoTime() - startNanos) / 1e9,
                stepMillis);
    }
}
