package dev.understudy.fault;

/**
 * Something went wrong that the user can mend. The message is the one line that the user sees, made of four parts:
 * "WHERE FOUND; expected EXPECTED; REMEDY", such as "quick.yaml:3 training.unroll is 0; expected 1 to 1000000; correct
 * the line". The exit code is part of the product's contract.
 *
 * <p>In every method {@code where} names the file and line, the option or the key; {@code found} is a verb and what is
 * there; {@code expected} is what should be there; {@code remedy} is what the user can do.
 */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    private Fault(int exitCode, String message, Throwable cause) {
        super(Printable.visible(message), cause);
        this.exitCode = exitCode;
    }

    private static String line(String where, String found, String expected, String remedy) {
        return where + " " + found + "; expected " + expected + "; " + remedy;
    }

    /** Exit 2: a config, an argument or a data file is not what it should be. */
    public static Fault badInput(String where, String found, String expected, String remedy) {
        return badInput(where, found, expected, remedy, null);
    }

    /** Exit 2, with what showed it. */
    public static Fault badInput(String where, String found, String expected, String remedy, Throwable cause) {
        return new Fault(2, line(where, found, expected, remedy), cause);
    }

    /** Exit 3: this machine lacks something, or something else holds it. */
    public static Fault environment(String where, String found, String expected, String remedy) {
        return environment(where, found, expected, remedy, null);
    }

    /** Exit 3, with what showed it. */
    public static Fault environment(String where, String found, String expected, String remedy, Throwable cause) {
        return new Fault(3, line(where, found, expected, remedy), cause);
    }

    /** Exit 4: memory or disk is full. */
    public static Fault resources(String where, String found, String expected, String remedy, Throwable cause) {
        return new Fault(4, line(where, found, expected, remedy), cause);
    }

    public int exitCode() {
        return exitCode;
    }
}
