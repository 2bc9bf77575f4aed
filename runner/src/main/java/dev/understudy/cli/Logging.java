package dev.understudy.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How the program logs, and how much is said. */
final class Logging {
    /** Of logback: the name of a resource, or of a file. */
    private static final String CONFIGURATION = "logback.configurationFile";

    /**
     * Before the first logger. The program alone asks for its own configuration, by name: a logback.xml in this jar would be taken by
     * every program that depends on it, and would silence its loggers.
     */
    static void configure() {
        if (System.getProperty(CONFIGURATION) == null) {
            System.setProperty(CONFIGURATION, "dev/understudy/cli/logging.xml");
        }
    }

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more; stack traces of errors.")
    void verbose(boolean on) {
        level(on, Level.DEBUG);
    }

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Say only warnings and results.")
    void quiet(boolean on) {
        level(on, Level.WARN);
    }

    private static Logger own() {
        return (Logger) LoggerFactory.getLogger("dev.understudy");
    }

    private static void level(boolean on, Level level) {
        if (on) {
            own().setLevel(level);
        }
    }

    /** By which another process says as much. */
    static List<String> options() {
        return isVerbose() ? List.of("-v") : isQuiet() ? List.of("-q") : List.of();
    }

    static boolean isVerbose() {
        return own().isDebugEnabled();
    }

    static boolean isQuiet() {
        return !own().isInfoEnabled();
    }
}
