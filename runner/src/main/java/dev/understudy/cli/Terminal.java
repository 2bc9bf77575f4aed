package dev.understudy.cli;

import dev.understudy.report.ResultTable;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Finds out whether the standard streams are terminals, their size, and whether colours may be used. */
final class Terminal {
    private static final int NARROWEST = 80;
    private static final Pattern COLOURED = Pattern.compile(" *\u001b\\[1;3\\dm[\\w ,.'-]*\u001b\\[0m");

    private Terminal() {}

    /** Whether standard error, on which the bar is drawn, is a terminal that can move its cursor. */
    static boolean isThere() {
        return isThere(isTerminal(2), System.getenv());
    }

    /** Whether results on standard output may have colours: any value of NO_COLOR (no-color.org) forbids them. */
    static boolean hasColours() {
        return hasColours(isTerminal(1), System.getenv());
    }

    /** Columns for results on standard output. */
    static int resultWidth() {
        return isTerminal(1) ? width() : ResultTable.WIDTH;
    }

    /** Columns for the lines of a list; without a terminal they are unlimited. */
    static int listWidth() {
        return isTerminal(1) ? width() : Integer.MAX_VALUE;
    }

    /** Whether the user can read and answer a question. */
    static boolean isAsked() {
        return isTerminal(0) && isTerminal(1);
    }

    /** Prints a line of the results. A line that is only a coloured verdict is printed unfiltered, with its escapes. */
    static void printResult(String line) {
        (COLOURED.matcher(line).matches() ? HarmlessOutput.raw(System.out) : System.out).println(line);
    }

    /** The size of a terminal. */
    record Size(int rows, int columns) {}

    /** Whether standard output is a terminal that can move its cursor. */
    static boolean showsResults() {
        return isThere(isTerminal(1), System.getenv());
    }

    /** Columns of the terminal, at least 80; 80 if unknown. */
    static int width() {
        return width(stty());
    }

    /** The present size of the terminal, without a minimum; null if unknown, also while Ctrl-C ends the program that tells it. */
    static Size size() {
        return size(stty());
    }

    /** The output of {@code stty size}; empty if it fails. */
    private static String stty() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            stty.waitFor(1, TimeUnit.SECONDS);
            return size;
        } catch (IOException e) {
            return ""; // no stty or no terminal, for example on Windows
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** @param size rows and columns, as stty prints them */
    static int width(String size) {
        String[] parts = size.strip().split(" ");
        return parts.length == 2 && parts[1].matches("\\d{1,4}")
                ? Math.max(NARROWEST, Integer.parseInt(parts[1]))
                : NARROWEST;
    }

    /** @param size rows and columns, as stty prints them. @return null if they are not told */
    static Size size(String size) {
        String[] parts = size.strip().split(" ");
        boolean told = parts.length == 2 && parts[0].matches("[1-9]\\d{0,3}") && parts[1].matches("[1-9]\\d{0,3}");
        return told ? new Size(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])) : null;
    }

    static boolean isThere(boolean terminal, Map<String, String> environment) {
        String term = environment.get("TERM");
        return terminal && term != null && !term.equals("dumb");
    }

    static boolean hasColours(boolean terminal, Map<String, String> environment) {
        return isThere(terminal, environment)
                && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /**
     * Whether a stream is a terminal. Linux can tell for each stream; on other systems Java can tell only whether both
     * input and output are terminals.
     *
     * @param stream 0 for standard input, 1 for standard output, 2 for standard error
     */
    private static boolean isTerminal(int stream) {
        Path link = Path.of("/proc/self/fd/" + stream);
        try {
            return Files.readSymbolicLink(link).toString().matches("/dev/(pts/\\d+|tty.*|console)");
        } catch (IOException | UnsupportedOperationException e) {
            return isTerminal(System.console());
        }
    }

    /** Since Java 22 a pipe has a console too, and its method isTerminal tells; before, a pipe had none. */
    private static boolean isTerminal(Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
