package dev.understudy.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.engine.Engine;
import dev.understudy.engine.EngineContract;
import dev.understudy.engine.EpisodicTraining;
import dev.understudy.engine.MetaTraining;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.Snapshot;
import dev.understudy.engine.TrainingSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.engine.fused.cuda.CudaKernels;
import dev.understudy.engine.fused.cuda.EmulatedDevice;
import dev.understudy.engine.fused.cuda.HostKernels;
import dev.understudy.engine.fused.cuda.Variant;
import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Practice;
import dev.understudy.imitation.Teacher;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings and rollouts with {@link Variant#JOINED_UPDATES}, emulated: the same bits in fewer launches. */
@Tag("emulation")
class JoinedTrainingTest {
    private static final Processor PLAIN = new Emulated(0, 99 << 10);
    private static final Processor JOINED =
            new Emulated(HostKernels.ofText(), 0, 99 << 10, Set.of(Variant.JOINED_UPDATES));

    private static Problem problem(Teacher teacher, boolean sourceFaithful) {
        Samples samples = new Samples.HalfPlane(0, 1 << 20);
        Optimizee.Layers network = new Optimizee.Layers(
                samples.shape(),
                List.of(new Layer.Dense(20), new Layer.Relu(), new Layer.Dense(1)),
                Optimizee.Loss.BINARY_CROSS_ENTROPY);
        return new Problem(network, samples, 1, teacher, Imitator.gated(2), sourceFaithful);
    }

    /** @param practice starts, episodes driven by the imitator, a coordinate subsample; or none of these */
    private static TrainingSpec training(
            Teacher teacher, boolean sourceFaithful, int episode, int replicas, Practice practice) {
        return new TrainingSpec(
                problem(teacher, sourceFaithful),
                5,
                5,
                episode,
                replicas,
                ImitationLoss.HUBER,
                new Teacher.Adam(1e-2),
                practice,
                0);
    }

    private static Practice none() {
        return new Practice(0, 0, 0, 0.05, 0, 0);
    }

    static Stream<Arguments> trainings() {
        return Stream.of(
                Arguments.of("episodes that begin one by one", EngineContract.rich(ImitationLoss.RELATIVE)),
                Arguments.of("what theta receives", training(new Teacher.Sgd(1e-2, 0.9, 0, false), true, 5, 2, none())),
                Arguments.of(
                        "a sample, starts, the imitator drives",
                        training(
                                new Teacher.AdaGrad(0.01, 0, 0.1, 1e-10),
                                false,
                                20,
                                3,
                                new Practice(5, 0.5, 2, 0.05, 0.05, 21))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trainings")
    void aTrainingHasTheSameBits(String what, TrainingSpec spec) {
        Snapshot plain = after(PLAIN, spec);
        Snapshot joined = after(JOINED, spec);
        plain.tensors()
                .forEach((name, tensor) ->
                        assertThat(joined.tensors().get(name).data()).as(name).containsExactly(tensor.data()));
    }

    private static Snapshot after(Processor processor, TrainingSpec spec) {
        try (Engine engine = FusedEngine.on(processor);
                MetaTraining training = engine.train(spec, null)) {
            training.run(7);
            return training.snapshot();
        }
    }

    @ParameterizedTest
    @EnumSource(WhoDrives.class)
    void aLoopHasTheSameBitsWhoeverDrives(WhoDrives driver) {
        Problem problem = problem(new Teacher.RmsProp(1e-2, 0.99, 1e-8, 0.9, true), false);
        float[] phi = problem.imitator().initialWeights(3);
        RolloutSpec spec = new RolloutSpec(problem, 3, driver, 0.01);
        try (Engine plain = FusedEngine.on(PLAIN);
                Engine joined = FusedEngine.on(JOINED);
                Rollout a = plain.rollout(spec, phi);
                Rollout b = joined.rollout(spec, phi)) {
            a.run(10);
            b.run(10);
            assertThat(b.theta()).containsExactly(a.theta());
            assertThat(b.predicted()).containsExactly(a.predicted());
            assertThat(b.trace().agreement()).containsExactly(a.trace().agreement());
        }
    }

    /**
     * Episodes of one unroll, T = 5. Apart: init, 3 fills (4 with the teacher's state), 5·(gradient, update, apply), 2 of the
     * imitator (3 with replicas), 2 of φ, the means. Joined: init, 1 fill, 5·(gradient, teach), the imitator's, 1 of φ, the means.
     */
    @ParameterizedTest(name = "{0} replicas, {1}")
    @CsvSource({"1, SGD, 24, 16", "3, SGD, 25, 17", "1, ADAM, 25, 16"})
    void aMetaStepTakesAThirdFewerLaunches(int replicas, String rule, int apart, int joined) {
        TrainingSpec spec = training(
                rule.equals("SGD") ? new Teacher.Sgd(1e-2) : new Teacher.Adam(1e-2), false, 5, replicas, none());
        assertThat(launches(spec, Set.of()).values().stream().mapToInt(n -> n).sum())
                .as(launches(spec, Set.of()).toString())
                .isEqualTo(apart);
        Map<String, Integer> found = launches(spec, Set.of(Variant.JOINED_UPDATES));
        assertThat(found.values().stream().mapToInt(n -> n).sum())
                .as(found.toString())
                .isEqualTo(joined);
        assertThat(found)
                .containsEntry("fill_parts", 1)
                .containsEntry("means", 1)
                .doesNotContainKeys("fill", "apply_update", "update_adam", "update_sgd");
    }

    /** By kernel, of the second meta-step. */
    private static Map<String, Integer> launches(TrainingSpec spec, Set<Variant> variants) {
        Map<String, Integer> launches = new TreeMap<>();
        EmulatedDevice device = new EmulatedDevice(HostKernels.ofText(), 0, 99 << 10, variants) {
            @Override
            public void launch(
                    String kernel, int blocksX, int blocksY, int threads, int sharedBytes, Object... arguments) {
                launches.merge(kernel, 1, Integer::sum);
                super.launch(kernel, blocksX, blocksY, threads, sharedBytes, arguments);
            }
        };
        try (MetaTraining training = new EpisodicTraining(
                spec,
                new FusedMetaStep(
                        spec,
                        spec.problem().imitator().initialWeights(1),
                        new CudaKernels(
                                device, spec.problem(), spec.seed(), spec.replicas(), spec.unroll(), spec.lanes())))) {
            training.run(1);
            launches.clear();
            training.run(1);
            return launches;
        }
    }
}
