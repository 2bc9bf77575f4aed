package dev.understudy.engine;

/** What was opened for something that then could not be made. */
public final class HalfMade {
    private HalfMade() {}

    /** Gives it back. @param why it is; it is the caller's to throw, and keeps what went wrong here */
    public static void close(AutoCloseable opened, Throwable why) {
        try {
            opened.close();
        } catch (Exception another) {
            why.addSuppressed(another);
        }
    }
}
