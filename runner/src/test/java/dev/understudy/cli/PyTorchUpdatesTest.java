package dev.understudy.cli;

import static dev.understudy.cli.ExportedImitators.phi;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.Needs;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.WhoDrives;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.engine.fused.kernel.HostStep;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.LearnedSchedule;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.imitation.Teacher;
import dev.understudy.run.ImitatorFile;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exported imitator makes the same updates in PyTorch, by python/understudy.py, as in the program, to 1e-5 of the update's norm at every step. */
@Tag("process")
class PyTorchUpdatesTest {
    private static final int STEPS = 20;
    private static final int HORIZON = 15; // within the steps, so that later steps count too

    @TempDir
    private Path folder;

    private final List<Given> given = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<List<float[]>> expected = new ArrayList<>();

    /** The input of the Python program. @param horizon null for an imitator that reads no time */
    record Given(String file, int[][] shapes, float[] theta, List<float[]> gradients, Integer horizon) {}

    @Test
    void allThatComeWithTheProgramAndEveryKindMakeTheProgramsOwnUpdates() throws Exception {
        Needs.TORCH.orSkip();
        ExportedImitators exported = new ExportedImitators(folder);
        for (String name : ImitatorFile.PRETRAINED) {
            ImitatorFile.Saved saved = ImitatorFile.pretrained(name);
            both(name, exported.pretrained(name), saved.imitator(), saved.phi());
        }
        ExportedImitators.everyKind().forEach((name, imitator) -> {
            float[] phi = phi(imitator);
            both(name, exported.written(name, imitator, phi), imitator, phi);
        });
        beyondTheBounds(exported, List.of(3), Features.LOG_GRADIENT, Head.EXPONENTIAL);
        beyondTheBounds(exported, List.of(), Features.MOMENTS, Head.CONSTANT);

        ObjectMapper json = new ObjectMapper();
        json.writeValue(folder.resolve("given.json").toFile(), given);
        exported.python(
                ExportedImitators.script("updates.py"), ExportedImitators.understudy(), "given.json", "answers.json");
        double[][][] answers = json.readValue(folder.resolve("answers.json").toFile(), double[][][].class);

        assertThat(answers).hasNumberOfRows(expected.size());
        for (int k = 0; k < answers.length; k++) {
            for (int t = 0; t < STEPS; t++) {
                float[] update = expected.get(k).get(t);
                assertThat(distance(answers[k][t], update))
                        .as("%s, step %d", names.get(k), t)
                        .isLessThan(1e-5);
            }
        }
    }

    /** Of the norm of an update that is not zero. */
    private static double distance(double[] found, float[] update) {
        assertThat(found).hasSameSizeAs(update);
        double error = 0;
        double norm = 0;
        for (int p = 0; p < update.length; p++) {
            error += Math.pow(found[p] - update[p], 2);
            norm += Math.pow(update[p], 2);
        }
        assertThat(norm).isPositive().isFinite();
        return Math.sqrt(error / norm);
    }

    /** Gates and exponents that are kept within their bounds. */
    private void beyondTheBounds(ExportedImitators exported, List<Integer> hidden, Features features, Head head) {
        Imitator imitator = ExportedImitators.imitator(hidden, features, ExportedImitators.FEW, head);
        float[] phi = phi(imitator);
        for (int i = imitator.headOffset(); i < phi.length; i++) {
            phi[i] *= 6;
        }
        both(head + " beyond the bounds", exported.written(head + " beyond", imitator, phi), imitator, phi);
    }

    private void both(String name, Path file, Imitator imitator, float[] phi) {
        Integer horizon = imitator.time() ? HORIZON : null;
        inALoop(name, file, imitator, phi, horizon);
        if (!imitator.tensorScale()) {
            byGradients(name, file, imitator, phi, horizon);
        }
    }

    /** A small network, which the imitator drives if its updates depend on the weights, or if it has learned to drive: any other φ might make it diverge. */
    private void inALoop(String name, Path file, Imitator imitator, float[] phi, Integer horizon) {
        Problem problem = new Problem(
                Optimizee.halfPlane(), new Samples.HalfPlane(0, 1000), 4, new Teacher.Sgd(1), imitator, false);
        boolean drives = imitator.tensorScale() || ImitatorFile.PRETRAINED.contains(name);
        RolloutSpec spec = new RolloutSpec(
                problem, 1, drives ? WhoDrives.IMITATOR : WhoDrives.NO_UPDATE, 0, HORIZON, RateSchedule.CONSTANT);
        List<float[]> gradients = new ArrayList<>();
        List<float[]> updates = new ArrayList<>();
        try (FusedEngine engine = FusedEngine.onCpu(1);
                Rollout rollout = engine.rollout(spec, phi)) {
            int[] bounds = Optimizee.halfPlane().tensors();
            int[][] shapes = IntStream.range(1, bounds.length)
                    .mapToObj(i -> new int[] {bounds[i] - bounds[i - 1]})
                    .toArray(int[][]::new);
            float[] theta = rollout.theta();
            for (int t = 0; t < STEPS; t++) {
                rollout.run(1);
                gradients.add(rollout.gradient());
                updates.add(rollout.predicted());
            }
            add(name + " in a loop", new Given(file.toString(), shapes, theta, gradients, horizon), updates);
        }
    }

    /** Coordinates enough for several pieces of a wide layer, in three tensors; among their gradients are zeros. */
    private void byGradients(String name, Path file, Imitator imitator, float[] phi, Integer horizon) {
        int coordinates = imitator.top() > 50 ? 700 : 60;
        int[][] shapes = {{coordinates - 30}, {2, 5, 2}, {10}};
        HostStep step = new HostStep(imitator, phi, coordinates, HORIZON);
        FloatBuffer carry = FloatBuffer.allocate(HostStep.carried(imitator) * coordinates);
        List<float[]> gradients = new ArrayList<>();
        List<float[]> updates = new ArrayList<>();
        int[] words = new int[2 * coordinates];
        for (int t = 0; t < STEPS; t++) {
            Philox.words(7, Philox.PHI, t, 0, 0, words.length, words);
            float[] gradient = new float[coordinates];
            for (int p = 0; p < coordinates; p++) {
                double size = Math.exp(20 * Philox.uniform(words[p]) - 18);
                gradient[p] = p % 10 == t % 10 ? 0 : (float) (size * (Philox.uniform(words[coordinates + p]) - 0.3));
            }
            gradients.add(gradient);
            float[] minus = gradient.clone();
            step.run(FloatBuffer.wrap(minus), carry, coordinates, 0, coordinates, t);
            float factor = imitator.schedule() ? LearnedSchedule.factor(phi, t, HORIZON) : 1;
            float[] update = new float[coordinates];
            for (int p = 0; p < coordinates; p++) {
                update[p] = -minus[p] * factor;
            }
            updates.add(update);
        }
        float[] theta = new float[coordinates];
        Arrays.fill(theta, 0.5f);
        add(
                name + " by gradients of all sizes",
                new Given(file.toString(), shapes, theta, gradients, horizon),
                updates);
    }

    private void add(String name, Given one, List<float[]> updates) {
        updates.forEach(update -> assertThat(update).as(name).doesNotContain(Float.NaN));
        names.add(name);
        given.add(one);
        expected.add(updates);
    }
}
