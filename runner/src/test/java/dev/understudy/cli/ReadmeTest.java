package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.Root;
import dev.understudy.run.RawLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("slow")
class ReadmeTest {
    private static final Pattern ARGUMENTS = Pattern.compile("mvn compile exec:java(?: -Dexec.args=\"([^\"]*)\")?");

    @TempDir
    Path runs;

    @Test
    void everyCommandOfTheReadmeAndOfThePagesIsOne() throws Exception {
        String readme = Files.readString(Root.path("README.md"));
        List<String> lines = new ArrayList<>();
        for (Path page : pages()) {
            Matcher matcher = ARGUMENTS.matcher(Files.readString(page));
            while (matcher.find()) {
                lines.add(
                        matcher.group(1) == null ? ofThePom() : matcher.group(1).replace("COMMAND …", "doctor"));
            }
        }
        assertThat(lines).hasSizeGreaterThan(7);
        for (String line : lines) {
            String[] words = line.split(" ");
            var parsed = new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(instance())).parseArgs(words);
            assertThat(parsed.hasSubcommand()).as(line).isTrue();
            for (String word : words) {
                if (word.startsWith("configs/") && word.endsWith(".yaml")) {
                    assertThat(Root.path(word)).exists();
                }
            }
        }
        assertThat(readme).contains("mvn -B verify");
        assertThat(Files.readString(Root.path(".ci/run"))).contains("mvn -B verify");
    }

    /** The quickstart: trained on embedded digits with its config, and judged on a shorter rollout. */
    @Test
    void theQuickstartImitatesWithinFivePercent() throws Exception {
        assertThat(Main.run(
                        "-q",
                        "run",
                        Root.path("configs/quickstart.yaml").toString(),
                        "--runs",
                        runs.toString(),
                        "-o",
                        "evaluation.steps=300"))
                .isZero();
        Path trial = runs.resolve("quickstart/seed-1");
        JsonNode teacher = RawLines.read(trial.resolve("evaluation.jsonl")).stream()
                .filter(l -> l.path("kind").asText().equals("result")
                        && l.path("rollout").asText().equals("teacher"))
                .findFirst()
                .orElseThrow();
        assertThat(teacher.path("relativeError").asDouble())
                .as("open-loop relative error")
                .isLessThanOrEqualTo(0.05);
        assertThat(trial.resolve("report.html")).exists();
    }

    /** The README and the pages below docs that are for users. */
    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Root.path("docs"))) {
            return Stream.concat(
                            Stream.of(Root.path("README.md")),
                            docs.filter(page -> page.toString().endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    private static String ofThePom() throws Exception {
        Matcher matcher =
                Pattern.compile("<exec.args>(.*)</exec.args>").matcher(Files.readString(Root.path("pom.xml")));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static Object instance() throws Exception {
        var constructor = Main.class.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }
}
