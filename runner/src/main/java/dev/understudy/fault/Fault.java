package dev.understudy.fault;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Something went wrong that the user can mend. The message is the one line that the user sees: where, what was found,
 * what was expected, what to do. The exit code is part of the product's contract.
 */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final int exitCode;

    private Fault(int exitCode, String message, Throwable cause) {
        super(visible(message), cause);
        this.exitCode = exitCode;
    }

    /** What was found may come from outside, and a control character in it would move a terminal's cursor. */
    private static String visible(String message) {
        return CONTROL.matcher(message)
                .replaceAll(found -> String.format(
                        Locale.ROOT, "\\\\x%02x", (int) found.group().charAt(0)));
    }

    /** Exit 2: a config, an argument or a data file is not what it should be. */
    public static Fault badInput(String message) {
        return new Fault(2, message, null);
    }

    /** Exit 2. */
    public static Fault badInput(String message, Throwable cause) {
        return new Fault(2, message, cause);
    }

    /** Exit 3: this machine lacks something, or something else holds it. */
    public static Fault environment(String message) {
        return new Fault(3, message, null);
    }

    /** Exit 3. */
    public static Fault environment(String message, Throwable cause) {
        return new Fault(3, message, cause);
    }

    /** Exit 4: memory or disk is full. */
    public static Fault resources(String message, Throwable cause) {
        return new Fault(4, message, cause);
    }

    public int exitCode() {
        return exitCode;
    }
}
