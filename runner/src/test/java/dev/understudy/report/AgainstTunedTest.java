package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.run.RolloutKind;
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
 * Rollouts of four steps, compared with a tuned teacher that ends at 2 by a linear schedule and at 3 at a constant
 * rate.
 */
class AgainstTunedTest {
    private static final Candidate LINEAR = candidate("linear", 3e-4, 2, 4, 2);
    private static final Candidate CONSTANT = candidate("constant", 0.01, 3, 5, 3);

    @TempDir
    Path folder;

    private static Candidate candidate(String schedule, double rate, double end, float... course) {
        Course points = new Course(new int[] {2, 4}, course, course);
        return new Candidate(
                schedule,
                rate,
                0,
                new Figure(9, 9),
                new Figure(end, 0.25),
                new Figure(end / 2, 0.125),
                new Figure(0.5, 0),
                points);
    }

    private static TunedTeacher tuned(Candidate best, Candidate constant) {
        return new TunedTeacher(
                Map.of(),
                4,
                "adam",
                "adam",
                List.of(3e-4, 0.01),
                List.of("constant", "linear"),
                List.of(7L, 8L),
                1000,
                10_000,
                List.of(LINEAR, CONSTANT),
                best,
                constant,
                List.of(CONSTANT, LINEAR),
                "");
    }

    /** The imitator reaches 2 after 2 and after 4 steps, its teacher after 4 and never. */
    private Evaluated run(TunedTeacher against) {
        Evaluated run = new Evaluated(folder, "a").status("DONE", "");
        run.point("imitator", 1, 2, "6,2", "")
                .point("imitator", 1, 4, "1,1", "")
                .point("imitator", 2, 2, "4,3", "")
                .point("imitator", 2, 4, "3,2", "")
                .point("teacher", 1, 2, "8,3", "")
                .point("teacher", 1, 4, "3,2", "")
                .point("teacher", 2, 2, "8,4", "")
                .point("teacher", 2, 4, "4,4", "")
                .end("imitator", 1, 0.1, ",\"testLoss\":0.25")
                .end("imitator", 2, 0.1, ",\"testLoss\":0.25")
                .end("teacher", 1, 0.1, ",\"testLoss\":0.5")
                .end("teacher", 2, 0.1, ",\"testLoss\":0.5");
        against.write(run.directory().resolve("against.json"));
        return run;
    }

    private AgainstTuned against(TunedTeacher tuned) {
        return AgainstTuned.of(run(tuned).trial()).orElseThrow();
    }

    @Test
    void eachSeedHasItsPartOfTheHorizonAndOneThatNeverComesThereIsCounted() {
        AgainstTuned against = against(tuned(LINEAR, CONSTANT));

        assertThat(against.fractions(RolloutKind.IMITATOR, LINEAR)).containsExactly(0.5, 1);
        assertThat(against.fractions(RolloutKind.IMITATOR, CONSTANT)).containsExactly(0.5, 0.5);
        assertThat(against.fractions(RolloutKind.TEACHER, LINEAR)).containsExactly(1, StepsToLoss.NEVER);
    }

    @Test
    void theTableHasWhoDrivesAndTheTunedTeachers() {
        assertThat(ResultTable.lines(List.of(run(tuned(LINEAR, CONSTANT)).directory()), false))
                .containsSequence(
                        "  against tuned       training loss  test loss     steps to best            steps to constant",
                        "  imitator            1.50 +- 0.50   0.2500 +- 0   0.707 (0.750)            0.500 (0.500)",
                        "  teacher             3.0 +- 1.0     0.5000 +- 0   never on 1 of 2 (never)  never on 1 of 2 (never)",
                        "  adam linear 3e-4    2.00 +- 0.25   1.00 +- 0.13",
                        "  adam constant 0.01  3.00 +- 0.25   1.50 +- 0.13",
                        "",
                        "  against tuned       survived",
                        "  imitator            2 of 2",
                        "  teacher             2 of 2",
                        "  adam linear 3e-4    2 of 2",
                        "  adam constant 0.01  2 of 2",
                        "  Steps are given as a part of the 4, until the mean training loss of the last step is at or below",
                        "  that of the tuned teacher at its end: geometric mean over the seeds, interquartile mean in",
                        "  brackets; a seed that never reaches it counts as never.");
    }

    @Test
    void aBestThatIsConstantStandsThereOnce() {
        assertThat(against(tuned(CONSTANT, CONSTANT)).rows())
                .extracting(AgainstTuned.Row::name)
                .containsExactly("imitator", "teacher", "adam constant 0.01");
        assertThat(against(tuned(LINEAR, null)).rows())
                .extracting(AgainstTuned.Row::name)
                .containsExactly("imitator", "teacher", "adam linear 3e-4");
    }

    @Test
    void oneThatDivergedHasNotSurvivedAndNeverComesThere() {
        Evaluated run = new Evaluated(folder, "a")
                .status("DIVERGED", "")
                .point("imitator", 1, 2, "6,null", "")
                .diverged("imitator", 1, 1)
                .point("imitator", 2, 2, "2,2", "")
                .end("imitator", 2, 0.1, ",\"testLoss\":0.25");
        tuned(LINEAR, CONSTANT).write(run.directory().resolve("against.json"));
        AgainstTuned against = AgainstTuned.of(run.trial()).orElseThrow();

        assertThat(against.fractions(RolloutKind.IMITATOR, LINEAR)).containsExactly(StepsToLoss.NEVER, 0.25);
        assertThat(against.rows().get(0).cells().get(4)).isEqualTo("1 of 2");
        assertThat(AgainstTuned.shown(new double[] {StepsToLoss.NEVER})).isEqualTo("never");
    }

    @Test
    void programsAreToldEverySeed() {
        AgainstDocument document =
                AgainstDocument.of(run(tuned(LINEAR, CONSTANT)).directory());

        assertThat(document.window()).isEqualTo(1);
        assertThat(document.targets()).hasSize(2);
        AgainstDocument.Target best = document.targets().get(0);
        assertThat(best.imitator()).containsExactly(0.5, 1.0);
        assertThat(best.teacher()).containsExactly(1.0, StepsToLoss.NEVER);
        assertThat(best.geometricMean()).isCloseTo(Math.sqrt(0.5), within(1e-12));
        assertThat(best.interquartileMean()).isCloseTo(0.75, within(1e-12));
        assertThat(best.trainingLoss()).isEqualTo(2);
        assertThat(document.targets().get(1).schedule()).isEqualTo("constant");
        assertThat(AgainstDocument.of(run(tuned(CONSTANT, CONSTANT)).directory())
                        .targets())
                .hasSize(1);
        assertThat(AgainstDocument.of(
                        new Evaluated(folder, "b").end("imitator", 1, 0.1).directory()))
                .isNull();
    }

    /** Over steps 1 and 2, then 3 and 4: the imitator (6 + 2)/2 and (4 + 3)/2, then 1 and 2.5. */
    @Test
    void allWhoDriveAreOnOneAxis() throws Exception {
        JsonNode data = ChartData.of(List.of(run(tuned(LINEAR, CONSTANT)).trial()))
                .get(0)
                .path("against");

        assertThat(data.path("steps").toString()).isEqualTo("[2,4]");
        assertThat(data.path("lines").path("imitator").path("mean").toString()).isEqualTo("[3.75,1.75]");
        assertThat(data.path("lines").path("teacher").path("mean").toString()).isEqualTo("[5.75,3.25]");
        assertThat(data.path("lines").path("tunedBest").toString())
                .isEqualTo("{\"label\":\"Tuned: adam linear 3e-4\",\"mean\":[4,2]}");
        assertThat(data.path("lines").path("tunedConstant").path("mean").toString())
                .isEqualTo("[5,3]");
    }

    @Test
    void thePageHasTableAndChartAndNeitherWithoutATunedTeacher() {
        String page = Page.of(List.of(run(tuned(LINEAR, CONSTANT)).trial()));
        assertThat(page)
                .contains(
                        "Against the tuned teacher</h2>",
                        "data-chart=\"against\"",
                        "Adam linear 3e-4",
                        "never on 1 of 2");
        assertThat(page).contains("<li data-line=\"tunedBest\" data-label=\"Tuned: adam linear 3e-4\">");

        Evaluated without = new Evaluated(folder, "b").status("DONE", "").end("imitator", 1, 0.1);
        assertThat(Page.of(List.of(without.trial())))
                .doesNotContain("Against the tuned teacher", "data-chart=\"against\"");
        assertThat(against(tuned(LINEAR, CONSTANT))
                        .trainingLoss(RolloutKind.IMITATOR)
                        .mean())
                .isCloseTo(1.5, within(1e-12));
    }
}
