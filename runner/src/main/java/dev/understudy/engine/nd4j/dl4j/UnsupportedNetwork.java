package dev.understudy.engine.nd4j.dl4j;

/** Why a network cannot be an optimizee, in one line: what was found, what was expected, what to do. */
public final class UnsupportedNetwork extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UnsupportedNetwork(String message) {
        super(message);
    }

    /**
     * @param cause what DL4J says about it, of which the first line is enough
     * @param expected what was expected, and after a semicolon what to do
     */
    UnsupportedNetwork(String found, Throwable cause, String expected) {
        super(found + " (" + firstLine(cause) + "); expected " + expected, cause);
    }

    private static String firstLine(Throwable cause) {
        Throwable root = cause;
        while (root.getMessage() == null && root.getCause() != null) {
            root = root.getCause();
        }
        String said = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        String line = said.strip().lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }
}
