package dev.understudy.engine;

/**
 * Thrown if an external network cannot be an optimizee. It names the fault, and if known the expectation and a remedy.
 */
public final class UnsupportedNetwork extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String found;
    private final String expected;
    private final String remedy;

    public UnsupportedNetwork(String found) {
        this(found, null, null, null, found);
    }

    public UnsupportedNetwork(String found, String expected) {
        this(found, expected, null, null, found + "; expected " + expected);
    }

    public UnsupportedNetwork(String found, String expected, String remedy) {
        this(found, expected, remedy, null, found + "; expected " + expected + "; " + remedy);
    }

    /** @param cause the library's exception, of which the first line is quoted */
    public static UnsupportedNetwork because(Throwable cause, String found, String expected, String remedy) {
        String all = found + " (" + firstLine(cause) + ")";
        return new UnsupportedNetwork(all, expected, remedy, cause, all + "; expected " + expected + "; " + remedy);
    }

    private UnsupportedNetwork(String found, String expected, String remedy, Throwable cause, String message) {
        super(message, cause);
        this.found = found;
        this.expected = expected == null ? "a network that can be an optimizee" : expected;
        this.remedy = remedy == null ? "change the network and write it again" : remedy;
    }

    public String found() {
        return found;
    }

    public String expected() {
        return expected;
    }

    public String remedy() {
        return remedy;
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
