package dev.understudy.live;

import dev.understudy.live.Standing.State;
import dev.understudy.report.ListTable;
import dev.understudy.report.Numbers;
import java.time.Duration;
import java.time.Instant;

/** How a standing is said, in a line of text or a cell of a table. */
final class Words {
    /** A trial at work that has written nothing for so long is said to be silent: a line is due every so many steps, not seconds. */
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

    /** The same where columns are dear: {@code 1,200/4,000 30 %}. */
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

    /** How long it still takes, or for how long nothing was heard of it; of one that is not at work, why. */
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

    /** In the two largest units: 40 s, 3 min 20 s, 5 h 10 min. */
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
