package dev.understudy.train;

import static dev.understudy.train.EvaluationByHeart.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures of the end and of a horizon before it, computed by hand for {@link RolloutByHeart}. */
class ResultFiguresTest {
    @TempDir
    private static Path folder;

    private static EvaluationByHeart evaluation;
    private static JsonNode result;
    private static JsonNode horizon;

    @BeforeAll
    static void twoThousandSteps() {
        evaluation = new EvaluationByHeart(
                folder, "evaluation.steps=2000", "evaluation.everySteps=100", "evaluation.horizons=[1000]");
        assertThat(evaluation.run()).isZero();
        result = evaluation.line("result", "imitator");
        horizon = evaluation.line("horizon", "imitator");
    }

    private static double number(JsonNode line, String field) {
        assertThat(line.path(field).isNumber()).as(field + " of " + line).isTrue();
        return line.path(field).doubleValue();
    }

    @Test
    void theFinalScoreIsThatOfTheLastThetaOverTheWholeTestSet() {
        assertThat(number(result, "step")).isEqualTo(2000);
        assertThat(number(result, "testLoss")).isEqualTo(2000);
        assertThat(number(result, "testAccuracy")).isEqualTo(1000);
        assertThat(result.path("firstBadStep").isNull()).isTrue();
        assertThat(result.path("seed").asLong()).isEqualTo(1001);
    }

    @Test
    void aHorizonHasTheSameFiguresOfItsOwnStep() {
        assertThat(number(horizon, "testLoss")).isEqualTo(1000);
        assertThat(number(horizon, "testAccuracy")).isEqualTo(1000);
        assertThat(number(horizon, "trainingLoss")).isEqualTo(749.5); // the losses 500 … 999
        assertThat(horizon.path("firstBadStep").isNull()).isTrue();
        assertThat(number(horizon, "seconds")).isPositive().isLessThan(number(result, "seconds"));
        assertThat(horizon.fieldNames()).toIterable().containsExactlyElementsOf(result::fieldNames);
    }

    /** Of the numbers 1501 … 2000 and 501 … 1000: (1501 + 2000) / 2 and (501 + 1000) / 2. */
    @Test
    void theMeanOfThetaIsOverTheLastFiveHundredStepsOfEachHorizon() {
        assertThat(number(result, "meanLoss")).isEqualTo(1750.5);
        assertThat(number(horizon, "meanLoss")).isEqualTo(750.5);
        assertThat(number(result, "meanAccuracy")).isEqualTo(1000);
        assertThat(number(horizon, "meanAccuracy")).isEqualTo(1000);
        assertThat(evaluation.loops.get(0).means).containsExactly(500, 1500);
    }

    @Test
    void theFivePointsAreOfThetaItselfAndFiftyStepsApartUpToTheEnd() {
        assertThat(numbers(result.path("pointLosses"))).containsExactly(1800.0, 1850.0, 1900.0, 1950.0, 2000.0);
        assertThat(numbers(horizon.path("pointLosses"))).containsExactly(800.0, 850.0, 900.0, 950.0, 1000.0);
        assertThat(numbers(result.path("pointAccuracies"))).containsOnly(2000.0).hasSize(5);
        assertThat(numbers(horizon.path("pointAccuracies")))
                .containsOnly(2000.0)
                .hasSize(5);
    }

    /** The losses 1500 … 1999: (1500 + 1999) / 2. */
    @Test
    void theTrainingLossIsTheMeanOfTheLastFiveHundredSteps() {
        assertThat(number(result, "trainingLoss")).isEqualTo(1749.5);
    }

    /** Σn² / Σn for n = 1 … N is (2N + 1) / 3, Σn is N(N + 1) / 2. */
    @Test
    void theAgreementIsOfTheSumsOverAllStepsUpToThere() {
        assertThat(number(result, "relativeError")).isEqualTo(Math.sqrt(4001 / 3.0));
        assertThat(number(horizon, "relativeError")).isEqualTo(Math.sqrt(2001 / 3.0));
        // product N over √(Σn · 4Σn) = 2Σn
        assertThat(number(result, "cosine")).isEqualTo(2000 / (2 * 2_001_000.0));
        assertThat(number(horizon, "cosine")).isEqualTo(1000 / (2 * 500_500.0));
        // signed N over size Σn
        assertThat(number(result, "bias")).isEqualTo(2000 / 2_001_000.0);
        assertThat(number(horizon, "bias")).isEqualTo(1000 / 500_500.0);
    }

    @Test
    void theLargestCellIsThatOfAnyPointSoFarButTheSizeOfThetaIsThatOfTheEnd() {
        assertThat(number(horizon, "maxCell")).isEqualTo(1000);
        assertThat(number(result, "maxCell")).isEqualTo(1200);
        assertThat(number(horizon, "meanTheta")).isEqualTo(1000.5);
        assertThat(number(result, "meanTheta")).isEqualTo(2000.5);
    }

    @Test
    void aHorizonHasALineAtItsOwnStepBehindThePointThereAndTheEndHasNone() {
        assertThat(number(horizon, "step")).isEqualTo(1000);
        List<String> lines = evaluation.lines().stream()
                .filter(line -> line.path("rollout").asText().equals("imitator"))
                .map(line -> line.path("kind").asText())
                .toList();
        assertThat(lines).hasSize(22);
        assertThat(lines.subList(0, 10)).containsOnly("point");
        assertThat(lines.get(10)).isEqualTo("horizon");
        assertThat(lines.subList(11, 21)).containsOnly("point");
        assertThat(lines.get(21)).isEqualTo("result");
    }

    @Test
    void everyDriverHasTheSameFiguresOnTheSameLoop() {
        for (String driver : List.of("teacher", "noUpdate")) {
            for (String field : List.of("testLoss", "meanLoss", "pointLosses", "trainingLoss", "bias")) {
                assertThat(evaluation.line("result", driver).path(field))
                        .as(driver + " " + field)
                        .isEqualTo(result.path(field));
            }
        }
        assertThat(evaluation.loops).allMatch(loop -> loop.closed);
    }
}
