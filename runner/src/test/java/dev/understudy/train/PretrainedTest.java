package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.data.DataSet;
import dev.understudy.data.DataSets;
import dev.understudy.engine.Engine;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.WhoDrives;
import dev.understudy.engine.fused.FusedEngine;
import dev.understudy.run.ImitatorFile;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The imitators that come with the program, on data that they were not trained on. */
@Tag("slow")
class PretrainedTest {
    private static final int STEPS = 1000;
    /** Over how many steps before the end the mean of θ is taken. */
    private static final int WINDOW = 500;

    static List<String> imitating() {
        return ImitatorFile.IMITATING;
    }

    static List<String> all() {
        return ImitatorFile.PRETRAINED;
    }

    @ParameterizedTest
    @MethodSource("imitating")
    void drivesTheDigitsAsItsTeacherDoes(String name) {
        ImitatorFile.Saved saved = ImitatorFile.pretrained(name);
        Config config = Configs.parseWritten(saved.config(), name, List.of("data.dataset=digits"));
        DataSet digits = DataSets.load("digits", null);
        Problem problem = new Problem(
                config.optimizee().layers(digits.train().shape(), digits.train().classes()),
                digits.train(),
                16,
                config.teacher(),
                saved.imitator(),
                false);
        double logs = 0;
        for (long seed : new long[] {1001, 1002}) {
            double imitator = loss(problem, seed, WhoDrives.IMITATOR, saved.phi(), digits);
            double teacher = loss(problem, seed, WhoDrives.TEACHER, null, digits);
            System.out.printf(
                    "%s, seed %d: %.4f against %.4f, ratio %.3f%n", name, seed, imitator, teacher, imitator / teacher);
            logs += Math.log(imitator / teacher) / 2;
        }
        assertThat(Math.exp(logs))
                .as("loss of mean θ after %d steps, over the teacher's", STEPS)
                .isLessThan(1.10);
    }

    private static double loss(Problem problem, long seed, WhoDrives driver, float[] phi, DataSet data) {
        try (Engine engine = FusedEngine.onCpu(2);
                Rollout rollout = engine.rollout(new RolloutSpec(problem, seed, driver, 0), phi)) {
            rollout.run(STEPS - WINDOW);
            rollout.trace();
            rollout.beginMean();
            rollout.run(WINDOW);
            return rollout.score(data.test(), data.test().count(), rollout.mean())
                    .loss();
        }
    }

    /** φ alone could not be used by others: the file states its kind and its origin. */
    @ParameterizedTest
    @MethodSource("all")
    void saysWhereItComesFrom(String name) {
        ImitatorFile.Saved saved = ImitatorFile.pretrained(name);
        assertThat(saved.origin())
                .containsKeys("version", "commit", "data", "dataSha256", "engine", "device", "cpu", "jvm");
        assertThat(saved.origin())
                .containsEntry(
                        "data",
                        ImitatorFile.IMITATING.contains(name)
                                ? "mnist"
                                : IntStream.of(8, 12, 14, 16)
                                        .mapToObj(size -> "mnist at %1$d×%1$d, samples 0 to 40000".formatted(size))
                                        .collect(Collectors.joining(" + ")));
        assertThat(saved.origin().get("commit")).matches("[0-9a-f]{40}");
        for (float weight : saved.phi()) {
            assertThat(weight).isFinite();
        }
    }
}
