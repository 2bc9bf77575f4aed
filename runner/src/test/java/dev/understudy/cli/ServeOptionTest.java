package dev.understudy.cli;

import static dev.understudy.cli.DoneTrials.oneLine;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Reading of --serve and --bind; {@link FollowedFromOutsideTest} tests the server. */
class ServeOptionTest {
    @TempDir
    private Path folder;

    /** @return the port and the runs that are meant */
    private static String read(String... args) {
        CommandLine line = new CommandLine(new ReportCommand());
        List<Path> runs = line.parseArgs(args).matchedPositionalValue(0, List.of());
        return line.getCommandSpec().findOption("--serve").getValue() + " " + runs;
    }

    @Test
    void aPortMayBeNamedAndWhatIsNoneIsARun() {
        assertThat(read("runs", "--serve")).isEqualTo("8000 [runs]");
        assertThat(read("runs", "--serve", "0")).isEqualTo("0 [runs]");
        assertThat(read("runs", "--serve=9000")).isEqualTo("9000 [runs]");
        assertThat(read("--serve", "9000", "runs", "more")).isEqualTo("9000 [runs, more]");
        assertThat(read("--serve", "runs", "more")).isEqualTo("8000 [runs, more]");
        assertThat(read("--serve", "--bind", "0.0.0.0", "runs")).isEqualTo("8000 [runs]");
        assertThat(read("runs")).isEqualTo("null [runs]");
    }

    @Test
    void whatCannotBeServedIsOneLine() {
        Path run = HandMadeRun.done(folder, "a", "seed-1", "", 1);
        oneLine(2, Called.with("report", run, "--serve", "65536"), "--serve is 65536; expected 0 to 65535");
        oneLine(2, Called.with("report", run, "--serve", "-1"), "--serve is -1; expected");
        oneLine(2, Called.with("report", run, "--bind", "0.0.0.0"), "--bind is given without --serve");
        oneLine(2, Called.with("report", folder.resolve("nowhere"), "--serve", "0"), "nowhere holds no run");
        oneLine(3, Called.with("report", run, "--serve", "0", "--bind", "192.0.2.1"), "192.0.2.1 cannot be opened");
        oneLine(
                3,
                Called.with("report", run, "--serve", "0", "--bind", "no-such.invalid"),
                "no-such.invalid is not known");
    }
}
