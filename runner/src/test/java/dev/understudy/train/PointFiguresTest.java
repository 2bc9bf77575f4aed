package dev.understudy.train;

import static dev.understudy.train.EvaluationByHeart.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of an evaluation's curve, computed by hand for {@link RolloutByHeart}. */
class PointFiguresTest {
    @TempDir
    private Path folder;

    private List<JsonNode> points(String steps, String every) {
        EvaluationByHeart evaluation = new EvaluationByHeart(
                folder, "evaluation.steps=" + steps, "evaluation.everySteps=" + every, "evaluation.batch=48");
        evaluation.run();
        return evaluation.lines("point", "imitator");
    }

    @Test
    void aPointIsAtItsStepAndHasTheLossOfEveryStepSinceTheOneBefore() {
        List<JsonNode> points = points("400", "200");

        assertThat(points).extracting(line -> line.path("step").asInt()).containsExactly(200, 400);
        assertThat(numbers(points.get(0).path("losses"))).isEqualTo(range(0, 200));
        assertThat(numbers(points.get(1).path("losses"))).isEqualTo(range(200, 400));
    }

    @Test
    void theLastPointIsAtTheEndAlsoWhereItComesEarly() {
        List<JsonNode> points = points("25", "10");

        assertThat(points).extracting(line -> line.path("step").asInt()).containsExactly(10, 20, 25);
        assertThat(numbers(points.get(2).path("losses"))).containsExactly(20.0, 21.0, 22.0, 23.0, 24.0);
    }

    @Test
    void theTestScoreIsOfTheFirstTestSamplesAsManyAsTheConfigSays() {
        List<JsonNode> points = points("400", "200");

        assertThat(points).extracting(line -> line.path("testLoss").asDouble()).containsExactly(200.0, 400.0);
        assertThat(points)
                .extracting(line -> line.path("testAccuracy").asDouble())
                .containsExactly(48.0, 48.0);
    }

    /** Of the steps n = 101 … 200: Σn = 20,100 − 5,050 and Σn² = 2,686,700 − 338,350. */
    @Test
    void theAgreementIsThatOfTheSpan() {
        JsonNode second = points("300", "100").get(1);

        assertThat(second.path("relativeDifference").asDouble()).isEqualTo(Math.sqrt(2_348_350 / 15_050.0));
        assertThat(second.path("bias").asDouble()).isEqualTo(100 / 15_050.0);
    }

    @Test
    void theStatisticsAreThoseOfTheStateUnderTheirOwnNames() {
        JsonNode point = points("300", "100").get(2);

        assertThat(point.path("theta").path("mean").asDouble()).isEqualTo(300.5);
        assertThat(point.path("theta").path("max").asDouble()).isEqualTo(302);
        assertThat(point.path("theta").path("variance").asDouble()).isEqualTo(4);
        assertThat(point.path("theta").path("skewness").asDouble()).isEqualTo(5);
        assertThat(point.path("theta").path("kurtosis").asDouble()).isEqualTo(6);
        assertThat(point.path("cell").path("min").asDouble()).isEqualTo(7);
        assertThat(point.path("cell").path("max").asDouble()).isEqualTo(300);
        assertThat(point.path("relativeError").path("mean").asDouble()).isEqualTo(14);
    }

    private static List<Double> range(int from, int to) {
        return IntStream.range(from, to).asDoubleStream().boxed().toList();
    }
}
