package dev.understudy.cli;

import dev.understudy.fault.Fault;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.Tags;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code tag}: adds a word to runs, or removes it. */
@Command(name = "tag", description = "Gives runs a tag, by which list finds them.")
final class TagCommand implements Callable<Integer> {
    @Parameters(
            arity = "2..*",
            paramLabel = "RUN… WORD",
            hideParamSyntax = true,
            description = "Directories of trials or evaluations, and then the tag: letters, digits, '.', '_' or '-'.")
    private List<String> runsAndWord;

    @Option(names = "--remove", description = "Removes the tag.")
    private boolean remove;

    @Override
    public Integer call() {
        String word = runsAndWord.get(runsAndWord.size() - 1);
        if (RunDirectory.isOne(Path.of(word))) {
            throw Fault.badInput(
                    "tag", "has no tag after " + word, "the runs and then a tag", "add it, as in: tag RUN best");
        }
        Tags.check(word);
        List<Path> runs = runsAndWord.subList(0, runsAndWord.size() - 1).stream()
                .map(Path::of)
                .toList();
        runs.forEach(TagCommand::check);
        // All tags are read before the first are written.
        List<Tags> after = runs.stream()
                .map(Tags::of)
                .map(tags -> remove ? tags.without(word) : tags.with(word))
                .toList();
        for (int i = 0; i < runs.size(); i++) {
            if (!after.get(i).equals(Tags.of(runs.get(i)))) {
                after.get(i).write(runs.get(i));
            }
            List<String> tags = after.get(i).tags();
            System.out.println(runs.get(i) + ": " + (tags.isEmpty() ? "no tags" : String.join(" ", tags)));
        }
        return 0;
    }

    private static void check(Path run) {
        if (!RunDirectory.isOne(run)) {
            throw Fault.badInput(
                    run.toString(),
                    Files.exists(run) ? "is not a run's directory" : "is not there",
                    "one that holds a run, such as runs/quickstart/seed-1",
                    "name another");
        }
    }
}
