package dev.understudy.train;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.config.EvaluationConfig;
import dev.understudy.engine.Engine;
import dev.understudy.engine.Loop;
import dev.understudy.engine.LoopSpec;
import dev.understudy.engine.LoopSpec.Driver;
import dev.understudy.engine.Snapshot.Tensor;
import dev.understudy.imitation.Teacher;
import dev.understudy.run.JsonLines;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Safetensors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Lets imitator, teacher, nobody and (for the noise floor) the teacher with a learning rate × 1.0001 drive fresh
 * optimizees: same θ, batches and dropout masks on each seed. Loops that are complete in the file are not run again.
 */
final class Evaluator {
    /** How far the noise floor's teacher is from the teacher. */
    private static final double NUDGE = 1.0001;

    private final Setup setup;
    private final Engine engine;
    private final float[] phi;
    private final RunDirectory directory;
    private final BooleanSupplier stopRequested;
    private final Watch watch;
    private final EvaluationConfig config;

    Evaluator(
            Setup setup,
            Engine engine,
            float[] phi,
            RunDirectory directory,
            BooleanSupplier stopRequested,
            Watch watch) {
        this.setup = setup;
        this.engine = engine;
        this.phi = phi;
        this.directory = directory;
        this.stopRequested = stopRequested;
        this.watch = watch;
        config = setup.config().evaluation();
    }

    /** One driver on one seed. */
    private record Ride(String name, Driver driver, Teacher teacher, long seed) {
        String key() {
            return name + " " + seed;
        }
    }

    /** @return how many of the imitator's loops diverged. @throws Stop if asked to; complete loops are kept */
    int run() {
        List<Ride> rides = new ArrayList<>();
        Teacher teacher = setup.config().teacher();
        for (long seed : config.seeds()) {
            rides.add(new Ride("imitator", Driver.IMITATOR, teacher, seed));
            rides.add(new Ride("teacher", Driver.TEACHER, teacher, seed));
            if (config.nothing()) {
                rides.add(new Ride("nothing", Driver.NOTHING, teacher, seed));
            }
            if (config.noiseFloor()) {
                rides.add(new Ride(
                        "floor", Driver.TEACHER, teacher.withLearningRate(teacher.learningRate() * NUDGE), seed));
            }
        }
        int diverged = 0;
        try (JsonLines lines = directory.evaluation()) {
            Set<String> complete = new HashSet<>();
            for (JsonNode line : JsonLines.read(directory.path().resolve(RunDirectory.EVALUATION))) {
                if (line.path("kind").asText().equals("result")) {
                    complete.add(line.path("driver").asText() + " "
                            + line.path("seed").asLong());
                    diverged += line.hasNonNull("firstBadStep")
                                    && line.path("driver").asText().equals("imitator")
                            ? 1
                            : 0;
                }
            }
            lines.keepOnly(line -> complete.contains(
                    line.path("driver").asText() + " " + line.path("seed").asLong()));
            watch.begin(
                    "evaluation",
                    "steps",
                    (long) rides.size() * config.steps(),
                    (long) complete.size() * config.steps());
            long done = 0;
            for (Ride ride : rides) {
                if (!complete.contains(ride.key())) {
                    diverged += drive(ride, lines, done) && ride.driver() == Driver.IMITATOR ? 1 : 0;
                }
                done += config.steps();
                watch.at(done);
            }
        } finally {
            watch.end();
        }
        return diverged;
    }

    /** @return whether it diverged */
    private boolean drive(Ride ride, JsonLines lines, long doneBefore) {
        long nanos = System.nanoTime();
        boolean alone = ride.name().equals("floor"); // nobody asks what an imitator would do there
        try (Loop loop = engine.loop(
                new LoopSpec(setup.problem(ride.teacher()), ride.seed(), ride.driver(), config.weightDecay()),
                alone ? null : phi)) {
            Totals totals = new Totals(EvaluationConfig.window(config.steps()));
            Horizon horizon = Horizon.first(config);
            float[] good = loop.theta();
            int goodStep = 0;
            List<Loop.Trace> traces = new ArrayList<>();
            while (loop.step() < config.steps() && totals.firstBadStep < 0) {
                if (loop.step() == horizon.meanFrom()) {
                    loop.beginMean();
                }
                int point = (loop.step() / config.everySteps() + 1) * config.everySteps();
                int to = Math.min(Math.min(point, horizon.next(loop.step())), loop.step() + 50);
                loop.run(to - loop.step());
                traces.add(loop.trace());
                watch.at(doneBefore + to);
                if (stopRequested.getAsBoolean()) {
                    throw new Stop();
                }
                if (to == point || to == config.steps()) {
                    lines.append(point(ride, loop, totals, totals.add(traces)));
                    traces.clear();
                    good = totals.firstBadStep < 0 ? loop.theta() : good;
                    goodStep = totals.firstBadStep < 0 ? to : goodStep;
                }
                if (!alone && horizon.hasPoint(to)) {
                    horizon.score(loop.score(setup.data().test(), Horizon.POINT_SAMPLES, loop.theta()));
                }
                if (to == horizon.end() && to < config.steps()) {
                    lines.append(horizon(ride, loop, totals, horizon));
                    horizon = horizon.after(config);
                }
            }
            lines.append(result(ride, loop, totals, horizon, (System.nanoTime() - nanos) / 1e9));
            if (totals.firstBadStep >= 0) {
                Safetensors.write(
                        directory.diverged(ride.seed(), ride.name()),
                        Map.of("theta", new Tensor(new int[] {good.length}, good)),
                        Map.of(
                                "step",
                                String.valueOf(goodStep),
                                "driver",
                                ride.name(),
                                "seed",
                                String.valueOf(ride.seed())));
            }
            return totals.firstBadStep >= 0;
        }
    }

    private Loop.Score whole(Loop loop, float[] theta) {
        return loop.score(setup.data().test(), setup.data().test().count(), theta);
    }

    private Map<String, Object> point(Ride ride, Loop loop, Totals totals, Totals.Span span) {
        Map<String, Object> line = head("point", ride);
        Loop.Score score = loop.score(setup.data().test(), config.batch(), loop.theta());
        line.put("step", loop.step());
        line.put("losses", span.losses());
        line.put("testLoss", score.loss());
        line.put("testAccuracy", score.accuracy());
        line.put("difference", Math.sqrt(span.last().error()));
        line.put("relativeDifference", span.sum().relativeError());
        line.put("bias", span.sum().bias());
        Loop.State state = loop.state();
        totals.maxCell = Math.max(totals.maxCell, state.cell().max());
        line.put("theta", state.theta());
        line.put("cell", state.cell());
        line.put("relativeError", state.relativeError());
        return line;
    }

    /** The figures of the end, at a step before it. */
    private Map<String, Object> horizon(Ride ride, Loop loop, Totals totals, Horizon horizon) {
        Map<String, Object> line = head("horizon", ride);
        line.put("step", loop.step());
        figures(line, loop, totals, horizon);
        return line;
    }

    private Map<String, Object> result(Ride ride, Loop loop, Totals totals, Horizon horizon, double seconds) {
        Map<String, Object> line = head("result", ride);
        line.put("steps", loop.step());
        line.put("firstBadStep", totals.firstBadStep < 0 ? null : totals.firstBadStep);
        line.put("trainingLoss", totals.trainingLoss());
        Loop.Score end = whole(loop, loop.theta());
        line.put("testLoss", end.loss());
        line.put("testAccuracy", end.accuracy());
        figures(line, loop, totals, horizon);
        line.put("seconds", seconds);
        return line;
    }

    private void figures(Map<String, Object> line, Loop loop, Totals totals, Horizon horizon) {
        Loop.Score mean = totals.firstBadStep < 0 ? whole(loop, loop.mean()) : new Loop.Score(Double.NaN, Double.NaN);
        line.put("meanLoss", mean.loss());
        line.put("meanAccuracy", mean.accuracy());
        line.put("pointLosses", horizon.scores().stream().map(Loop.Score::loss).toList());
        line.put(
                "pointAccuracies",
                horizon.scores().stream().map(Loop.Score::accuracy).toList());
        line.put("relativeError", totals.all().relativeError());
        line.put("cosine", totals.all().cosine());
        line.put("bias", totals.all().bias());
        line.put("maxCell", totals.maxCell);
        line.put("meanTheta", loop.state().theta().mean());
    }

    private static Map<String, Object> head(String kind, Ride ride) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("kind", kind);
        line.put("seed", ride.seed());
        line.put("driver", ride.name());
        return line;
    }
}
