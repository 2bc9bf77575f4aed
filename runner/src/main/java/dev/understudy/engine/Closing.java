package dev.understudy.engine;

/** What was opened for something that then could not be made. */
public final class Closing {
    private Closing() {}

    /** Gives it back. @param why it is; it is the caller's to throw, and keeps what went wrong here */
    public static void afterFailure(AutoCloseable opened, Throwable failure) {
        try {
            opened.close();
        } catch (Exception another) {
            failure.addSuppressed(another);
        }
    }
}
