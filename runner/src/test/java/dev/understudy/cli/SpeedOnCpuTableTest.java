package dev.understudy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Needs;
import dev.understudy.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/results/scripts/speed-cpu.py: known lines in, known tables and verdicts out. Skips without python3. */
@Timeout(60)
@Tag("process")
class SpeedOnCpuTableTest {
    private static final String PEAK =
            "peak 1\tpeak of one core by vectors of 256 bits: 50.0 G multiply-adds/s, 2.00 G activations/s\n";

    @TempDir
    private Path folder;

    @BeforeAll
    static void python() {
        Needs.PYTHON3.orSkip();
    }

    /** A line of `bench`. */
    private static String ours(String key, double millis, double cpu) {
        return String.format(
                Locale.ROOT,
                "%s\tunderstudy fused cpu, 1 thread hidden=[20] unroll=5 batch=1 replicas=1 data=mnist: 1.0 meta-steps/s, "
                        + "%.3f ms per meta-step, 1.0 optimizees/s, final loss 1, %.3f ms of threads' processor time\n",
                key,
                millis,
                cpu);
    }

    private static String ours(String key, double millis) {
        return ours(key, millis, millis);
    }

    /** @return the exit code, then the output */
    private List<String> table(String lines, String... options) throws Exception {
        Path raw = Files.writeString(folder.resolve("raw.txt"), lines);
        List<String> command = new ArrayList<>(List.of(
                "python3", Root.path("docs/results/scripts/speed-cpu.py").toString()));
        command.addAll(List.of(options));
        command.add(raw.toString());
        Path said = folder.resolve("said.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        Process python = builder.start();
        assertThat(python.waitFor(50, TimeUnit.SECONDS)).isTrue();
        List<String> all = new ArrayList<>(List.of("exit " + python.exitValue()));
        all.addAll(Files.readAllLines(said, UTF_8));
        return all;
    }

    /** The median of the rounds' ratios, 3.1, is not the ratio of the medians, 90 to 30. */
    @Test
    void aRatioIsTheMedianOfTheRoundsRatios() throws Exception {
        List<String> said = table(ours("h20 before 1", 62)
                + ours("h20 vector 1", 20)
                + ours("h20 before 2", 90)
                + ours("h20 vector 2", 30)
                + ours("h20 before 3", 128)
                + ours("h20 vector 3", 40));

        assertThat(said)
                .contains("exit 0")
                .contains("| vector against plain before, hidden 20, batch 1 | 3.00 | 3.10 (3.00–3.20) | pass |")
                .contains("| vector against plain before, hidden 2, batch 1 | 1.50 | – | not measured |")
                .contains(
                        "| hidden 20, batch 1 | – | 90.0 (62.0–128) | – | 30.0 (20.0–40.0) | – | 3.10 (3.00–3.20) | **–** |");
    }

    @Test
    void aBarThatIsMissedIsSaidAndFails() throws Exception {
        List<String> said = table(ours("h20 before 1", 60) + ours("h20 vector 1", 30) + ours("h20 plain 1", 60));

        assertThat(said)
                .contains("exit 1")
                .contains(
                        "| vector against plain before, hidden 20, batch 1 | 3.00 | 2.00 (2.00–2.00) | **misses by 33%** |")
                .contains(
                        "| plain against plain before, hidden 20, batch 1 | 1.08 | 1.00 (1.00–1.00) | **misses by 7%** |");
    }

    @Test
    void aSecondaryWorkComesWithinAFifthOfTheBarThatItResembles() throws Exception {
        assertThat(table(ours("h3 before 1", 6)
                        + ours("h3 vector 1", 5)
                        + ours("h20x2 before 1", 50)
                        + ours("h20x2 vector 1", 20)
                        + ours("b16 before 1", 10)
                        + ours("b16 vector 1", 10)))
                .contains("exit 1")
                .contains("| vector against plain before, hidden 3 | 1.20 | 1.20 (1.20–1.20) | pass |")
                .contains("| vector against plain before, hidden 20, 20 | 2.40 | 2.50 (2.50–2.50) | pass |")
                .contains(
                        "| vector against plain before, hidden 2, batch 16 | 1.08 | 1.00 (1.00–1.00) | **misses by 7%** |");
    }

    /** By hand: 4·20·21 forward, as much for the weights, 4·20·20 for h, at 109,200 places; five samples of 711,000. */
    @Test
    void theFloorIsWhatTheWorkHasToDoAtTheRatesOfTheCore() throws Exception {
        List<String> said = table(PEAK + ours("h20 before 1", 163.8) + ours("h20 vector 1", 32.76));

        assertThat(said).contains("| hidden 20, batch 1 | 545.2 | 10.92 | 16.4 | 10% | – | 50% |");
    }

    @Test
    void whereOtherWorkTookTheProcessorThePageSaysSoAndTheThreadsTimeCanBeComparedInstead() throws Exception {
        String lines = ours("h2 before 1", 4, 2) + ours("h2 vector 1", 4, 1);

        assertThat(table(lines)).anyMatch(line -> line.contains("the machine was not idle"));
        assertThat(table(lines))
                .contains(
                        "| vector against plain before, hidden 2, batch 1 | 1.50 | 1.00 (1.00–1.00) | **misses by 33%** |");
        assertThat(table(lines, "--clock", "cpu"))
                .contains("| vector against plain before, hidden 2, batch 1 | 1.50 | 2.00 (2.00–2.00) | pass |");
    }

    /** The page has a place for every table, and keeps its text. */
    @Test
    void theTablesGoIntoThePage() throws Exception {
        String page = Files.readString(Root.path("docs/results/speed-cpu.md"), UTF_8);
        Path copy = Files.writeString(folder.resolve("page.md"), page, UTF_8);
        for (int twice = 0; twice < 2; twice++) {
            assertThat(table(ours("h20 before 1", 60) + ours("h20 vector 1", 20), "--page", copy.toString()))
                    .contains("exit 0");
        }
        String filled = Files.readString(copy, UTF_8);
        assertThat(filled)
                .containsOnlyOnce(
                        "| vector against plain before, hidden 20, batch 1 | 3.00 | 3.00 (3.00–3.00) | pass |");
        assertThat(filled.lines().filter(line -> !line.startsWith("|")))
                .containsAll(
                        page.lines().filter(line -> line.startsWith("<!--")).toList());
    }
}
