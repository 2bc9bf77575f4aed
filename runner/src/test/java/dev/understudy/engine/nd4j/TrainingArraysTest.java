package dev.understudy.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Problem;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.imitation.Fade;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Imitator.Features;
import dev.understudy.imitation.Imitator.Head;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Teacher;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The memory counted before a training is that of its programs: every array that grows with the coordinates. Two
 * trainings are made that differ by the size of their networks alone, and all that grew is added up.
 */
@Tag("nd4j")
class TrainingArraysTest {
    private static final Moments ALL = new Moments(List.of(0.5, 0.9), List.of(0.99), true, true, true, 0.9);
    /** Half of the episodes driven by the imitator, clipping. */
    private static final Practice EVERYTHING = new Practice(5, 0.5, 2, 0.05, 0.05, 0);

    private static final Teacher ADAM = new Teacher.Adam(1e-2);
    private static final Samples SAMPLES = new Samples.HalfPlane(0, 1 << 20);

    /** From the units of a hidden layer to a training. */
    private interface Sized {
        TrainingSpec of(int units);
    }

    private static Sized training(
            List<Integer> hidden,
            Features features,
            Head head,
            Teacher teacher,
            ImitationLoss loss,
            Practice practice) {
        Imitator imitator = new Imitator(hidden, features, ALL, head, 0.01, 0, false);
        return units -> new TrainingSpec(
                problem(units, teacher, imitator, false), 5, 5, 20, 3, loss, new Teacher.Adam(1e-2), practice, 0);
    }

    private static Sized task(Sized imitation) {
        return units -> imitation.of(units).with(new Objective.Backprop(true, Fade.NONE));
    }

    /** 4·units + 1 coordinates. */
    private static Problem problem(int units, Teacher teacher, Imitator imitator, boolean sourceFaithful) {
        Optimizee.Layers network = new Optimizee.Layers(
                SAMPLES.shape(),
                List.of(new Layer.Dense(units), new Layer.Relu(), new Layer.Dense(1)),
                Optimizee.Loss.BINARY_CROSS_ENTROPY);
        return new Problem(network, SAMPLES, 8, teacher, imitator, sourceFaithful);
    }

    static Stream<Arguments> trainings() {
        ImitationLoss huber = ImitationLoss.HUBER;
        Teacher centered = new Teacher.RmsProp(1e-2, 0.99, 1e-8, 0.9, true);
        Sized faithful = units -> new TrainingSpec(
                problem(units, new Teacher.Sgd(0.01), Imitator.gated(2), true),
                5,
                5,
                5,
                3,
                ImitationLoss.RELATIVE,
                ADAM,
                Practice.PLAIN,
                0);
        Practice driven = new Practice(0, 1, 0, 0.05, 0, 0);
        return Stream.of(
                Arguments.of("the source's, with its faults", faithful),
                Arguments.of(
                        "gated, two layers",
                        training(List.of(4, 3), Features.GRADIENT, Head.GATED, centered, huber, Practice.PLAIN)),
                Arguments.of(
                        "zero out, everything",
                        training(List.of(5), Features.MOMENTS, Head.ZERO_OUT, ADAM, huber, EVERYTHING)),
                Arguments.of("scaled", training(List.of(4), Features.LOG_SIGN, Head.SCALED, ADAM, huber, EVERYTHING)),
                Arguments.of(
                        "constant, log and sign",
                        training(List.of(), Features.LOG_SIGN, Head.CONSTANT, ADAM, huber, driven)),
                Arguments.of(
                        "constant, everything",
                        training(List.of(), Features.MOMENTS, Head.CONSTANT, ADAM, huber, EVERYTHING)),
                Arguments.of(
                        "zero out, the task's loss",
                        task(training(List.of(5), Features.MOMENTS, Head.ZERO_OUT, ADAM, huber, Practice.PLAIN))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trainings")
    void whatGrowsWithTheCoordinatesIsCountedToTheByte(String what, Sized sized) {
        double counted = TrainingArrays.bytes(sized.of(40)) - TrainingArrays.bytes(sized.of(20));
        assertThat(owned(sized.of(40)) - owned(sized.of(20))).isEqualTo((long) counted);
    }

    /** Samples of 21 and of 42 coordinates. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("trainings")
    void soIsWhatGrowsBesideASample(String what, Sized sized) {
        double counted =
                TrainingArrays.bytes(sampled(sized.of(40), 42)) - TrainingArrays.bytes(sampled(sized.of(20), 21));
        assertThat(owned(sampled(sized.of(40), 42)) - owned(sampled(sized.of(20), 21)))
                .isEqualTo((long) counted);
    }

    private static TrainingSpec sampled(TrainingSpec s, int coordinates) {
        Practice p = s.practice();
        Practice sampled =
                new Practice(p.firstEpisode(), p.onPolicy(), p.onPolicyFrom(), p.huberFloor(), p.clip(), coordinates);
        return new TrainingSpec(
                s.problem(),
                s.seed(),
                s.unroll(),
                s.episode(),
                s.replicas(),
                s.objective(),
                s.loss(),
                s.metaOptimizer(),
                sampled,
                s.cosineOver());
    }

    /** Bytes of all arrays that a training's programs own, but for its network's. */
    private static long owned(TrainingSpec spec) {
        float[] phi = spec.problem().imitator().initialWeights(1);
        try (DeviceDataSet stored = new DeviceDataSet(SAMPLES);
                Nd4jMetaStep parts = new Nd4jMetaStep(
                        spec, phi, stored, new LayersBlueprint(spec.problem().layers()))) {
            return programs(parts).stream()
                    .flatMap(program -> arrays(program).stream())
                    .mapToLong(array -> array.length() * array.dataType().width())
                    .sum();
        }
    }

    private static Set<Program> programs(Object root) {
        Set<Program> found = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            Object next = open.pop();
            if (!seen.add(next) || next instanceof Blueprint.RunningOptimizee) {
                continue;
            }
            if (next instanceof Program program) {
                found.add(program);
            } else if (next instanceof Object[] several) {
                Stream.of(several).filter(each -> each != null).forEach(open::push);
            } else if (next.getClass().getPackage() == Program.class.getPackage()) {
                fields(next).forEach(open::push);
            }
        }
        return found;
    }

    private static List<Object> fields(Object of) {
        return Stream.of(of.getClass().getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(field -> value(field, of))
                .filter(value -> value != null)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static List<INDArray> arrays(Program program) {
        try {
            return (List<INDArray>) value(Program.class.getDeclaredField("arrays"), program);
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    private static Object value(Field field, Object of) {
        try {
            field.setAccessible(true);
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
