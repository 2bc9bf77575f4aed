package dev.understudy.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How much is said. */
final class Logging {
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

    static boolean isVerbose() {
        return own().isDebugEnabled();
    }

    static boolean isQuiet() {
        return !own().isInfoEnabled();
    }
}
