package dev.understudy.engine.nd4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.ChildJvm;
import dev.understudy.data.DataSet;
import dev.understudy.data.DataSets;
import dev.understudy.engine.Engine;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Moments;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Teacher;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/**
 * No array is made inside a meta-step, so none waits for the collector. ND4J numbers all that it will have to free, arrays,
 * views and contexts, one by one: two numbers drawn around a thousand meta-steps are neighbours.
 */
@Tag("nd4j")
@Tag("process")
@Tag("slow")
class FlatMemoryTest {
    /** The growth of the process that is allowed for other reasons: compiled code, the allocator's own room. */
    private static final long PROCESS_BYTES = 32L << 20;

    private static final Imitator IMITATOR =
            new Imitator(List.of(4, 2), Imitator.Features.GRADIENT, Imitator.Head.GATED, false);

    private static TrainingSpec halfPlane() {
        Problem problem = new Problem(
                Optimizee.halfPlane(), new Samples.HalfPlane(0, 1 << 24), 16, new Teacher.Adam(1e-3), IMITATOR, false);
        return new TrainingSpec(problem, 1, 5, 20, 2, ImitationLoss.HUBER, new Teacher.Adam(1e-3), 0);
    }

    private static TrainingSpec cnn() {
        DataSet digits = DataSets.load("digits", null);
        Problem problem = new Problem(
                Optimizee.mnistCnn(digits.train().shape(), 10),
                digits.train(),
                2,
                new Teacher.Sgd(0.01),
                IMITATOR,
                false);
        return new TrainingSpec(problem, 1, 5, 5, 1, ImitationLoss.RELATIVE, new Teacher.Adam(1e-3), 0);
    }

    /** Episodes begin often, so that new samples and changes of the driving optimizer are part of the work. */
    private static TrainingSpec practised() {
        Moments moments = new Moments(List.of(0.9), List.of(0.99), true, true, true, 0.9);
        Imitator imitator =
                new Imitator(List.of(4, 2), Imitator.Features.MOMENTS, moments, Imitator.Head.ZERO_OUT, 1e-3, 0, false);
        Problem problem = new Problem(
                Optimizee.halfPlane(), new Samples.HalfPlane(0, 1 << 24), 16, new Teacher.Adam(1e-3), imitator, false);
        return new TrainingSpec(
                problem,
                1,
                5,
                20,
                2,
                ImitationLoss.HUBER,
                new Teacher.Adam(1e-3),
                new Practice(5, 0.5, 0, 0.05, 1, 7),
                0);
    }

    @Test
    void aThousandMetaStepsWithEveryPracticeMakeNoArray() {
        trainsFlat(practised(), 1000);
    }

    @Test
    void aThousandMetaStepsOnHalfPlaneMakeNoArray() {
        trainsFlat(halfPlane(), 1000);
    }

    @Test
    void aHundredMetaStepsOnTheCnnMakeNoArray() {
        trainsFlat(cnn(), 100);
    }

    private static void trainsFlat(TrainingSpec spec, int metaSteps) {
        try (Engine engine = TestedNd4j.engine();
                MetaTraining training = engine.train(spec, null)) {
            training.run(10);
            long before = made();
            training.run(metaSteps);
            assertThat(made()).as("objects that ND4J will have to free").isEqualTo(before + 1);
            assertThat(training.losses().imitation()).hasSize(metaSteps + 10);
        }
    }

    /** In a process of its own, whose heap cannot grow: what grows there is native memory. */
    @Test
    void theProcessDoesNotGrow() throws Exception {
        Process process = new ProcessBuilder(ChildJvm.command(
                        "-Xms256m",
                        "-Xmx256m",
                        "-XX:+AlwaysPreTouch",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FlatMemoryTest.class.getName()))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines()
                        .filter(line -> line.startsWith("grown by "))
                        .map(line -> Long.parseLong(line.substring(9))))
                .as(said)
                .hasSize(3)
                .allMatch(bytes -> bytes < PROCESS_BYTES);
    }

    public static void main(String[] args) {
        grown(halfPlane(), 1000);
        grown(cnn(), 100);
        grown(practised(), 1000);
    }

    private static void grown(TrainingSpec spec, int metaSteps) {
        try (Engine engine = TestedNd4j.engine();
                MetaTraining training = engine.train(spec, null)) {
            training.run(metaSteps);
            long before = Pointer.physicalBytes();
            training.run(metaSteps);
            System.out.println("grown by " + (Pointer.physicalBytes() - before));
        }
    }

    @Test
    void aLoopOfAThousandStepsMakesNoArray() {
        loopsFlat(IMITATOR);
        loopsFlat(practised().problem().imitator());
    }

    private static void loopsFlat(Imitator imitator) {
        Problem problem = new Problem(
                Optimizee.halfPlane(), new Samples.HalfPlane(0, 1 << 24), 16, new Teacher.Sgd(0.01), imitator, false);
        try (Engine engine = TestedNd4j.engine();
                Rollout rollout =
                        engine.rollout(new RolloutSpec(problem, 1, WhoDrives.TEACHER, 0), imitator.initialWeights(1))) {
            rollout.run(100);
            rollout.trace();
            long before = made();
            rollout.run(1000);
            assertThat(made()).isEqualTo(before + 1);
        }
    }

    /** So that the number is known to count. */
    @Test
    void anArrayIsCounted() {
        long before = made();
        Nd4j.zeros(3).close();
        assertThat(made()).isGreaterThan(before + 1);
    }

    private static long made() {
        return Nd4j.getDeallocatorService().nextValue();
    }
}
