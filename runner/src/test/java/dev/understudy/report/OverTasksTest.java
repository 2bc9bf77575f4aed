package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.report.OverTasks.Ratio;
import dev.understudy.report.OverTasks.Target;
import dev.understudy.run.TunedTeacher;
import dev.understudy.run.TunedTeacher.Candidate;
import dev.understudy.run.TunedTeacher.Course;
import dev.understudy.run.TunedTeacher.Figure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rollouts of four steps, each on one seed, compared with tuned teachers that end at a training loss of 2 (linear) and 4 (constant) and at test losses of 1 and 2.
 */
class OverTasksTest {
    private static final Candidate LINEAR = candidate("linear", 2, 1);
    private static final Candidate CONSTANT = candidate("constant", 4, 2);

    @TempDir
    private Path folder;

    private static Candidate candidate(String schedule, double training, double test) {
        float[] course = {3, 2};
        return new Candidate(
                schedule,
                0.01,
                0,
                new Figure(9, 9),
                new Figure(training, 0),
                new Figure(test, 0),
                new Figure(0.5, 0),
                new Course(new int[] {2, 4}, course, course));
    }

    private static TunedTeacher tuned(Candidate constant) {
        return new TunedTeacher(
                Map.of(),
                4,
                "adam",
                "adam",
                List.of(0.01),
                List.of("linear"),
                List.of(7L),
                1000,
                10_000,
                List.of(LINEAR),
                LINEAR,
                constant,
                List.of(LINEAR),
                "");
    }

    /** An imitator with these losses. */
    private Path task(String name, double testLoss, String first, String then, Candidate constant) {
        Evaluated run = new Evaluated(folder, name)
                .status("DONE", "")
                .point("imitator", 1, 2, first, "")
                .point("imitator", 1, 4, then, "")
                .end("imitator", 1, 0.1, ",\"testLoss\":" + testLoss);
        tuned(constant).write(run.directory().resolve("against.json"));
        return run.directory();
    }

    /** Ends at 1 and 0.5, half and half; and is at the best's 2 after three steps, at the constant's 4 after one. */
    private Path good() {
        return task("good", 0.5, "4,3", "2,1", CONSTANT);
    }

    /** Ends at 4 and 2; it reaches the constant's 4 after four steps, and never the best's. */
    private Path bad() {
        return task("bad", 2, "9,8", "7,4", CONSTANT);
    }

    private Path diverged() {
        Evaluated run = new Evaluated(folder, "diverged")
                .status("DIVERGED", "")
                .point("imitator", 1, 2, "2,2", "")
                .point("imitator", 1, 4, "2,2", "")
                .point("imitator", 2, 2, "6,null", "")
                .end("imitator", 1, 0.1, ",\"testLoss\":1")
                .diverged("imitator", 2, 1);
        tuned(CONSTANT).write(run.directory().resolve("against.json"));
        return run.directory();
    }

    private static OverTasks over(Path... evaluations) {
        return OverTasks.of(Report.read(List.of(evaluations)).trials()).orElseThrow();
    }

    @Test
    void eachEvaluationHasOneRatioOfEachFigure() {
        OverTasks over = over(good(), bad());

        assertThat(over.values(Ratio.TRAINING, Target.BEST)).containsExactly(0.5, 2);
        assertThat(over.values(Ratio.TRAINING, Target.CONSTANT)).containsExactly(0.25, 1);
        assertThat(over.values(Ratio.TEST, Target.BEST)).containsExactly(0.5, 2);
        assertThat(over.values(Ratio.TEST, Target.CONSTANT)).containsExactly(0.25, 1);
        assertThat(over.values(Ratio.STEPS, Target.BEST)).containsExactly(0.75, StepsToLoss.NEVER);
        assertThat(over.values(Ratio.STEPS, Target.CONSTANT)).containsExactly(0.25, 1);
    }

    /** The other seed alone would be as good as the best. */
    @Test
    void oneSeedThatDivergedMakesItsEvaluationNever() {
        OverTasks over = over(diverged(), good());

        for (Ratio ratio : Ratio.values()) {
            assertThat(over.values(ratio, Target.BEST)[0]).as(ratio.name()).isEqualTo(StepsToLoss.NEVER);
        }
    }

    @Test
    void theTableHasARowForEachAndTheMeansOverThem() {
        Path good = good();
        Path bad = bad();
        List<String> lines = ResultTable.lines(List.of(good, bad), false);

        assertThat(lines)
                .containsSequence(
                        "  over 2 evaluations  training / best  test / best  steps to best  training / constant",
                        "  good/seed-1         0.500            0.500        0.750          0.250",
                        "  bad/seed-1          2.00             2.00         never          1.00",
                        "  geometric mean      1.00             1.00         never          0.500",
                        "  interquartile mean  1.25             1.25         never          0.625",
                        "",
                        "  over 2 evaluations  test / constant  steps to constant  survived",
                        "  good/seed-1         0.250            0.250              1 of 1",
                        "  bad/seed-1          1.00             1.00               1 of 1",
                        "  geometric mean      0.500            0.500              2 of 2",
                        "  interquartile mean  0.625            0.625");
        assertThat(String.join(" ", lines)).contains("makes its evaluation count as never.");
        assertThat(Evaluated.rows(Page.of(Report.read(List.of(good, bad)).trials())))
                .contains("geometric mean | 1.00 | 1.00 | never | 0.500 | 0.500 | 0.500 | 2 of 2");
    }

    /** One of five, which the middle half does not reach; the geometric mean leaves it out of nothing. */
    @Test
    void theInterquartileMeanBearsOneNever() {
        OverTasks over = over(good(), good(), good(), good(), bad());

        assertThat(OverTasks.interquartileMean(over.values(Ratio.STEPS, Target.BEST)))
                .isCloseTo(0.75, within(1e-12));
        assertThat(StepsToLoss.geometricMean(over.values(Ratio.STEPS, Target.BEST)))
                .isEqualTo(StepsToLoss.NEVER);
    }

    @Test
    void withoutAConstantRateNothingIsSaidOfTheMeanOfTheOthers() {
        Path without = task("without", 0.5, "4,3", "2,1", null);
        OverTasks over = over(good(), without);

        assertThat(over.values(Ratio.TEST, Target.CONSTANT)).containsExactly(0.25, Double.NaN);
        assertThat(over.rows().get(3).get(5)).isEqualTo("-");
        assertThat(over.rows().get(4).get(5)).isEqualTo("-");
    }

    @Test
    void oneAloneHasNoTable() {
        assertThat(OverTasks.of(Report.read(List.of(good())).trials())).isEmpty();
        assertThat(String.join("\n", ResultTable.lines(List.of(good()), false))).doesNotContain("over 1");
        assertThat(OverTasksDocument.of(List.of(good()))).isNull();
    }

    @Test
    void programsAreToldEachValueAndTheMeans() {
        List<OverTasksDocument> documents = OverTasksDocument.of(List.of(good(), bad()));

        assertThat(documents).extracting(OverTasksDocument::target).containsExactly("best", "constant");
        assertThat(documents.get(0).steps())
                .isEqualTo(new OverTasksDocument.Figures(
                        List.of(0.75, StepsToLoss.NEVER), 1, StepsToLoss.NEVER, StepsToLoss.NEVER));
        assertThat(documents.get(0).testLoss().values()).containsExactly(0.5, 2.0);
        assertThat(documents.get(0).testLoss().interquartileMean()).isEqualTo(1.25);
        assertThat(documents.get(1).trainingLoss().values()).containsExactly(0.25, 1.0);
    }
}
