package dev.understudy.live;

import dev.understudy.live.Standing.State;
import dev.understudy.report.ListTable;
import dev.understudy.report.Numbers;
import java.time.Duration;
import java.time.Instant;

/** Formats the state and progress of a trial, for a line of text or a cell of a table. */
final class Words {
    /**
     * A trial at work whose files have not changed for this time is called silent: logs are written after a number of
     * steps, not of seconds.
     */
    private static final Duration SILENT = Duration.ofMinutes(1);

    private Words() {}

    /** For example {@code 1,200 of 4,000 meta-steps, 30 %}. */
    static String progress(Standing trial) {
        if (trial.unit().isEmpty()) {
            return "";
        }
        return Numbers.count(trial.done())
                + (trial.all() > 0 ? " of " + Numbers.count(trial.all()) : "")
                + " " + trial.unit()
                + (trial.state() == State.DONE || trial.percent() < 0 ? "" : ", " + trial.percent() + " %");
    }

    /** The same in a short form: {@code 1,200/4,000 30 %}. */
    static String brief(Standing trial) {
        if (trial.unit().isEmpty()) {
            return "";
        }
        return Numbers.count(trial.done())
                + (trial.all() > 0 ? "/" + Numbers.count(trial.all()) : "")
                + (trial.state() == State.DONE || trial.percent() < 0 ? "" : " " + trial.percent() + " %");
    }

    /** For example {@code loss 0.0123}, or of a trial with a verdict {@code ratio 1.003}. */
    static String loss(Standing trial) {
        if (Double.isFinite(trial.ratio())) {
            return "ratio " + Numbers.show(trial.ratio(), 4);
        }
        return Double.isFinite(trial.loss()) ? "loss " + Numbers.show(trial.loss(), 3) : "";
    }

    /** The remaining time, or the time since the last change; if the trial is not at work, the reason. */
    static String remark(Standing trial, Instant now) {
        Duration since = trial.changed() == null ? Duration.ZERO : Duration.between(trial.changed(), now);
        if (trial.state() != State.RUNNING) {
            boolean dead = trial.state() == State.KILLED || trial.state() == State.INTERRUPTED;
            return dead ? ListTable.age(since) + " ago: " + trial.message() : trial.message();
        }
        boolean late = !(since.toMillis() / 1000.0 < 3 * trial.secondsLeft());
        if (since.compareTo(SILENT) > 0 && late) {
            return "silent for " + ListTable.age(since);
        }
        return Double.isFinite(trial.secondsLeft()) ? left(trial.secondsLeft()) + " left" : "";
    }

    /** A time in the two largest units: 40 s, 3 min 20 s, 5 h 10 min. */
    static String left(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3600) {
            return whole / 60 + " min " + whole % 60 + " s";
        }
        return whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }
}
