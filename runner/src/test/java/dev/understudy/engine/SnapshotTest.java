package dev.understudy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.Snapshot.Tensor;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Teacher;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tensors of a snapshot, for the half-plane's classifier with its 17 coordinates. */
class SnapshotTest {
    private static final Imitator MOMENTS = new Imitator(
            List.of(3, 4),
            Features.MOMENTS,
            new Moments(List.of(0.9), List.of(0.99), false, false, false, 0),
            Head.SCALED,
            1,
            0,
            false);
    private static final Imitator CONSTANT =
            new Imitator(List.of(), Features.GRADIENT, Moments.DEFAULTS, Head.CONSTANT, 1, 0, false);

    private static Map<String, int[]> shapes(Teacher teacher, Imitator imitator, Teacher meta, Practice practice) {
        Problem problem = new Problem(Optimizee.halfPlane(), new Samples.HalfPlane(0, 10), 1, teacher, imitator, false);
        return Snapshot.shapes(new TrainingSpec(problem, 1, 5, 5, 6, ImitationLoss.RELATIVE, meta, practice, 0));
    }

    private static void hold(Map<String, int[]> found, Map<String, int[]> expected) {
        assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach((name, shape) -> assertThat(found.get(name)).as(name).isEqualTo(shape));
    }

    @Test
    void whoRemembersNothingHasNoTensor() {
        hold(
                shapes(new Teacher.Sgd(0.1), CONSTANT, new Teacher.Sgd(0.1), Practice.PLAIN),
                Map.of("phi", new int[] {2}, "theta", new int[] {6, 17}, "carry.update", new int[] {6, 17}));
    }

    /** φ of hidden 3, 4 on two signals and a magnitude of each average: 4·3·(4 + 3 + 2) + 4·4·(3 + 4 + 2), and 4 + 1 of the head. */
    @Test
    void everyStateHasATensorOfItsOwn() {
        int inputs = MOMENTS.inputs();
        int weights = 12 * (inputs + 5) + 16 * 9 + 5;
        hold(
                shapes(new Teacher.Adam(0.1), MOMENTS, new Teacher.Adam(0.1), Practice.PLAIN),
                Map.of(
                        "phi", new int[] {weights},
                        "metaOptimizer", new int[] {2, weights},
                        "theta", new int[] {6, 17},
                        "teacher", new int[] {2, 6, 17},
                        "carry.h", new int[] {7, 6, 17},
                        "carry.c", new int[] {7, 6, 17},
                        "carry.update", new int[] {6, 17},
                        "carry.moments", new int[] {2, 6, 17}));
    }

    /** The imitator learns from 5 of the 17 coordinates, and drives all of them. */
    @Test
    void aDriverCarriesAllCoordinatesAndALearnerItsSample() {
        Map<String, int[]> found = shapes(
                new Teacher.Sgd(0.1), Imitator.gated(2), new Teacher.Sgd(0.1), new Practice(0, 0.5, 0, 0.05, 0, 5));

        assertThat(found.get("carry.h")).isEqualTo(new int[] {2, 6, 5});
        assertThat(found.get("carry.update")).isEqualTo(new int[] {6, 5});
        assertThat(found.get("driver.h")).isEqualTo(new int[] {2, 6, 17});
        assertThat(found.get("driver.c")).isEqualTo(new int[] {2, 6, 17});
        assertThat(found.get("driver.update")).isEqualTo(new int[] {6, 17});
    }

    @Test
    void aSnapshotIsCheckedTensorByTensor() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put("phi", new int[] {2});
        shapes.put("theta", new int[] {1, 3});
        Tensor phi = new Tensor(new int[] {2}, new float[2]);
        Tensor theta = new Tensor(new int[] {1, 3}, new float[3]);

        assertThatCode(() -> new Snapshot(0, Map.of("phi", phi, "theta", theta)).check(shapes))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new Snapshot(0, Map.of("phi", phi)).check(shapes))
                .hasMessage("tensor theta is missing; expected shape [1, 3]");
        assertThatThrownBy(() -> new Snapshot(
                                0, Map.of("phi", phi, "theta", new Tensor(new int[] {3, 1}, new float[3])))
                        .check(shapes))
                .hasMessage("tensor theta is [3, 1]; expected shape [1, 3]");
        assertThatThrownBy(() -> new Snapshot(0, Map.of("phi", phi, "theta", theta, "omega", phi)).check(shapes))
                .hasMessage("unknown tensor omega; expected [phi, theta]");
    }

    @Test
    void aSnapshotKeepsTheTensorsThatItWasMadeOf() {
        Map<String, Tensor> tensors = new HashMap<>(Map.of("phi", new Tensor(new int[] {0}, new float[0])));
        Snapshot snapshot = new Snapshot(7, tensors);
        tensors.clear();

        assertThat(snapshot.tensors()).containsOnlyKeys("phi");
    }

    @Test
    void aTensorHasAsManyValuesAsItsShapeSays() {
        assertThatCode(() -> new Tensor(new int[] {}, new float[1])).doesNotThrowAnyException();
        assertThatCode(() -> new Tensor(new int[] {2, 3}, new float[6])).doesNotThrowAnyException();
        assertThatThrownBy(() -> new Tensor(new int[] {2, 3}, new float[5]))
                .hasMessage("tensor of shape [2, 3] has 5 values");
        // In an int, 65536 · 65536 would be 0.
        assertThatThrownBy(() -> new Tensor(new int[] {65536, 65536}, new float[0]))
                .hasMessage("tensor of shape [65536, 65536] has 0 values");
    }
}
