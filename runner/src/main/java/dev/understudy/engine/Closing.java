package dev.understudy.engine;

/** What was opened for something that then could not be made. */
public final class Closing {
    private Closing() {}

    /** Closes what was opened; a failure of that is added to {@code failure}, which the caller throws. */
    public static void afterFailure(AutoCloseable opened, Throwable failure) {
        try {
            opened.close();
        } catch (Exception another) {
            failure.addSuppressed(another);
        }
    }
}
