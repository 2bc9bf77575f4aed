package dev.understudy.engine.nd4j.backend;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes one line out of the exceptions or output of ND4J when it does not load. */
final class LoadError {
    private static final int MOST = 300; // characters
    private static final String CACHE = "org.bytedeco.javacpp.cachedir";

    private static final Pattern NOT_EXECUTABLE =
            Pattern.compile("(/[^:]*?)/[^/:]*\\.jar/[^:]*: failed to map segment from shared object");

    private LoadError() {}

    /** The innermost cause says which thing is missing; the outer ones only say that loading failed. */
    static String reason(Throwable thrown, String printed) {
        Throwable innermost = thrown;
        boolean cache = printed.contains(CACHE);
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            innermost = t;
            if (t instanceof IllegalCallerException) { // by --illegal-native-access=deny, since Java 24
                return "Java forbids JavaCPP native code; start it with --enable-native-access=ALL-UNNAMED";
            }
            cache |= String.valueOf(t.getMessage()).contains(CACHE);
        }
        return cache ? cache() : line(executable(innermost.toString()));
    }

    /** If nothing was thrown: the first line of output that is neither empty nor a stack frame. */
    static String reason(String printed) {
        return printed.contains(CACHE)
                ? cache()
                : line(printed.lines()
                        .filter(l -> !l.isBlank() && !l.startsWith("\t"))
                        .findFirst()
                        .orElse("it does not say why"));
    }

    /** For a file that may be read but not executed, the loader's message does not name the mount option. */
    private static String executable(String text) {
        Matcher refused = NOT_EXECUTABLE.matcher(text);
        return refused.find()
                ? "JavaCPP unpacked its libraries into " + refused.group(1)
                        + ", a folder without permission to execute (its file system is mounted with noexec); give it another folder with -D"
                        + CACHE + "=FOLDER"
                : text;
    }

    private static String cache() {
        return "JavaCPP has no folder to unpack its libraries into: neither the home folder nor that for temporary files is writable; give it one with -D"
                + CACHE + "=FOLDER";
    }

    private static String line(String text) {
        String first = text.lines().findFirst().orElse("").strip();
        first = first.replaceFirst(
                "^(java\\.lang\\.)?(UnsatisfiedLinkError|RuntimeException|IllegalStateException): ", "");
        return first.length() <= MOST ? first : first.substring(0, MOST) + "…";
    }
}
