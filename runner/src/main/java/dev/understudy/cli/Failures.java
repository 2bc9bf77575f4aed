package dev.understudy.cli;

import dev.understudy.engine.fused.cuda.DeviceMemoryError;
import dev.understudy.fault.Fault;
import dev.understudy.fault.Spelling;
import dev.understudy.train.Stop;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** From what was thrown to one line and an exit code. */
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
        if (thrown instanceof DeviceMemoryError) {
            return "out of memory (" + thrown.getMessage()
                    + "); use fewer replicas, a shorter unroll or a smaller batch, or device: cpu";
        }
        if (thrown instanceof OutOfMemoryError) {
            return String.format(
                    Locale.ROOT,
                    "out of memory (%s) with a heap of at most %d MiB; use fewer replicas, a shorter unroll or a smaller batch, or raise -Xmx",
                    thrown.getMessage(),
                    Runtime.getRuntime().maxMemory() >> 20);
        }
        return thrown + " (-v shows where)";
    }

    static int usage(ParameterException thrown, String[] args) {
        CommandLine line = thrown.getCommandLine();
        if (thrown instanceof UnmatchedArgumentException unmatched && line.getParent() == null) {
            String word = unmatched.getUnmatched().get(0);
            if (!word.startsWith("-")) {
                Set<String> commands = line.getSubcommands().keySet();
                return report(Fault.badInput(
                        word,
                        "is no command",
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
