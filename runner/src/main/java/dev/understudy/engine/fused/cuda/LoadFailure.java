package dev.understudy.engine.fused.cuda;

import java.util.Locale;

/**
 * Why a shared library could not be loaded, in one line. JNA's message has many: one for each place tried, and one with
 * the whole class path.
 *
 * @param absent true if the file does not exist, false if it exists but cannot be loaded
 * @param message the linker's, one line
 */
record LoadFailure(boolean absent, String message) {
    /** @param library as it was asked for, for example libcuda.so.1 */
    static LoadFailure of(String library, Throwable thrown) {
        String all = String.valueOf(thrown.getMessage());
        if (isForbidden(thrown)) {
            return new LoadFailure(
                    false, "Java forbids JNA native code; start it with --enable-native-access=ALL-UNNAMED");
        }
        if (thrown instanceof NoClassDefFoundError || !all.contains("'" + library + "'")) {
            // JNA itself could not start: it found no folder to unpack its own library into.
            return new LoadFailure(
                    false,
                    "JNA cannot load its own library (" + firstLine(thrown)
                            + "); give it a folder with -Djna.tmpdir=FOLDER");
        }
        String tried = all.lines()
                .filter(line -> !line.startsWith("Unable to load library") && !line.startsWith("Native library ("))
                .findFirst()
                .orElse("")
                .strip();
        String lower = tried.toLowerCase(Locale.ROOT);
        // If the message begins with another library's name, this library exists and lacks that one.
        boolean absent = lower.isEmpty()
                || lower.startsWith(library + ": cannot open shared object file: no such file")
                || lower.contains("no such file)")
                || lower.contains("image not found")
                || lower.contains("module could not be found");
        return new LoadFailure(absent, tried);
    }

    /**
     * Whether Java denies native access, as --illegal-native-access=deny does since Java 24. The causes are searched as
     * well, since a class that has failed once only cites its first failure.
     */
    private static boolean isForbidden(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t.toString().contains("IllegalCallerException")) {
                return true;
            }
        }
        return false;
    }

    static String firstLine(Throwable thrown) {
        return String.valueOf(thrown.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .strip();
    }
}
