package dev.understudy.live;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;

/**
 * How one trial stands, as far as its files tell.
 *
 * @param phase what is done, such as training; empty where it is not known
 * @param unit of {@code done} and {@code all}
 * @param all that there are to be; 0 where that is not known
 * @param loss the last one that was logged of a training; NaN where there is none
 * @param ratio of the test losses, the imitator's over its teacher's, once there is a verdict; NaN before
 * @param secondsLeft of this phase; NaN where it cannot be told
 * @param changed when something was last written; null where nothing was
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
    /** In the order in which a reader wants to see them. */
    public enum State {
        /** A process holds its directory. */
        RUNNING,
        FAILED,
        /** Its files cannot be read. */
        DAMAGED,
        /** Nobody holds its directory, and its last word was that it runs. */
        KILLED,
        /** It was asked to stop, and has saved. */
        INTERRUPTED,
        DIVERGED,
        /** Of a sweep by halving: it goes on if it is among the best there. */
        AT_RUNG,
        DONE,
        /** Planned, and not begun. */
        WAITING;

        public String word() {
            return this == WAITING ? "to come" : name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        /** Whether nothing more is to be expected of it. */
        boolean over() {
            return this == DONE || this == DIVERGED || this == FAILED || this == DAMAGED;
        }

        boolean failed() {
            return this == FAILED || this == DAMAGED;
        }
    }

    /** How much of its phase is done, in percent; -1 where that is not known. */
    long percent() {
        return all > 0 ? Math.min(100, 100 * done / all) : -1;
    }
}
