package dev.understudy.live;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;

/**
 * The state and progress of one trial, from its files.
 *
 * @param phase its work, for example training; empty if unknown
 * @param unit of {@code done} and {@code all}
 * @param all total number of units; 0 if unknown
 * @param loss the last logged loss of a training; NaN if there was none
 * @param ratio of the test losses, the imitator's over its teacher's, with a verdict; NaN before
 * @param secondsLeft of this phase; NaN if unknown
 * @param changed when a file was last written; null if none was
 * @param message of its status; may be empty
 */
public record Standing(
        Path path,
        String label,
        State state,
        String phase,
        String unit,
        long done,
        long all,
        double loss,
        double ratio,
        double secondsLeft,
        Instant changed,
        String message) {
    /** States in the order of a table for readers. */
    public enum State {
        /** A process holds its directory. */
        RUNNING,
        FAILED,
        /** Its files cannot be read. */
        DAMAGED,
        /** No process holds its directory, but its last status says that it runs. */
        KILLED,
        /** It was asked to stop, and has saved its state. */
        INTERRUPTED,
        DIVERGED,
        /** It waits at a rung of its sweep's halving, and continues if it is among the best. */
        AT_RUNG,
        DONE,
        /** Planned, and not begun. */
        WAITING;

        public String word() {
            return this == WAITING ? "to come" : name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        /** Whether the trial has ended and will not continue. */
        boolean over() {
            return this == DONE || this == DIVERGED || this == FAILED || this == DAMAGED;
        }

        boolean failed() {
            return this == FAILED || this == DAMAGED;
        }
    }

    /** The finished part of its phase, in percent; −1 if unknown. */
    long percent() {
        return all > 0 ? Math.min(100, 100 * done / all) : -1;
    }
}
