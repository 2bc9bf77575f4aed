package dev.understudy.cli;

import static dev.understudy.cli.DoneTrials.oneLine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.run.ImitatorFile;
import dev.understudy.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Export and report of finished trials, and the refusal of other folders. */
@Tag("slow")
class ExportAndReportTest {
    @TempDir
    private static Path folder;

    private static DoneTrials done;

    @BeforeAll
    static void twoTrials() {
        done = DoneTrials.in(folder);
    }

    @Test
    void exportWritesWhatTheTrialKept() {
        Path to = folder.resolve("exported.safetensors");

        Called called = Called.with("export", done.trial("a"), "--to", to);

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out().strip()).isEqualTo("Imitator: " + to);
        ImitatorFile.Saved exported = ImitatorFile.read(to);
        ImitatorFile.Saved kept = ImitatorFile.read(done.trial("a").resolve(RunDirectory.PHI));
        assertThat(exported.phi()).hasSize(exported.imitator().weights()).containsExactly(kept.phi());
        assertThat(exported.imitator()).isEqualTo(kept.imitator());
        assertThat(exported.config()).contains("name: a", "metaSteps: 30").isEqualTo(kept.config());
    }

    @Test
    void exportMakesTheFolderAndTakesNoFolderForAFile() {
        Path to = folder.resolve("new/folder/a.safetensors");

        assertThat(Called.with("export", done.trial("a"), "--to", to).code()).isZero();
        assertThat(to).exists();
        oneLine(
                2,
                Called.with("export", done.trial("a"), "--to", to.getParent()),
                "is a folder; expected the name of a file");
        oneLine(2, Called.with("export", done.trial("a"), "--to", ""), "is a folder; expected the name of a file");
    }

    @Test
    void exportWritesAnImitatorThatComesWithTheProgramByItsName() {
        Path to = folder.resolve("adam.safetensors");

        assertThat(Called.with("export", "--pretrained", "adam", "--to", to).code())
                .isZero();
        assertThat(ImitatorFile.read(to).phi())
                .containsExactly(ImitatorFile.pretrained("adam").phi());
    }

    @Test
    void aReportFindsTheTrialsBelowAFolder() throws IOException {
        Path to = folder.resolve("below.html");
        Called called = Called.with("report", done.runs(), done.trial("a"), "--to", to);

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(called.out().lines().filter(line -> line.endsWith("[done]")))
                .containsExactly("a/seed-1 [done]", "b/seed-1 [done]");
        assertThat(Files.readString(to)).contains("<h1>2 trials</h1>");
    }

    @Test
    void reportPutsSeveralTrialsOnOnePage() {
        Path to = folder.resolve("both.html");

        Called called = Called.with("report", done.trial("a"), done.trial("b"), "--to", to);

        assertThat(called.code()).as(called.err()).isZero();
        assertThat(to).content().contains("<html", "sgd", "adam");
        assertThat(called.out())
                .contains("a/seed-1 [done]", "b/seed-1 [done]")
                .endsWith("Report: " + to + System.lineSeparator());
    }

    @Test
    void aReportOfNothingReplacesNone() throws IOException {
        Path to = Files.writeString(folder.resolve("kept.html"), "kept");
        Path empty = Files.createDirectories(folder.resolve("empty"));

        oneLine(
                2,
                Called.with("report", empty, "--to", to),
                empty + " holds no run; expected a folder such as runs/<name>/seed-1");
        assertThat(to).hasContent("kept");
    }

    @Test
    void theFolderOfARunIsNotATrialAndItsTrialsAreNamed() {
        for (String command : List.of("evaluate", "export")) {
            oneLine(
                    2,
                    Called.with(command, done.runs().resolve("a")),
                    done.runs().resolve("a")
                            + " is not a trial's directory; expected one that holds phi.safetensors; did you mean "
                            + done.trial("a") + "?");
        }
    }

    @Test
    void aTrialThatIsNotTrainedYetIsToBeTrained() throws IOException {
        Path untrained = Files.createDirectories(folder.resolve("untrained/seed-1"));
        Files.copy(done.trial("a").resolve(RunDirectory.CONFIG), untrained.resolve(RunDirectory.CONFIG));

        for (String command : List.of("evaluate", "export")) {
            oneLine(2, Called.with(command, untrained), untrained + " has no trained imitator yet; expected a trial");
        }
        oneLine(2, Called.with("evaluate", folder.resolve("nowhere")), " is not there; expected an imitator");
    }

    @Test
    void aDirectoryThatIsNoTrialIsRefusedInOneLine() {
        Path nothing = folder.resolve("nothing");

        oneLine(2, Called.with("export", nothing, "--to", folder.resolve("x")), nothing.toString());
        oneLine(2, Called.with("evaluate", nothing, "--runs", folder.resolve("none")), nothing.toString());
        oneLine(2, Called.with("report", nothing, "--to", folder.resolve("x")), nothing.toString());
        assertThat(folder.resolve("x")).doesNotExist();
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void anImitatorThatDoesNotComeWithTheProgramIsUnknown() {
        oneLine(
                2,
                Called.with("evaluate", "--pretrained", "nobody", "--runs", folder.resolve("none")),
                "pretrained imitator nobody is unknown");
        oneLine(2, Called.with("export", "--pretrained", "adma"), "; did you mean adam?");
        oneLine(2, Called.with("data", "fetch", "mnsit"), "; did you mean mnist?");
    }
}
