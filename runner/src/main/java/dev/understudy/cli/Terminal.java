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

/** What may be written besides text: to a file or a pipe, nothing. */
final class Terminal {
    private static final int NARROWEST = 80;
    private static final Pattern COLOURED = Pattern.compile(" *\u001b\\[1;3\\dm[\\w ,.'-]*\u001b\\[0m");

    private Terminal() {}

    /** Whether standard error, where the bar is drawn, is a terminal that can move its cursor. */
    static boolean isThere() {
        return isThere(isTerminal(2), System.getenv());
    }

    /** Whether standard output, where results go, may be sent colours: no-color.org's NO_COLOR, set to anything, forbids them. */
    static boolean hasColours() {
        return hasColours(isTerminal(1), System.getenv());
    }

    /** Columns for results on standard output. */
    static int resultWidth() {
        return isTerminal(1) ? width() : ResultTable.WIDTH;
    }

    /** The same for lines that are not made to be read at one go: they are cut for a terminal alone. */
    static int listWidth() {
        return isTerminal(1) ? width() : Integer.MAX_VALUE;
    }

    /** Whether a question can be read and answered. */
    static boolean isAsked() {
        return isTerminal(0) && isTerminal(1);
    }

    /** A line of the results. The one that is nothing but a verdict in its colour is our own making. */
    static void printResult(String line) {
        (COLOURED.matcher(line).matches() ? HarmlessOutput.raw(System.out) : System.out).println(line);
    }

    /** Rows and columns. */
    record Size(int rows, int columns) {}

    /** Whether standard output is a terminal that can move its cursor. */
    static boolean showsResults() {
        return isThere(isTerminal(1), System.getenv());
    }

    /** Columns of the terminal, at least 80; 80 where nobody tells. */
    static int width() {
        return width(stty());
    }

    /** As it is now, however small; 24 by 80 where nobody tells. */
    static Size size() {
        return size(stty());
    }

    /** What `stty size` prints; empty where nobody tells. */
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
            return ""; // No such program or terminal, as on Windows.
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

    /** @param size as above */
    static Size size(String size) {
        String[] parts = size.strip().split(" ");
        boolean told = parts.length == 2 && parts[0].matches("[1-9]\\d{0,3}") && parts[1].matches("[1-9]\\d{0,3}");
        return told ? new Size(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])) : new Size(24, NARROWEST);
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
     * @param stream 0 for standard input, 1 for standard output, 2 for standard error. Linux is asked for each by itself; elsewhere Java knows
     *     only whether both input and output are one
     */
    private static boolean isTerminal(int stream) {
        Path link = Path.of("/proc/self/fd/" + stream);
        try {
            return Files.readSymbolicLink(link).toString().matches("/dev/(pts/\\d+|tty.*|console)");
        } catch (IOException | UnsupportedOperationException e) {
            return isTerminal(System.console());
        }
    }

    /** From Java 22 on there is a console even for a pipe, and a method that tells; before, there was none for a pipe. */
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
