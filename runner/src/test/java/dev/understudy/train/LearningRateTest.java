package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.run.EvaluationLine;
import dev.understudy.run.EvaluationLine.Kind;
import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.JsonLines;
import dev.understudy.run.RolloutKind;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Status.State;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The imitator {@code adam}, trained at 1e-3 on MNIST, drives at other learning rates on other tasks, and is compared with Adam at that rate:
 * eight seeds, the losses of the mean θ, ln of their ratio. Two standard errors are those of the floor, which is Adam against itself.
 */
class LearningRateTest {
    @TempDir
    private Path folder;

    /** ln of the losses' ratios to the teacher's, over the seeds. */
    private record Ratios(double mean, double error) {
        static Ratios of(List<Result> results, RolloutKind driver) {
            double[] logs = results.stream()
                    .filter(result -> result.rollout() == driver)
                    .mapToDouble(result -> Math.log(result.meanLoss() / teachers(results, result.seed())))
                    .toArray();
            double mean = DoubleStream.of(logs).average().orElseThrow();
            double squares = DoubleStream.of(logs)
                    .map(log -> (log - mean) * (log - mean))
                    .sum();
            return new Ratios(mean, Math.sqrt(squares / (logs.length - 1) / logs.length));
        }

        private static double teachers(List<Result> results, long seed) {
            return results.stream()
                    .filter(result -> result.rollout() == RolloutKind.TEACHER && result.seed() == seed)
                    .findFirst()
                    .orElseThrow()
                    .meanLoss();
        }
    }

    private List<Result> driven(String task, double rate) {
        Config config = Configs.parse("""
                name: rate
                threads: 1
                %s
                teacher: {adam: {learningRate: %s}}
                imitator: {pretrained: adam, learningRate: %s}
                training: {metaSteps: 0}
                evaluation: {steps: 300, everySteps: 300, noUpdate: false, noiseFloor: true, seeds: [1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008]}
                """.formatted(task, rate, rate), "rate.yaml", List.of(), Pretrained::network);
        Experiment experiment = new Experiment(config, folder, Trials.NEVER, new Noted());
        assertThat(experiment.run(false, false).state()).isEqualTo(State.DONE);
        return JsonLines.read(experiment.directory().resolve(RunDirectory.EVALUATION), EvaluationLine.class).stream()
                .filter(line -> line.kind() == Kind.RESULT)
                .map(Result.class::cast)
                .toList();
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(doubles = {3e-4, 3e-3})
    void onTheDigitsItIsWithinTwoStandardErrorsOfTheFloor(double rate) {
        List<Result> results = driven("data: {dataset: digits}\noptimizee: {batch: 16}", rate);
        Ratios floor = Ratios.of(results, RolloutKind.FLOOR);
        Ratios imitator = Ratios.of(results, RolloutKind.IMITATOR);
        assertThat(imitator.mean()).isBetween(-2 * floor.error(), 2 * floor.error());
    }

    /**
     * Seventeen coordinates know no chaos in so few steps: the mean of the floor is within 4e-5 of nothing, closer than an imitator whose updates are
     * within 4e-4 of its teacher's. So a tenth of a per cent is allowed in addition to its errors; at its own rate it is as far off.
     */
    @ParameterizedTest
    @ValueSource(doubles = {3e-4, 1e-3, 3e-3})
    void onTheHalfPlaneItIsWithinAThousandthAsAtItsOwnRate(double rate) {
        List<Result> results = driven("data: {dataset: half-plane}\noptimizee: {batch: 16}", rate);
        Ratios floor = Ratios.of(results, RolloutKind.FLOOR);
        Ratios imitator = Ratios.of(results, RolloutKind.IMITATOR);
        assertThat(Math.abs(imitator.mean())).isLessThan(1e-3 + 2 * floor.error());
    }
}
