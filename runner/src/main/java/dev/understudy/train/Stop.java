package dev.understudy.train;

/** Thrown at a safe point after everything was saved, because the user asked the program to stop. */
public final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stop() {
        super("interrupted", null, false, false);
    }
}
