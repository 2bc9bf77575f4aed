package dev.understudy.train;

import dev.understudy.config.EvaluationConfig;
import dev.understudy.engine.Engine;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
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

    /** A rollout of the evaluation: who drives, the teacher for comparison, and the seed. */
    private record PlannedRollout(RolloutKind who, Teacher teacher, long seed) {
        RolloutSpec spec(Setup setup, Imitator imitator) {
            EvaluationConfig config = setup.config().evaluation();
            return new RolloutSpec(
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
        List<PlannedRollout> rollouts = rollouts();
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
            for (PlannedRollout planned : rollouts) {
                Optional<Result> before = complete.stream()
                        .filter(end -> end.isOf(planned.who(), planned.seed()))
                        .findFirst();
                boolean bad = before.isPresent() ? before.get().diverged() : drive(planned, lines, done);
                diverged += bad && planned.who() == RolloutKind.IMITATOR ? 1 : 0;
                done += config.steps();
                watch.at(done);
            }
        } finally {
            watch.end();
        }
        return diverged;
    }

    /** All rollouts, in the order in which they run: seed by seed. */
    private List<PlannedRollout> rollouts() {
        List<PlannedRollout> rollouts = new ArrayList<>();
        Teacher teacher = setup.config().onFirstTask().teacher(); // at the rate of the task, as the imitator is
        for (long seed : config.seeds()) {
            for (RolloutKind who : who(config)) {
                boolean floor = who == RolloutKind.FLOOR;
                rollouts.add(new PlannedRollout(
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
    private boolean drive(PlannedRollout planned, JsonLines lines, long doneBefore) {
        long nanos = System.nanoTime();
        boolean alone = planned.who() == RolloutKind.FLOOR; // needs no predictions of an imitator
        StepClock clock = new StepClock();
        double aside = planned.who() == RolloutKind.TEACHER ? millisAlone(planned) : Double.NaN;
        try (Rollout rollout = engine.rollout(planned.spec(setup, imitator), alone ? null : phi)) {
            RolloutStatistics totals = new RolloutStatistics(EvaluationConfig.window(config.steps()));
            Horizon horizon = Horizon.first(config);
            float[] good = rollout.theta();
            int goodStep = 0;
            List<Rollout.Trace> traces = new ArrayList<>();
            while (rollout.step() < config.steps() && totals.firstBadStep < 0) {
                if (rollout.step() == horizon.meanFrom()) {
                    rollout.beginMean();
                }
                int point = (rollout.step() / config.everySteps() + 1) * config.everySteps();
                int to = Math.min(Math.min(point, horizon.next(rollout.step())), rollout.step() + STRETCH);
                traces.add(timed(rollout, to - rollout.step(), clock));
                watch.at(doneBefore + to);
                if (stopRequested.getAsBoolean()) {
                    throw new Stop();
                }
                if (to == point || to == config.steps()) {
                    lines.append(point(planned, rollout, totals, totals.add(traces)));
                    traces.clear();
                    good = totals.firstBadStep < 0 ? rollout.theta() : good;
                    goodStep = totals.firstBadStep < 0 ? to : goodStep;
                }
                if (!alone && horizon.hasPoint(to)) {
                    horizon.score(rollout.score(setup.data().test(), Horizon.POINT_SAMPLES, rollout.theta()));
                }
                if (to == horizon.end() && to < config.steps()) {
                    lines.append(figures(Kind.HORIZON, planned, rollout, totals, horizon, nanos, millis(aside, clock)));
                    horizon = horizon.after(config);
                }
            }
            if (totals.firstBadStep >= 0) {
                // Written before the result: a rollout with a result counts as done and is not run again.
                Safetensors.write(
                        directory.diverged(planned.seed(), planned.who().key()),
                        Map.of("theta", new Tensor(new int[] {good.length}, good)),
                        Map.of(
                                "step",
                                String.valueOf(goodStep),
                                "rollout",
                                planned.who().key(),
                                "seed",
                                String.valueOf(planned.seed())));
            }
            lines.append(figures(Kind.RESULT, planned, rollout, totals, horizon, nanos, millis(aside, clock)));
            return totals.firstBadStep >= 0;
        }
    }

    /** Runs and times steps: both this trace and the one before it wait for an asynchronous engine. */
    private static Rollout.Trace timed(Rollout rollout, int steps, StepClock clock) {
        long nanos = System.nanoTime();
        rollout.run(steps);
        Rollout.Trace trace = rollout.trace();
        clock.add(steps, System.nanoTime() - nanos);
        return trace;
    }

    /**
     * Milliseconds per step of the teacher alone, measured in a separate rollout: in the evaluation's rollout the
     * imitator predicts at every step, which takes as long as driving. The separate rollout ends before the other one
     * begins, because the memory may not suffice for two.
     */
    private double millisAlone(PlannedRollout planned) {
        StepClock clock = new StepClock();
        int stretch = Math.min(config.everySteps(), STRETCH);
        try (Rollout rollout = engine.rollout(planned.spec(setup, imitator), null)) {
            for (int i = 0; i < TIMED && rollout.step() + stretch <= config.steps(); i++) {
                timed(rollout, stretch, clock);
            }
        }
        return clock.millis();
    }

    private static double millis(double alone, StepClock clock) {
        return Double.isNaN(alone) ? clock.millis() : alone;
    }

    private Rollout.Score whole(Rollout rollout, float[] theta) {
        return rollout.score(setup.data().test(), setup.data().test().count(), theta);
    }

    private Point point(
            PlannedRollout planned, Rollout rollout, RolloutStatistics totals, RolloutStatistics.Span span) {
        Rollout.Score score = rollout.score(setup.data().test(), config.batch(), rollout.theta());
        Rollout.State state = rollout.state();
        totals.maxCell = Math.max(totals.maxCell, state.cell().max());
        return new Point(
                planned.seed(),
                planned.who(),
                rollout.step(),
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
            PlannedRollout planned,
            Rollout rollout,
            RolloutStatistics totals,
            Horizon horizon,
            long startNanos,
            double stepMillis) {
        Rollout.Score end = whole(rollout, rollout.theta());
        Rollout.Score mean =
                totals.firstBadStep < 0 ? whole(rollout, rollout.mean()) : new Rollout.Score(Double.NaN, Double.NaN);
        return new Result(
                kind,
                planned.seed(),
                planned.who(),
                rollout.step(),
                totals.firstBadStep < 0 ? null : totals.firstBadStep,
                totals.trainingLoss(EvaluationConfig.window(horizon.end())),
                end.loss(),
                end.accuracy(),
                mean.loss(),
                mean.accuracy(),
                horizon.scores().stream().map(Rollout.Score::loss).toList(),
                horizon.scores().stream().map(Rollout.Score::accuracy).toList(),
                totals.all().relativeError(),
                totals.all().cosine(),
                totals.all().bias(),
                totals.maxCell,
                rollout.state().theta().mean(),
                (System.nanoTime() - startNanos) / 1e9,
                stepMillis);
    }
}
