package dev.understudy.engine;

import java.util.List;

/** Closes resources after a failure, and many of them at once. */
public final class Closing {
    private Closing() {}

    /**
     * Closes a resource whose owner could not be constructed; a failure of close is added to {@code failure}, which the
     * caller throws.
     */
    public static void afterFailure(AutoCloseable opened, Throwable failure) {
        try {
            opened.close();
        } catch (Exception another) {
            failure.addSuppressed(another);
        }
    }

    /** Closes each of them, even if another cannot be closed. */
    static void all(List<Runnable> closes) {
        RuntimeException failure = null;
        for (Runnable close : closes) {
            try {
                close.run();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
