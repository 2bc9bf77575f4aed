package dev.understudy.engine;

import java.util.List;

/** What was opened for something that then could not be made, and many things at once. */
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

    /** Closes each of them, also where another cannot be closed. */
    static void all(List<Population> populations) {
        RuntimeException failure = null;
        for (Population population : populations) {
            try {
                population.close();
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
