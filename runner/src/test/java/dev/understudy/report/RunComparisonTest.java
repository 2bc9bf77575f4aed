package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The means of a comparison, their runs, and the best group; known answers. */
class RunComparisonTest {
    private static final String SLOW = "teacher: {sgd: {learningRate: 0.01}}";
    private static final String FAST = "teacher: {sgd: {learningRate: 0.1}}";

    @TempDir
    Path folder;

    private ComparedRuns runs;

    @BeforeEach
    void none() {
        runs = new ComparedRuns(folder);
    }

    private RunComparison by(String metric) {
        return RunComparison.of(runs.all(), metric, true);
    }

    private static ComparedGroup group(RunComparison comparison, String learningRate) {
        return comparison.groups().stream()
                .filter(group -> group.settings().containsValue(learningRate))
                .findFirst()
                .orElseThrow();
    }

    /** Of 1.1, 1.2 and 1.6: mean 1.3, sample deviation √0.07, over √3. */
    @Test
    void aGroupIsTheRunsThatDifferInTheirSeedAloneWithMeanAndStandardError() {
        runs.add("a1", 1, "DONE", SLOW, 2, 1.1);
        runs.add("a2", 2, "DONE", SLOW, 2, 1.2);
        runs.add("a3", 3, "DONE", SLOW, 2, 1.6);
        runs.add("b1", 1, "DONE", FAST, 2, 0.9);

        RunComparison comparison = RunComparison.of(runs.all());

        assertThat(comparison.keys()).containsExactly("teacher.sgd.learningRate");
        assertThat(comparison.groups()).extracting(ComparedGroup::count).containsExactly("1", "3");
        MeanWithError three = group(comparison, "0.01").figures().get("lossRatio");
        assertThat(three.mean()).isCloseTo(1.3, within(1e-12));
        assertThat(three.standardError()).isCloseTo(Math.sqrt(0.07 / 3), within(1e-12));
        MeanWithError one = group(comparison, "0.1").figures().get("lossRatio");
        assertThat(one.mean()).isCloseTo(0.9, within(1e-12));
        assertThat(one.standardError()).isNaN();
    }

    @Test
    void whatIsNotDoneIsCountedAndNotAveraged() {
        runs.add("a1", 1, "DONE", SLOW, 2, 1.5);
        runs.add("a2", 2, "DIVERGED", SLOW, 2, 0.1);
        runs.add("a3", 3, "INTERRUPTED", SLOW, 2, 0.1);
        runs.add("a4", 4, "FAILED", SLOW, 2, 0.1);
        runs.add("a5", 5, "RUNNING", SLOW, 2, 0.1);

        ComparedGroup group = by("lossRatio").groups().get(0);

        assertThat(group.count()).isEqualTo("1, 1 diverged, 1 failed, 1 running, 1 unfinished");
        assertThat(group.figures().get("lossRatio").n()).isEqualTo(1);
        assertThat(group.figures().get("lossRatio").mean()).isCloseTo(1.5, within(1e-12));
    }

    @Test
    void aGroupInWhichARunDivergedIsNeverTheBest() {
        runs.add("a1", 1, "DONE", SLOW, 2, 0.5);
        runs.add("a2", 2, "DIVERGED", SLOW, 2, 0.5);
        runs.add("b1", 1, "DONE", FAST, 2, 1.5);

        RunComparison comparison = by("lossRatio");

        assertThat(comparison.groups().get(0)).isSameAs(group(comparison, "0.01"));
        assertThat(comparison.isBest(group(comparison, "0.01"), comparison.by()))
                .isFalse();
        assertThat(comparison.isBest(group(comparison, "0.1"), comparison.by())).isTrue();
    }

    @Test
    void eachMetricIsGoodInItsOwnDirection() {
        runs.add("a1", 1, "DONE", SLOW, 1.4, 0.5);
        runs.add("b1", 1, "DONE", FAST, 1.2, 1.1);

        assertThat(by("lossRatio").groups().get(0).settings()).containsValue("0.01");
        assertThat(by("accuracy").groups().get(0).settings()).containsValue("0.01");
        assertThat(by("lossDistance").groups().get(0).settings()).containsValue("0.1");
        assertThat(by("lossRatio@1000").groups().get(0).settings()).containsValue("0.1");
        assertThat(by("lossRatio@1000")
                        .groups()
                        .get(0)
                        .figures()
                        .get("lossRatio@1000")
                        .mean())
                .isCloseTo(1.2, within(1e-12));
        RunComparison accuracy = by("accuracy");
        assertThat(accuracy.groups().get(0).figures().get("accuracy").mean()).isCloseTo(0.875, within(1e-12));
        assertThat(accuracy.isBest(accuracy.groups().get(0), accuracy.by())).isTrue();
        assertThat(accuracy.isBest(accuracy.groups().get(1), accuracy.by())).isFalse();
    }

    @Test
    void secondsAndTheImitationLossComeFromTheTrainingAndItsLoops() {
        runs.add("a1", 1, "DONE", SLOW, 2, 1);

        ComparedGroup group = by("seconds").groups().get(0);

        assertThat(group.figures().get("seconds").mean()).isEqualTo(4 + 2 * 1.5);
        assertThat(group.figures().get("imitationLoss").mean()).isEqualTo(0.25);
        assertThat(group.figures().get("openLoopError").known()).isFalse();
    }

    @Test
    void whoHasNoFigureComesLastWhicheverWayIsGood() {
        runs.add("a1", 1, "INTERRUPTED", SLOW);
        runs.add("b1", 1, "DONE", FAST, 2, 1);

        assertThat(by("lossRatio").groups().get(1).settings()).containsValue("0.01");
        assertThat(by("accuracy").groups().get(1).settings()).containsValue("0.01");
    }

    /** The constants of one rule are nothing that another could differ in; the rule's name is. */
    @Test
    void teachersDifferByTheirNameAndNotByEveryConstantOfEither() {
        runs.add("a1", 1, "DONE", SLOW, 2, 1);
        runs.add("b1", 1, "DONE", "teacher: adam", 2, 1);

        assertThat(by("lossRatio").keys()).containsExactly("teacher");
        assertThat(by("lossRatio").groups())
                .extracting(group -> group.settings().get("teacher"))
                .containsExactlyInAnyOrder("sgd", "adam");
    }

    @Test
    void aListIsOneKeyAndNameNone() throws IOException {
        runs.add("a1", 1, "DONE", "imitator: {hidden: [20, 10]}", 2, 1);
        Path other = runs.add("b1", 1, "DONE", "imitator: {hidden: [2]}", 2, 1);
        Path config = other.resolve("config.yaml");
        Files.writeString(config, Files.readString(config).replace("name: sweep", "name: other"));

        assertThat(by("lossRatio").keys()).containsExactly("imitator.hidden");
        assertThat(by("lossRatio").groups())
                .extracting(group -> group.settings().get("imitator.hidden"))
                .containsExactlyInAnyOrder("20, 10", "2");
    }

    @Test
    void ungroupedEveryRunIsARowAndItsSeedAKey() {
        runs.add("a1", 1, "DONE", SLOW, 2, 1.1);
        runs.add("a2", 2, "DONE", SLOW, 2, 1.2);
        runs.add("again", 2, "DONE", SLOW, 2, 1.2);

        RunComparison comparison = RunComparison.of(runs.all(), "lossRatio", false);

        assertThat(comparison.keys()).containsExactly("seed");
        assertThat(comparison.groups())
                .extracting(group -> group.settings().get("seed"))
                .containsExactly("1", "2", "2");
    }

    @Test
    void aMetricThatIsNoneIsRefusedWithAllThatThereAre() {
        runs.add("a1", 1, "DONE", SLOW, 2, 1.1);

        assertThatThrownBy(() -> by("lossRation"))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.exitCode()).isEqualTo(2))
                .hasMessage("--by lossRation is not a metric of these runs; expected one of lossRatio, imitatorLoss, "
                        + "teacherLoss, accuracy, openLoopError, closedLoopError, imitationLoss, seconds, lossDistance, "
                        + "lossRatio@1000, lossDistance@1000; did you mean lossRatio?");
    }

    @Test
    void whatCannotBeReadIsLeftOutAndSaid() throws IOException {
        runs.add("a1", 1, "DONE", SLOW, 2, 1.1);
        Path torn = runs.add("b1", 1, "DONE", SLOW, 2, 1.1);
        Files.writeString(torn.resolve("status.json"), "{");
        Path later = runs.add("c1", 1, "DONE", SLOW, 2, 1.1);
        Files.writeString(later.resolve("config.yaml"), "# format 99\nname: c\n");
        Path wrong = runs.add("d1", 1, "DONE", "training: {unroll: 0}", 2, 1.1);

        RunComparison comparison = by("lossRatio");

        assertThat(comparison.groups())
                .singleElement()
                .extracting(ComparedGroup::count)
                .isEqualTo("1");
        assertThat(comparison.leftOut())
                .extracting(RunComparison.LeftOut::run)
                .containsExactly("sweep/b1", "sweep/c1", "sweep/d1");
        assertThat(comparison.leftOut().get(0).reason()).contains("status.json is damaged");
        assertThat(comparison.leftOut().get(1).reason()).contains("has format 99");
        assertThat(comparison.leftOut().get(2).reason()).contains(wrong + "/config.yaml:4 training.unroll is 0");
        assertThatThrownBy(() -> RunComparison.of(List.of(torn)))
                .hasMessageStartingWith("compare has no run that can be read (")
                .hasMessageContaining("status.json is damaged");
    }

    @Test
    void theCsvHasAllFiguresInFullAndQuotesWhatHasACommaOrAQuote() throws IOException {
        runs.add("a1", 1, "DONE", "imitator: {hidden: [20, 10]}\ndata: {dataset: mnist, dir: 'say \"x\"'}", 2, 1.1);
        runs.add("a2", 2, "DONE", "imitator: {hidden: [20, 10]}\ndata: {dataset: mnist, dir: 'say \"x\"'}", 2, 1.2);
        runs.add("a3", 3, "DONE", "imitator: {hidden: [20, 10]}\ndata: {dataset: mnist, dir: 'say \"x\"'}", 2, 1.25);
        runs.add("b1", 1, "DIVERGED", "imitator: {hidden: [2]}\ndata: {dataset: mnist}", 2, 1.1);
        Path file = folder.resolve("new/c.csv");

        by("lossRatio").writeCsv(file);

        String text = Files.readString(file);
        assertThat(text).endsWith("\r\n").doesNotContain("NaN");
        List<String> lines = List.of(text.split("\r\n"));
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .startsWith(
                        "data.dir,imitator.hidden,runs,done,diverged,others,best,lossRatio,lossRatio standardError,lossRatio n,imitatorLoss");
        assertThat(lines.get(1))
                .startsWith("\"say \"\"x\"\"\",\"20, 10\",sweep/a1 sweep/a2 sweep/a3,3,0,0,true,1.183333333333");
        assertThat(lines.get(2)).startsWith("null,2,sweep/b1,0,1,0,false,,,0,,,0,");
    }

    @Test
    void theTableFitsItsWidthAndSaysWhoIsBestAndWhy() {
        runs.add("a1", 1, "DONE", SLOW, 2, 1.1);
        runs.add("a2", 2, "DONE", SLOW, 2, 1.2);
        runs.add("b1", 1, "INTERRUPTED", FAST, 2, 1.3);

        List<String> lines = by("lossRatio").lines(80);

        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(lines.get(0)).matches(" +learningRate +runs +lossRatio +imitatorLoss +teacherLoss.*");
        assertThat(lines.get(1)).matches("\\* +0\\.01 +2 +1\\.150 \\+- 0\\.050 +1\\.150 \\+- 0\\.050.*");
        assertThat(lines.get(2)).matches(" +0\\.1 +0, 1 unfinished +- +-.*");
        assertThat(String.join(" ", lines))
                .contains("* best: smallest lossRatio", "more metrics in --csv, --html and --json");
    }

    @Test
    void whereTheKeysWouldFillTheWidthTheyStandBelowTheirLine() {
        for (String hidden : List.of("2", "20")) {
            runs.add("a" + hidden, 1, "DONE", """
                    imitator: {hidden: [%1$s]}
                    optimizee: {batch: %1$s}
                    training: {metaSteps: %1$s0, unroll: %1$s, replicas: %1$s, checkpointEvery: %1$s, logEvery: %1$s, diagnosticsEvery: %1$s}
                    threads: %1$s""".formatted(hidden), 2, 1.1);
        }

        List<String> lines = by("lossRatio").lines(80);

        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(lines.get(0)).matches(" +runs +lossRatio +imitatorLoss .*");
        assertThat(String.join("\n", lines)).contains("     hidden=2 batch=2 threads=2 ", "replicas=20");
    }
}
