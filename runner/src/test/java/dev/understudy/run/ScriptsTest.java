package dev.understudy.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.Needs;
import dev.understudy.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that makes the tables of docs/results/fidelity.md reads the files of runs, in this format and in the previous one. */
@Tag("process")
class ScriptsTest {
    @TempDir
    Path runs;

    private Path run(String name) throws IOException {
        Path run = Files.createDirectories(runs.resolve("fidelity-" + name + "/seed-1"));
        try (Stream<Path> files = Files.list(Root.path("runner/src/test/resources/run-format-1"))) {
            for (Path file : files.toList()) {
                Files.copy(file, run.resolve(file.getFileName()));
            }
        }
        return run;
    }

    @Test
    void theTablesOfARunAreTheSameInEitherFormat() throws Exception {
        Needs.PYTHON3.orSkip();
        run("adam");
        Path now = run("rmsprop");
        rewritten(now.resolve(RunDirectory.EVALUATION), EvaluationLine.class);
        rewritten(now.resolve(RunDirectory.METRICS), MetricsLine.class);
        assertThat(Files.readString(now.resolve(RunDirectory.EVALUATION)))
                .contains("{\"format\":3,\"kind\":\"horizon\"")
                .doesNotContain("\"steps\":");

        List<String> lines = tables();

        assertThat(lines)
                .contains(
                        "| adam |  | 120 | 0.7288, 0.5669 | 1.285, +0.2511 ± 0.0241 | +nan ± nan |  |  | 0.7280, 0.5314 | 47.40, 70.45 % | none |");
        assertThat(of(lines, "rmsprop")).isEqualTo(of(lines, "adam")).hasSize(5);
    }

    /** Each line as this version would have written it. */
    private static <T> void rewritten(Path file, Class<T> type) throws IOException {
        List<T> lines = JsonLines.read(file, type);
        Files.delete(file);
        try (JsonLines log = JsonLines.open(file)) {
            lines.forEach(line -> log.append((Record) line));
        }
    }

    private static List<String> of(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith("| " + name + " |"))
                .map(line -> line.substring(name.length() + 4))
                .toList();
    }

    private List<String> tables() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        "python3", Root.path("docs/results/scripts/fidelity.py").toString(), runs.toString())
                .redirectErrorStream(true);
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        Process python = builder.start();
        List<String> lines = new String(python.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        assertThat(python.waitFor()).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
