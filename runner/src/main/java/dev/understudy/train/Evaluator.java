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
import dev.understudy.run.RolloutKind;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Evaluates an imitator by rollouts: on each seed the imitator, the teacher, optionally no update, and optionally (for
 * the noise floor) the teacher with its learning rate × 1.0001 drive a fresh optimizee, all with the same initial θ,
 * batches and dropout masks. Rollouts that are complete in the file are not run again.
 */
final class Evaluator {
    /** Factor of the learning rate of the noise floor's teacher. */
    private static final double NUDGE = 1.0001;
    /** Number of stretches of steps over which a teacher without an imitator is timed. */
    private static final int TIMED = 5;
    /** Most steps between two checks for progress and for a request to stop. */
    private static final int STRETCH = 50;

    private final Setup setup;
    private final Engine engine;
    private final Imitator imitator;
    private final float[] phi;
    private final RunDirectory directory;
    private final BooleanSupplier stopRequested;
    private final Watch watch;
    private final EvaluationConfig config;

    /** @param imitator the imitator of φ, at the learning rate at which it drives */
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

    /** One rollout of the evaluation: who drives, the teacher for comparison, and the seed. */
    private record Rollout(RolloutKind who, Teacher teacher, long seed) {
        LoopSpec spec(Setup setup, Imitator imitator) {
            EvaluationConfig config = setup.config().evaluation();
            return new LoopSpec(
                    setup.problem(teacher, imitator),
                    seed,
                    drives(),
                    config.weightDecay(),
                    config.steps(),
                    // An imitator has learned its teacher at a constant learning rate.
                    drives() == WhoDrives.TEACHER ? config.schedule() : RateSchedule.CONSTANT);
        }

        WhoDrives drives() {
            return switch (who) {
                case IMITATOR -> WhoDrives.IMITATOR;
                case TEACHER, FLOOR -> WhoDrives.TEACHER;
                case NO_UPDATE -> WhoDrives.NO_UPDATE;
            };
        }
    }

    /** @return how many of the imitator's rollouts diverged. @throws Stop if asked to; complete rollouts are kept */
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
                diverged += bad && rollout.who() == RolloutKind.IMITATOR ? 1 : 0;
                done += config.steps();
                watch.at(done);
            }
        } finally {
            watch.end();
        }
        return diverged;
    }

    /** All rollouts, in the order in which they run: seed by seed. */
    private List<Rollout> rollouts() {
        List<Rollout> rollouts = new ArrayList<>();
        Teacher teacher = setup.config().teacher();
        for (long seed : config.seeds()) {
            for (RolloutKind who : who(config)) {
                boolean floor = who == RolloutKind.FLOOR;
                rollouts.add(new Rollout(
                        who, floor ? teacher.withLearningRate(teacher.learningRate() * NUDGE) : teacher, seed));
            }
        }
        return rollouts;
    }

    static List<RolloutKind> who(EvaluationConfig config) {
        List<RolloutKind> who = new ArrayList<>(List.of(RolloutKind.IMITATOR, RolloutKind.TEACHER));
        if (config.noUpdate()) {
            who.add(RolloutKind.NO_UPDATE);
        }
        if (config.noiseFloor()) {
            who.add(RolloutKind.FLOOR);
        }
        return who;
    }

    /**
     * Whether a directory has the result of every rollout: after a power cut lines may be missing, despite the status.
     */
    static boolean isComplete(Path directory, EvaluationConfig config) {
        List<Result> complete = complete(directory);
        return config.seeds().stream()
                .allMatch(seed ->
                        who(config).stream().allMatch(who -> complete.stream().anyMatch(end -> end.isOf(who, seed))));
    }

    /** The results of the rollouts that an earlier call has finished. */
    private static List<Result> complete(Path directory) {
        return JsonLines.read(directory.resolve(RunDirectory.EVALUATION), EvaluationLine.class).stream()
                .filter(line -> line.kind() == Kind.RESULT)
                .map(Result.class::cast)
                .toList();
    }

    private static boolean isOfLoop(EvaluationLine line, Result end) {
        return line instanceof Point point && end.isOf(point.rollout(), point.seed())
                || line instanceof Result result && end.isOf(result.rollout(), result.seed());
    }

    /** @return whether it diverged */
    private boolean drive(Rollout rollout, JsonLines lines, long doneBefore) {
        long nanos = System.nanoTime();
        boolean alone = rollout.who() == RolloutKind.FLOOR; // needs no predictions of an imitator
        StepClock clock = new StepClock();
        double aside = rollout.who() == RolloutKind.TEACHER ? millisAlone(rollout) : Double.NaN;
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
                // Written before the result: a rollout with a result counts as done and is not run again.
                Safetensors.write(
                        directory.diverged(rollout.seed(), rollout.who().key()),
                        Map.of("theta", new Tensor(new int[] {good.length}, good)),
                        Map.of(
                                "step",
                                String.valueOf(goodStep),
                                "rollout",
                                rollout.who().key(),
                                "seed",
                                String.valueOf(rollout.seed())));
            }
            lines.append(figures(Kind.RESULT, rollout, loop, totals, horizon, nanos, millis(aside, clock)));
            return totals.firstBadStep >= 0;
        }
    }

    /** Runs and times steps: both this trace and the one before it wait for an asynchronous engine. */
    private static Loop.Trace timed(Loop loop, int steps, StepClock clock) {
        long nanos = System.nanoTime();
        loop.run(steps);
        Loop.Trace trace = loop.trace();
        clock.add(steps, System.nanoTime() - nanos);
        return trace;
    }

    /**
     * Milliseconds per step of the teacher alone, measured in a separate rollout: in the evaluation's rollout the
     * imitator predicts at every step, which takes as long as driving. The separate rollout ends before the other one
     * begins, because the memory may not suffice for two.
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

    /** The figures of a rollout, at its end or at an earlier horizon. */
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
