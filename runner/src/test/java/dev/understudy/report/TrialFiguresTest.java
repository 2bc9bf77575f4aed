package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.run.EvaluationLine;
import dev.understudy.run.EvaluationLine.Result;
import dev.understudy.run.RolloutKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures behind the tables: means, ratios, and the ends of curves. */
class TrialFiguresTest {
    @TempDir
    Path folder;

    private Evaluated run() {
        return new Evaluated(folder, "a");
    }

    // ---- means ----

    @Test
    void whatIsSetSideBySideIsOfSeedsOnWhichBothEndedWell() {
        Trial trial = run().end("imitator", 1, 0.2)
                .end("imitator", 2, 0.6)
                .end("imitator", 3, 10)
                .end("imitator", 4, 100)
                .end("teacher", 1, 0.1)
                .end("teacher", 2, 0.2)
                .diverged("teacher", 3, 9)
                .trial();
        assertThat(trial.mean(RolloutKind.IMITATOR, Result::meanLoss))
                .isEqualTo(MeanWithError.of(java.util.stream.DoubleStream.of(0.2, 0.6, 10, 100)));
        assertThat(trial.pairedMean(RolloutKind.IMITATOR, Result::meanLoss).mean())
                .isCloseTo(0.4, within(1e-12));
        assertThat(trial.pairedMean(RolloutKind.TEACHER, Result::meanLoss).mean())
                .isCloseTo(0.15, within(1e-12));
        assertThat(trial.difference(RolloutKind.IMITATOR).n()).isEqualTo(2);
        assertThat(trial.difference(RolloutKind.IMITATOR).mean()).isCloseTo(0.25, within(1e-12));
        // ln 2 and ln 3.
        assertThat(Math.exp(trial.logRatio(RolloutKind.IMITATOR).mean())).isCloseTo(Math.sqrt(6), within(1e-12));
    }

    @Test
    void whoDivergedIsInNoRatioEvenWithALoss() {
        Trial trial = run().line(
                        "\"kind\":\"result\",\"seed\":1,\"rollout\":\"imitator\",\"step\":9,\"firstBadStep\":5,\"meanLoss\":7")
                .end("teacher", 1, 0.1)
                .trial();
        assertThat(trial.logRatio(RolloutKind.IMITATOR).known()).isFalse();
        assertThat(trial.mean(RolloutKind.IMITATOR, Result::meanLoss).known()).isFalse();
        assertThat(trial.pairedMean(RolloutKind.TEACHER, Result::meanLoss).known())
                .isFalse();
    }

    @Test
    void theLargestIsOverAllSeedsThatHaveOne() {
        Trial trial = run().end("imitator", 1, 0.2, ",\"maxCell\":3")
                .end("imitator", 2, 0.2, ",\"maxCell\":4")
                .end("imitator", 3, 0.2, ",\"maxCell\":null")
                .trial();
        assertThat(trial.max(RolloutKind.IMITATOR, Result::maxCell)).isEqualTo(4);
        assertThat(trial.max(RolloutKind.TEACHER, Result::maxCell)).isNaN();
    }

    /** 1, 2, 6: mean 3, Σd² = 4 + 1 + 9 = 14, over 2 is 7, over 3 is 7/3. */
    @Test
    void theStandardErrorIsOfTheSampleVariance() {
        MeanWithError three = MeanWithError.of(java.util.stream.DoubleStream.of(1, Double.NaN, 2, 6));
        assertThat(three.mean()).isEqualTo(3);
        assertThat(three.standardError()).isCloseTo(Math.sqrt(7 / 3.0), within(1e-12));
        assertThat(three.n()).isEqualTo(3);
        assertThat(three.times(-2).mean()).isEqualTo(-6);
        assertThat(three.times(-2).standardError()).isCloseTo(2 * Math.sqrt(7 / 3.0), within(1e-12));
        assertThat(MeanWithError.of(java.util.stream.DoubleStream.of(5)).standardError())
                .isNaN();
        assertThat(MeanWithError.of(java.util.stream.DoubleStream.of(5, 5)).standardError())
                .isZero();
    }

    @Test
    void ofTwoLinesOnOneSeedTheLaterHolds() {
        Trial trial = run().end("imitator", 2, 0.5)
                .end("imitator", 1, 0.1)
                .end("imitator", 2, 0.7)
                .trial();
        assertThat(trial.resultsOf(RolloutKind.IMITATOR))
                .extracting(Result::seed)
                .containsExactly(1L, 2L);
        assertThat(trial.resultsOf(RolloutKind.IMITATOR))
                .extracting(Result::meanLoss)
                .containsExactly(0.1, 0.7);
    }

    // ---- signs ----

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1, 0.1, 0.1, false",
        "0, 0.1, 0.1, 0.1, true",
        "0.1, 0, 0, 0, false",
        "0.1, -0.1, 0.1, 0.1, true",
        "0.1, 0.1, -0.1, 0.1, true",
        "0.1, 0.1, 0.1, -0.1, true",
    })
    void aLossBelow0OrAMeanOf0LeavesNoRatio(double mean, double test, double training, double point, boolean signed) {
        Trial trial = run().end("imitator", 1, mean, ",\"testLoss\":" + test)
                .point("teacher", 1, 2, training + ",1", ",\"testLoss\":" + point)
                .end("teacher", 1, 0.1)
                .trial();
        assertThat(trial.signed()).isEqualTo(signed);
        assertThat(trial.logRatio(RolloutKind.IMITATOR).known()).isEqualTo(!signed);
        assertThat(trial.difference(RolloutKind.IMITATOR).known()).isTrue();
    }

    // ---- divergence ----

    @Test
    void theFirstBadStepIsTheEarliestOfCurvesAndEndings() {
        Trial trial = run().point("imitator", 1, 3, "1,2,null", "")
                .diverged("imitator", 2, 7)
                .diverged("imitator", 3, 5)
                .diverged("teacher", 1, 5)
                .point("teacher", 1, 9, "1,1,1,1,1,1,1,1,null", "")
                .point("floor", 1, 2, "1,1", "")
                .trial();
        assertThat(trial.firstBadStep(RolloutKind.IMITATOR)).isEqualTo(3);
        assertThat(trial.firstBadStep(RolloutKind.TEACHER)).isEqualTo(5);
        assertThat(trial.firstBadStep(RolloutKind.FLOOR)).isEqualTo(Long.MAX_VALUE);
        assertThat(trial.firstDiverged(RolloutKind.IMITATOR).orElseThrow().seed())
                .isEqualTo(3);
        assertThat(trial.firstDiverged(RolloutKind.FLOOR)).isEmpty();
    }

    // ---- curves ----

    private Curve curve(Evaluated run) {
        return run.trial().curvesOf(RolloutKind.IMITATOR).get(0);
    }

    @Test
    void stepsWithoutALineAreUnknown() {
        Curve curve = curve(run().point("imitator", 1, 2, "1,2", "").point("imitator", 1, 5, "5", ""));
        assertThat(curve.losses()).containsExactly(1, 2, Double.NaN, Double.NaN, 5);
        assertThat(curve.points()).extracting(EvaluationLine.Point::step).containsExactly(2, 5);
        assertThat(curve.firstBadStep()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theFirstBadStepOfACurveCountsFrom1() {
        assertThat(curve(run().point("imitator", 1, 3, "1,null,null", "")).firstBadStep())
                .isEqualTo(2);
        assertThat(curve(run().point("imitator", 1, 1, "null", "")).firstBadStep())
                .isEqualTo(1);
        assertThat(curve(run().point("imitator", 1, 2, "1,2", "").point("imitator", 1, 4, "3,null", ""))
                        .firstBadStep())
                .isEqualTo(4);
    }

    /** Resumed at step 2: a loss of step 3 that was not finite is replaced, that of step 2 stays. */
    @Test
    void anEvaluationBegunAgainForgetsWhatWasBadFromThereOn() {
        assertThat(curve(run().point("imitator", 1, 4, "1,1,null,1", "").point("imitator", 1, 4, "1,1", ""))
                        .firstBadStep())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(curve(run().point("imitator", 1, 4, "1,null,1,1", "").point("imitator", 1, 4, "1,1", ""))
                        .firstBadStep())
                .isEqualTo(2);
    }

    @Test
    void aLineThatCannotBeTrueIsPassedOver() {
        Curve curve = curve(run().point("imitator", 1, 1, "1", "")
                .point("imitator", 1, 1, "1,2", "")
                .point("imitator", 1, -1, "", "")
                .point("imitator", 1, 20_000_001, "7", ""));
        assertThat(curve.losses()).containsExactly(1);
        assertThat(curve.points()).hasSize(1);
        assertThat(curve(run().point("imitator", 1, 0, "", "")).points()).hasSize(1);
    }

    // ---- config, horizons, verdict ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "teacher: sgd | 4000 | 1.01",
                "teacher: {sgd: {momentum: 0.9}} | 4000 | 1.02",
                "teacher: {sgd: {momentum: 0.9}} | 4001 | 1.05",
                "teacher: {adam: {beta1: 0.9}} | 4001 | 1.1",
                "teacher: {adam: {}, sgd: {}} | 4001 | 1.05",
                "name: x | 4001 | 1.05",
            })
    void theBarFollowsFromTheConfigAndTheLongestLoop(String config, int steps, double bar) {
        Trial trial = run().file("config.yaml", config)
                .line("\"kind\":\"result\",\"seed\":1,\"rollout\":\"imitator\",\"step\":" + steps)
                .line("\"kind\":\"result\",\"seed\":2,\"rollout\":\"imitator\",\"step\":10")
                .trial();
        assertThat(trial.bar()).isEqualTo(bar);
    }

    @Test
    void theUnrollIsThatOfTheConfig() {
        assertThat(run().file("config.yaml", "training: {unroll: 20}").trial().trainedOver())
                .isEqualTo(20);
        assertThat(run().file("config.yaml", "name: a").trial().trainedOver()).isZero();
        assertThat(run().file("config.yaml", "training: {unroll: 20, objective: {evolution: {longest: 500}}}")
                        .trial()
                        .trainedOver())
                .isEqualTo(500);
    }

    @Test
    void horizonsAreInOrderAndTheEndIsNone() {
        Trial trial = run().line(
                        "\"kind\":\"horizon\",\"seed\":1,\"rollout\":\"imitator\",\"step\":300,\"meanLoss\":0.3")
                .line("\"kind\":\"horizon\",\"seed\":1,\"rollout\":\"imitator\",\"step\":100,\"meanLoss\":0.1")
                .line("\"kind\":\"horizon\",\"seed\":2,\"rollout\":\"imitator\",\"step\":100,\"meanLoss\":0.2")
                .end("imitator", 1, 0.9)
                .trial();
        assertThat(trial.horizons()).containsExactly(100, 300);
        assertThat(trial.at(100).resultsOf(RolloutKind.IMITATOR))
                .extracting(Result::meanLoss)
                .containsExactly(0.1, 0.2);
        assertThat(trial.at(300).resultsOf(RolloutKind.IMITATOR)).hasSize(1);
        assertThat(trial.resultsOf(RolloutKind.IMITATOR))
                .extracting(Result::meanLoss)
                .containsExactly(0.9);
    }

    @Test
    void theVerdictForProgramsHasTheFiguresOfTheReport() {
        Evaluated run = run().file("config.yaml", "teacher: {sgd: {}}")
                .end("imitator", 1, 0.2)
                .end("imitator", 2, 0.4)
                .end("teacher", 1, 0.1)
                .end("teacher", 2, 0.1);
        EvaluationLine.Verdict verdict = Report.read(List.of(run.directory())).verdict();
        assertThat(verdict.verdict()).isEqualTo("does not imitate (two seeds)");
        assertThat(verdict.seeds()).isEqualTo(2);
        assertThat(verdict.lnRatio()).isCloseTo(1.5 * Math.log(2), within(1e-12));
        assertThat(verdict.standardError()).isCloseTo(0.5 * Math.log(2), within(1e-12));
        assertThat(verdict.bar()).isEqualTo(1.01);
        assertThat(verdict.reason()).startsWith("It does not imitate: its test loss is 2.83 times its teacher's;");
    }

    /** One seed, the second: its teacher's loss, no update's and the floor's stand in the reason. */
    @Test
    void aVerdictRestsOnTheLossesOfItsOwnSeed() {
        Trial trial = run().end("imitator", 2, 0.432)
                .end("teacher", 1, 7)
                .end("teacher", 2, 0.4)
                .end("noUpdate", 1, 7)
                .end("noUpdate", 2, 2.3)
                .end("floor", 1, 7)
                .end("floor", 2, 0.428)
                .trial();
        assertThat(trial.verdict().reason())
                .isEqualTo(
                        "No verdict: its test loss is 1.080 times its teacher's, beyond the margin of 1.05, and one seed"
                                + " is too few to tell that from chance; the teacher against itself gives 1.070.");
    }

    // ---- another teacher ----

    private String judged(String trained, String here) {
        String session =
                "{\"started\":\"2025-01-01T00:00:00Z\",\"version\":\"1\",\"commit\":\"c\",\"configSha256\":\"ab\",\"seeds\":{},"
                        + "\"data\":{\"name\":\"mnist\",\"sha256\":\"cd\"},\"computed\":{\"engine\":\"fused\",\"device\":\"cpu\",\"reason\":\"r\"},"
                        + "\"machine\":{\"host\":\"h\",\"os\":\"o\",\"arch\":\"a\",\"cpu\":\"c\",\"cores\":8,\"jvm\":\"17\",\"maxHeapBytes\":1},"
                        + "\"teachers\":{\"trainedOn\":%s,\"evaluatedOn\":%s}}";
        return run().file("provenance.json", "{\"runs\":[" + session.formatted(trained, here) + "]}")
                .end("imitator", 1, 0.1)
                .end("teacher", 1, 0.1)
                .trial()
                .verdict()
                .reason();
    }

    /** The teacher at the learning rate at which the imitator drives is its own. */
    @Test
    void atAnotherLearningRateItIsJudgedByTheTeacherAtThatRate() {
        String driven = "\"adam with a 1, learningRate 1\",\"drivenAs\":\"adam with a 1, learningRate 3\"";
        assertThat(judged(driven, "\"adam with a 1, learningRate 3\"")).doesNotContain("Not its teacher");
        assertThat(judged(driven, "\"adam with a 1, learningRate 1\""))
                .isEqualTo(
                        "Not its teacher: it was trained on adam with learningRate 1, drives as adam with learningRate 3 and is"
                                + " compared here with adam with learningRate 1, so these figures do not say how well it imitates.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Of one rule only what differs, of two rules everything.
                "adam with beta1 0.9, learningRate 1 | adam with beta1 0.9, learningRate 2 | adam with learningRate 1 | adam with learningRate 2",
                "adam with a 1, b 2, c 3 | adam with a 9, b 2, c 7 | adam with a 1, c 3 | adam with a 9, c 7",
                "adam with a 1 | sgd with a 1 | adam with a 1 | sgd with a 1",
                "adam | sgd with a 1 | adam | sgd with a 1",
                "adam | adam with a 1 | adam | adam with a 1",
            })
    void againstAnotherTeacherItIsSaidInWhatTheyDiffer(String trained, String here, String one, String other) {
        assertThat(judged('"' + trained + '"', '"' + here + '"'))
                .isEqualTo("Not its teacher: it was trained on " + one + " and is compared here with " + other
                        + ", so these figures do not say how well it imitates.");
    }

    @Test
    void theSameTeacherOrOneThatNobodyToldIsNoOther() {
        assertThat(judged("\"sgd\"", "\"sgd\"")).startsWith("It imitates");
        assertThat(judged("null", "\"sgd\"")).startsWith("It imitates");
        assertThat(judged("\"sgd\"", "null")).startsWith("It imitates");
    }
}
