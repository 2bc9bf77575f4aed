package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.understudy.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands of docs/cluster.md and its two recipes are commands of the program. */
class ClusterPageTest {
    /** The words after the program's name on a line of a block, up to a comment. */
    private static final Pattern CALL =
            Pattern.compile("^ {4}.*(?:understudy/|REGISTRY/)understudy ([a-z]+ [^#\\n]*[^# \\n])", Pattern.MULTILINE);

    @Test
    void everyCommandOfThePageIsOne() throws IOException {
        List<String> calls = CALL.matcher(page("cluster.md"))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();

        assertThat(calls).hasSizeGreaterThanOrEqualTo(6);
        calls.forEach(call -> parsed(List.of(call.split(" "))));
    }

    @Test
    void theArrayCallsRunWithTheNumberOfItsTask() throws IOException {
        String script = page("cluster/understudy.sbatch");

        assertThat(script)
                .contains("\nunderstudy run --only \"$trial\" \"$plan\" --runs \"$(dirname \"$plan\")\" \"$@\" &\n");
        only(parsed(List.of("run", "--only", "2", "runs/plan.json", "--runs", "runs", "--retry-failed")), 2);
    }

    @Test
    void theIndexedJobCallsRunWithItsIndexAndSaysThatItWasNeverRun() throws IOException {
        String job = page("cluster/kubernetes-indexed-job.yaml");
        List<String> args = new ArrayList<>();
        new ObjectMapper(new YAMLFactory())
                .readTree(job)
                .at("/spec/template/spec/containers/0/args")
                .forEach(word -> args.add(word.asText()));

        assertThat(args).contains("$(JOB_COMPLETION_INDEX)");
        args.replaceAll(word -> word.equals("$(JOB_COMPLETION_INDEX)") ? "3" : word);
        only(parsed(args), 3);
        assertThat(job).startsWith("# NEVER RUN: ");
    }

    private static void only(CommandLine.ParseResult run, int trial) {
        Integer given = run.subcommand().matchedOptionValue(OnlyOption.NAME, null);
        assertThat(given).isEqualTo(trial);
    }

    private static CommandLine.ParseResult parsed(List<String> words) {
        CommandLine.ParseResult parsed = new CommandLine(Main.class).parseArgs(words.toArray(String[]::new));
        assertThat(parsed.hasSubcommand()).as("%s", words).isTrue();
        return parsed;
    }

    private static String page(String name) throws IOException {
        return Files.readString(Root.path("docs/" + name));
    }
}
