package dev.understudy.cli;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Configures the program's log, and the options -v and -q. */
final class Logging {
    /** logback's property with the name of a resource or of a file. */
    private static final String CONFIGURATION = "logback.configurationFile";

    /**
     * Sets the program's configuration by name; call it before the first logger. A logback.xml in this jar would apply
     * to every program that depends on the jar, and would silence its loggers.
     */
    static void configure() {
        if (System.getProperty(CONFIGURATION) == null) {
            System.setProperty(CONFIGURATION, "dev/understudy/cli/logging.xml");
        }
    }

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Prints more, with stack traces of errors.")
    void verbose(boolean on) {
        level(on, Level.DEBUG);
    }

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Prints only warnings and results.")
    void quiet(boolean on) {
        level(on, Level.WARN);
    }

    private static Logger own() {
        return LoggerFactory.getLogger("dev.understudy");
    }

    /** Under another implementation of SLF4J, such as that of a cluster, its own configuration sets the level. */
    private static void level(boolean on, Level level) {
        if (on && own().getClass().getName().startsWith("ch.qos.logback.")) {
            LogbackLevel.set(own().getName(), level);
        }
    }

    /** Options that give another process the same log level. */
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
