package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.engine.EvolutionSpec;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.imitation.Evolution;
import dev.understudy.imitation.Evolution.Estimator;
import dev.understudy.imitation.Fade;
import dev.understudy.imitation.Formulas;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Philox;
import dev.understudy.imitation.Teacher;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small trainings, compared with those of peers/evolution.py, which draws all numbers itself and computes in double precision in PyTorch. */
class EvolutionGoldenTest {
    private static final int META_STEPS = 6;
    private static final Imitator SCALING = new Imitator(
                    List.of(2), Imitator.Features.GRADIENT, Imitator.Head.ZERO_OUT, false)
            .withGain(0.1)
            .withTensorScale(true);

    @ParameterizedTest
    @ValueSource(strings = {"nres", "pes", "share", "tensors"})
    void phiGoesWhereItGoesInPyTorch(String name) throws IOException {
        Estimator estimator = name.equals("pes") ? Estimator.PES : Estimator.NRES;
        Fade share = name.equals("share") ? new Fade(0.8, 0, 0, 4) : Fade.NONE;
        Evolution evolution =
                new Evolution(estimator, 3, 0.01, 3, 6, 12, 0.02, 5, share, 0.7, 0, 1, 0, 0, Evolution.Learns.ALL, 0);
        Problem problem = new Problem(
                Optimizee.halfPlane(),
                new Samples.HalfPlane(0, 1000),
                4,
                new Teacher.Sgd(0.1),
                name.equals("tensors") ? SCALING : Imitator.gated(2),
                false);
        EvolutionSpec spec = new EvolutionSpec(List.of(problem), List.of(), 7, evolution, new Teacher.Sgd(0.02), 0, 0);
        JsonNode expected = read(name);
        try (FusedEngine engine = FusedEngine.onCpu(2);
                MetaTraining training = engine.evolve(spec, name.equals("tensors") ? drawn() : null)) {
            float[] start = training.phi();
            for (int m = 0; m <= META_STEPS; m++) {
                float[] phi = training.phi();
                double off = 0;
                double moved = 0;
                for (int w = 0; w < phi.length; w++) {
                    double truth = expected.get("phi").get(m).get(w).asDouble();
                    off += Math.pow(phi[w] - truth, 2);
                    moved += Math.pow(truth - start[w], 2);
                }
                // Rounded to 9 digits; a difference of two losses is divided by 2σ, so that a rounding counts fifty
                // times.
                assertThat(Math.sqrt(off)).as("meta-step " + m).isLessThanOrEqualTo(1e-3 * Math.sqrt(moved) + 1e-7);
                training.run(1);
            }
            float[] counted = training.losses().task();
            for (int m = 0; m < META_STEPS; m++) {
                assertThat((double) counted[m])
                        .isCloseTo(
                                expected.get("counted").get(m).asDouble(),
                                org.assertj.core.api.Assertions.within(1e-5));
            }
        }
    }

    /** Of the whole of φ: a head of zeros makes no update that a factor could be of. */
    private static float[] drawn() {
        float[] phi = new float[SCALING.weights()];
        for (int w = 0; w < phi.length; w++) {
            phi[w] =
                    Formulas.initialWeight(Philox.uniform(Philox.word(7, Philox.PHI, 0, 0, w)), (float) Math.sqrt(0.5));
        }
        return phi;
    }

    private static JsonNode read(String name) throws IOException {
        try (InputStream in = EvolutionGoldenTest.class.getResourceAsStream("/evolution/" + name + ".json")) {
            return new ObjectMapper().readTree(in);
        }
    }
}
