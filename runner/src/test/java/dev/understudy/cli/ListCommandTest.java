package dev.understudy.cli;

import static dev.understudy.cli.DoneTrials.oneLine;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.run.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs as list shows them, and their tags. */
class ListCommandTest {
    @TempDir
    Path folder;

    private Path runs;
    private Path a;
    private Path b;

    @BeforeEach
    void twoRuns() {
        runs = folder.resolve("runs");
        a = HandMadeRun.done(runs, "a", "seed-1", "", 1.25);
        b = HandMadeRun.done(runs, "b", "lr=3e-4,seed-2", "", 0.75);
    }

    @Test
    void everyRunBelowAFolderIsALine() throws IOException {
        HandMadeRun.done(runs.resolve("pretrained-adam"), "evaluations", "usual", "", 1);
        HandMadeRun.done(runs, "again/a", "seed-1", "", 1); // deeper than runs lie
        Files.createDirectories(runs.resolve("notes"));

        Called called = Called.with("list", runs);

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out().lines().map(line -> line.split(" {2}")[0]))
                .containsExactly("run", "a/seed-1", "b/lr=3e-4,seed-2", "runs/pretrained-adam: usual");
        assertThat(called.out()).contains("  done  ", "  1.250  ", "  0.7500  ");
    }

    @Test
    void aDamagedRunEndsNothing() throws IOException {
        Files.writeString(a.resolve("status.json"), "{");

        Called called = Called.with("list", a, b);

        assertThat(called.code()).isZero();
        assertThat(called.out().lines()).hasSize(3);
        assertThat(called.out()).contains("a/seed-1", "damaged: status.json is damaged or was edited", "0.7500");
    }

    @Test
    void aRunThatIsBeingTrainedIsRunning() throws IOException {
        Files.delete(a.resolve("status.json"));
        Held.forGood(a);

        assertThat(Called.with("list", a).out()).contains("  running  ");
    }

    @Test
    void aFolderWithoutARunIsRefused() {
        oneLine(2, Called.with("list", folder.resolve("nowhere")), "nowhere holds no run; expected a folder such as");
    }

    @Test
    void jsonIsOneDocumentInAscii() throws IOException {
        Files.writeString(a.resolve("status.json"), "{ä\u202e");
        Path odd = HandMadeRun.done(runs, "ä\u007f\u202e", "seed-1", "", Double.NaN);
        Called.with("tag", b, "best");

        Called called = Called.with("list", runs, "--json");

        assertThat(called.code()).isZero();
        assertThat(called.err()).isEmpty();
        assertThat(called.out()).isASCII();
        JsonNode document = new ObjectMapper().readTree(called.out());
        assertThat(document.path("format").asInt()).isEqualTo(1);
        assertThat(document.path("runs")).hasSize(3);
        assertThat(document.path("runs").get(0).path("state").asText()).isEqualTo("damaged");
        JsonNode second = document.path("runs").get(1);
        assertThat(second.path("label").asText()).isEqualTo("b/lr=3e-4,seed-2");
        assertThat(second.path("lossRatio").asDouble()).isEqualTo(0.75);
        assertThat(second.path("tags").get(0).asText()).isEqualTo("best");
        assertThat(second.path("ageSeconds").asDouble(-1)).isBetween(0.0, 600.0);
        JsonNode third = document.path("runs").get(2);
        assertThat(third.path("path").asText()).isEqualTo(odd.toString());
        assertThat(third.path("lossRatio").isNull()).isTrue();
    }

    @Test
    void aTagIsFoundAgainAndTakenBack() {
        assertThat(Called.with("tag", a, b, "paper").out().lines()).containsExactly(a + ": paper", b + ": paper");
        assertThat(Called.with("tag", b, "best").out().strip()).isEqualTo(b + ": best paper");

        assertThat(Called.with("list", runs, "--tag", "best").out().lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("b/")
                .endsWith("best paper");
        assertThat(Called.with("tag", "--remove", a, b, "paper").out().lines())
                .containsExactly(a + ": no tags", b + ": best");
        assertThat(Called.with("list", runs, "--tag", "paper").out().strip()).isEqualTo("No run has the tag paper.");
    }

    @Test
    void whatIsNoWordOrNoRunIsRefusedBeforeAnythingIsWritten() {
        oneLine(2, Called.with("tag", a, "two words"), "tag \"two words\" is not a tag; expected 1 to 32 letters");
        oneLine(2, Called.with("tag", a, folder.resolve("nowhere"), "best"), "nowhere is not there; expected one that");
        oneLine(2, Called.with("tag", runs, "best"), "runs is not a run's directory");
        oneLine(2, Called.with("tag", a, b), "tag has no tag after " + b);
        assertThat(Called.with("tag", a).code()).isEqualTo(2);
        assertThat(a.resolve("tags.json")).doesNotExist();
    }
}
