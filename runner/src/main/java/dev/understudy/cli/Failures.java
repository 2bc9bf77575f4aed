package dev.understudy.cli;

import dev.understudy.batch.MemoryFault;
import dev.understudy.fault.Fault;
import dev.understudy.fault.Spelling;
import dev.understudy.imitation.Refusal;
import dev.understudy.train.Stop;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns an exception or error into one line for the user and an exit code. */
final class Failures {
    private Failures() {}

    static int report(Exception thrown, CommandLine line, ParseResult result) {
        return report(thrown);
    }

    static int report(Throwable thrown) {
        if (thrown instanceof Stop) {
            return 143;
        }
        if (Logging.isVerbose()) {
            thrown.printStackTrace();
        }
        System.err.println("understudy: " + message(thrown));
        return code(thrown);
    }

    static int code(Throwable thrown) {
        return thrown instanceof Fault fault ? fault.exitCode() : thrown instanceof OutOfMemoryError ? 4 : 1;
    }

    static String message(Throwable thrown) {
        if (thrown instanceof Fault) {
            return thrown.getMessage();
        }
        if (thrown instanceof OutOfMemoryError full) {
            return MemoryFault.of("this process", full).getMessage();
        }
        return thrown + " (-v shows the stack trace)";
    }

    /** The fault for an option whose value a record has refused. */
    static Fault refused(String command, IllegalArgumentException check) {
        String remedy = "correct the option";
        return check instanceof Refusal refusal
                ? Fault.badInput(
                        command + ": " + refusal.field(), "is " + refusal.found(), refusal.expected(), remedy, check)
                : Fault.badInput(
                        command + ":", "is refused (" + check.getMessage() + ")", "values that fit", remedy, check);
    }

    /** The names of the commands that the help shows. */
    private static Set<String> shown(CommandLine line) {
        return line.getSubcommands().entrySet().stream()
                .filter(command ->
                        !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    static int usage(ParameterException thrown, String[] args) {
        CommandLine line = thrown.getCommandLine();
        if (thrown instanceof UnmatchedArgumentException unmatched && line.getParent() == null) {
            String word = unmatched.getUnmatched().get(0);
            if (!word.startsWith("-")) {
                Set<String> commands = shown(line);
                return report(Fault.badInput(
                        word,
                        "is not a command",
                        "one of " + String.join(", ", commands),
                        Spelling.meant(word, commands).orElse("see --help")));
            }
        }
        System.err.println("understudy: " + thrown.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(thrown, System.err)) {
            System.err.println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
        }
        return 2;
    }
}
