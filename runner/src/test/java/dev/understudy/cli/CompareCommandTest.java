package dev.understudy.cli;

import static dev.understudy.cli.DoneTrials.oneLine;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
    @TempDir
    Path folder;

    private Path runs;

    @BeforeEach
    void threeRuns() {
        runs = folder.resolve("runs");
        HandMadeRun.done(runs, "a", "seed-1", "seed: 1\nthreads: 1", 1.5);
        HandMadeRun.done(runs, "a", "seed-2", "seed: 2\nthreads: 1", 1.0);
        HandMadeRun.done(runs, "b", "seed-1", "seed: 1\nthreads: 2", 0.5);
    }

    @Test
    void groupsStandBesideEachOtherTheBestFirst() {
        Called called = Called.with("compare", runs);

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out().lines().limit(3).map(line -> line.strip().split(" {2,}")[0]))
                .containsExactly("threads", "*", "1");
        assertThat(called.out()).contains("1.25 +- 0.25", "* best: smallest lossRatio");
    }

    @Test
    void withoutGroupsEveryRunIsALine() {
        assertThat(Called.with("compare", runs, "--no-group").out().lines().takeWhile(line -> !line.isBlank()))
                .hasSize(4);
        assertThat(Called.with("compare", runs, "--group").out().lines().takeWhile(line -> !line.isBlank()))
                .hasSize(3);
    }

    @Test
    void filesAreWrittenWhereTheyAreAskedFor() {
        Path csv = folder.resolve("new/c.csv");
        Path html = folder.resolve("new/c.html");

        Called called = Called.with("compare", runs, "--by", "imitatorLoss", "--csv", csv, "--html", html);

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out()).endsWith("CSV: " + csv + "\nPage: " + html + "\n");
        assertThat(csv).content().startsWith("threads,runs,done");
        assertThat(html).content().contains("Comparison by imitatorLoss");
    }

    @Test
    void jsonIsOneDocument() throws IOException {
        Called called = Called.with("compare", runs, "--json", "--csv", folder.resolve("c.csv"));

        JsonNode document = new ObjectMapper().readTree(called.out());
        assertThat(document.path("keys").get(0).asText()).isEqualTo("threads");
        JsonNode second = document.path("groups").get(1);
        assertThat(second.path("best").asBoolean()).isFalse();
        assertThat(second.path("figures")
                        .path("lossRatio")
                        .path("standardError")
                        .asDouble())
                .isEqualTo(0.25);
        assertThat(document.path("groups")
                        .get(0)
                        .path("figures")
                        .path("lossRatio")
                        .path("standardError")
                        .isNull())
                .isTrue();
    }

    @Test
    void badInputIsOneLine() {
        oneLine(
                2,
                Called.with("compare", runs, "--by", "loss"),
                "--by loss is not a metric of these runs; expected one of");
        oneLine(2, Called.with("compare", folder.resolve("nowhere")), "nowhere holds no run");
        oneLine(2, Called.with("compare", runs, "--csv", folder), "is a folder; expected the name of a file");
    }

    /** The help names every metric; those at a horizon depend on the runs. */
    @Test
    void theHelpNamesEveryMetric() {
        String help = Called.with("compare", "--help").out().replaceAll("\\s+", " ");
        String refusal = Called.with("compare", runs, "--by", "x").err();
        String names = refusal.substring(refusal.indexOf("one of ") + 7, refusal.lastIndexOf(';'));

        assertThat(names.split(", "))
                .hasSize(9)
                .allSatisfy(name -> assertThat(help).contains(name));
    }
}
