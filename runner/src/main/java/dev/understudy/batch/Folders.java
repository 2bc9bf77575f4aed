package dev.understudy.batch;

import dev.understudy.config.Config;
import dev.understudy.fault.Fault;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Checks that no two trials of a plan write into one folder, also on a file system that ignores case, and that no two
 * are equal.
 */
final class Folders {
    /** A trial that has its folder. @param origin the origin of its config, for messages */
    private record Taken(PlannedTrial trial, String origin) {}

    private final Map<String, Taken> byFolder = new HashMap<>();
    private final Map<Config, Taken> byConfig = new HashMap<>();

    /** @throws Fault bad input if another trial has this folder, or has an equal config under another name */
    void take(PlannedTrial trial, String origin) {
        Taken taken = new Taken(trial, origin);
        Taken other = byFolder.putIfAbsent(trial.label().toLowerCase(Locale.ROOT), taken);
        if (other != null) {
            throw sameFolder(taken, other);
        }
        Taken equal = byConfig.putIfAbsent(trial.config(), taken);
        if (equal != null) {
            throw Fault.badInput(
                    origin,
                    "makes " + trial.label() + " and " + equal.trial.label() + ", which have equal configs",
                    "trials that differ",
                    "remove the keys from the sweep that change nothing, such as a key with a later override");
        }
    }

    private static Fault sameFolder(Taken taken, Taken other) {
        boolean swept = !taken.trial.differs().isEmpty();
        boolean oneFile = taken.origin.equals(other.origin);
        String where =
                oneFile && swept ? taken.origin : taken.origin + " and " + other.origin; // a file may be named twice
        if (!taken.trial.label().equals(other.trial.label())) {
            String both = other.trial.label() + " and " + taken.trial.label();
            return Fault.badInput(
                    where,
                    (oneFile && swept ? "makes " : "make ") + both
                            + ", which are one folder on a disk that ignores case",
                    "names that differ in more than case",
                    "rename one");
        }
        return oneFile && swept
                ? Fault.badInput(
                        where,
                        "makes " + taken.trial.label() + " twice",
                        "values that differ",
                        "remove one of the equal values from the sweep")
                : Fault.badInput(
                        where,
                        "are both " + taken.trial.label(),
                        "one folder for each trial",
                        "give each its own name or seed");
    }
}
