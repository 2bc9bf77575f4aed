package dev.understudy.engine.fused.cuda;

import java.util.Locale;

/**
 * Why a shared library could not be loaded. JNA's message has many lines: one for each place that was tried, and one
 * with the whole class path.
 *
 * @param absent whether there is no such file, as opposed to one that cannot be loaded
 * @param message the linker's, one line
 */
record LoadFailure(boolean absent, String message) {
    /** @param library as it was asked for, such as libcuda.so.1 */
    static LoadFailure of(String library, Throwable thrown) {
        String all = String.valueOf(thrown.getMessage());
        if (isForbidden(thrown)) {
            return new LoadFailure(
                    false, "Java forbids JNA native code; start it with --enable-native-access=ALL-UNNAMED");
        }
        if (thrown instanceof NoClassDefFoundError || !all.contains("'" + library + "'")) {
            // Nothing was tried: JNA could not start, for want of a folder to unpack its own library into.
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
        // Where the name in front is another one's, the library is there and lacks that other one.
        boolean absent = lower.isEmpty()
                || lower.startsWith(library + ": cannot open shared object file: no such file")
                || lower.contains("no such file)")
                || lower.contains("image not found")
                || lower.contains("module could not be found");
        return new LoadFailure(absent, tried);
    }

    /** By --illegal-native-access=deny, since Java 24; a class that has failed once only cites what it failed by. */
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
