package dev.understudy.fault;

/**
 * An error that the user can correct. The message is the one line that the user sees, in four parts: "WHERE FOUND;
 * expected EXPECTED; REMEDY", for example "quick.yaml:3 training.unroll is 0; expected 1 to 1000000; correct the line".
 * The exit code is part of the program's interface.
 *
 * <p>In every method {@code where} names the file and line, the option or the key; {@code found} is a verb and the
 * actual value; {@code expected} describes valid values; {@code remedy} says how the user can correct it.
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

    /** Exit 2: a config, an argument or a data file is invalid. */
    public static Fault badInput(String where, String found, String expected, String remedy) {
        return badInput(where, found, expected, remedy, null);
    }

    /** Exit 2, with the exception that showed it. */
    public static Fault badInput(String where, String found, String expected, String remedy, Throwable cause) {
        return new Fault(2, line(where, found, expected, remedy), cause);
    }

    /** Exit 3: this machine lacks something, or another process holds it. */
    public static Fault environment(String where, String found, String expected, String remedy) {
        return environment(where, found, expected, remedy, null);
    }

    /** Exit 3, with the exception that showed it. */
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
