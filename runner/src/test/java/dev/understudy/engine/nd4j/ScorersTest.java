package dev.understudy.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.engine.Engine;
import dev.understudy.engine.Problem;
import dev.understudy.engine.Rollout;
import dev.understudy.engine.Rollout.Score;
import dev.understudy.engine.RolloutSpec;
import dev.understudy.engine.Samples;
import dev.understudy.engine.WhoDrives;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Optimizee;
import dev.understudy.imitation.Teacher;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("nd4j")
class ScorersTest {
    private static Rollout loop(Engine engine, Samples samples) {
        Problem problem =
                new Problem(Optimizee.halfPlane(), samples, 4, new Teacher.Sgd(0.01), Imitator.gated(2), false);
        return engine.rollout(new RolloutSpec(problem, 1, WhoDrives.TEACHER, 0), null);
    }

    /** Of many objects some have the same identity hash: here two data sets with other points. */
    private static List<Samples> ofOneHash() {
        Map<Integer, Samples> known = new HashMap<>();
        for (int first = 0; ; first++) {
            Samples samples = new Samples.HalfPlane(first, 10);
            Samples before = known.put(System.identityHashCode(samples), samples);
            if (before != null) {
                return List.of(before, samples);
            }
        }
    }

    @Test
    void twoDataSetsOfOneHashHaveScoresOfTheirOwn() {
        List<Samples> two = ofOneHash();
        try (Engine engine = TestedNd4j.engine();
                Rollout both = loop(engine, two.get(0));
                Rollout second = loop(engine, two.get(0))) {
            float[] theta = both.theta();
            Score first = both.score(two.get(0), 10, theta);
            assertThat(both.score(two.get(1), 10, theta))
                    .isEqualTo(second.score(two.get(1), 10, theta))
                    .isNotEqualTo(first);
            assertThat(both.score(two.get(0), 10, theta)).isEqualTo(first);
        }
    }

    /** Each answer is that of its samples taken one by one. */
    @Test
    void whateverTheCountAScoreIsTheMeanOverItsSamples() {
        Samples samples = new Samples.HalfPlane(0, 1000);
        try (Engine engine = TestedNd4j.engine();
                Rollout rollout = loop(engine, samples)) {
            float[] theta = rollout.theta();
            List<Score> one = IntStream.range(0, 120)
                    .mapToObj(i -> rollout.score(new Samples.HalfPlane(i, 1), 1, theta))
                    .toList();
            for (int count : new int[] {120, 1, 100, 120}) {
                Score all = rollout.score(samples, count, theta);
                List<Score> its = one.subList(0, count);
                assertThat(all.loss()).isCloseTo(mean(its, Score::loss), within(1e-6));
                assertThat(all.accuracy()).isCloseTo(mean(its, Score::accuracy), within(1e-9));
            }
        }
    }

    private static double mean(List<Score> scores, ToDoubleFunction<Score> of) {
        return scores.stream().mapToDouble(of).average().orElseThrow();
    }
}
