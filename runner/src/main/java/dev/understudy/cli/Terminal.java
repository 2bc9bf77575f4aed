package dev.understudy.cli;

import java.util.Map;

/** What may be written besides text: to a file or a pipe, nothing. */
final class Terminal {
    private Terminal() {}

    /** Whether input and output are a terminal that can move its cursor. */
    static boolean isThere() {
        return isThere(System.console() != null, System.getenv());
    }

    /** Whether it may be sent colours: no-color.org's NO_COLOR, set to anything, forbids them. */
    static boolean hasColours() {
        return hasColours(System.console() != null, System.getenv());
    }

    static boolean isThere(boolean console, Map<String, String> environment) {
        String term = environment.get("TERM");
        return console && term != null && !term.equals("dumb");
    }

    static boolean hasColours(boolean console, Map<String, String> environment) {
        return isThere(console, environment)
                && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }
}
