package dev.understudy.cli;

import dev.understudy.fault.Fault;
import dev.understudy.run.Removal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code rm}: removes runs and their evaluations. */
@Command(
        name = "rm",
        description =
                "Removes runs together with their evaluations, after a question; keeps files that the program did not write.")
final class RmCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Directories of trials or evaluations, such as runs/quickstart/seed-1.")
    private List<Path> runs;

    @Option(names = "--yes", description = "Does not ask.")
    private boolean yes;

    @Override
    public Integer call() {
        if (!yes && !Terminal.isAsked()) {
            throw Fault.badInput(
                    "rm",
                    "has no terminal to ask on",
                    "an answer before anything is removed",
                    "add --yes to remove it");
        }
        List<Removal> removals = new ArrayList<>();
        try {
            for (Path run : distinct()) {
                removals.add(Removal.of(run));
            }
            removals.forEach(removal -> System.out.println(line(removal)));
            if (!yes && !isYes(answer())) {
                System.out.println("Nothing was removed.");
                return 0;
            }
            removals.forEach(RmCommand::remove);
        } finally {
            removals.forEach(Removal::close);
        }
        return 0;
    }

    /** The outermost directories, each once: the lock of a run would refuse it a second time, and its evaluations. */
    private List<Path> distinct() {
        LinkedHashSet<Path> all = new LinkedHashSet<>();
        runs.forEach(run -> all.add(run.toAbsolutePath().normalize()));
        List<Path> outermost = new ArrayList<>();
        for (Path run : runs) {
            Path full = run.toAbsolutePath().normalize();
            if (all.remove(full)
                    && runs.stream()
                            .map(other -> other.toAbsolutePath().normalize())
                            .noneMatch(other -> !other.equals(full) && full.startsWith(other))) {
                outermost.add(run);
            }
        }
        return outermost;
    }

    private static String line(Removal removal) {
        int evaluations = removal.evaluations();
        return removal.run() + "  " + size(removal.bytes())
                + (evaluations == 0
                        ? ""
                        : ", with " + evaluations + (evaluations == 1 ? " evaluation" : " evaluations"));
    }

    static String size(long bytes) {
        return bytes < 1 << 10
                ? bytes + " bytes"
                : bytes < 1 << 20
                        ? (bytes >> 10) + " KiB"
                        : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }

    private String answer() {
        System.out.print(runs.size() == 1 ? "Remove it? [y/N] " : "Remove them? [y/N] ");
        System.out.flush();
        try {
            // Not closed, because it is the input of the process.
            return new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param answer null if the input has ended */
    static boolean isYes(String answer) {
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    private static void remove(Removal removal) {
        List<Path> left = removal.remove();
        System.out.println("Removed: " + removal.run());
        left.forEach(path -> System.out.println("  left, not of this program: " + path));
    }
}
