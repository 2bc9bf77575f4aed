package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import java.util.List;
import java.util.SortedMap;

/**
 * Keys of options that were removed. Zero meant off, and older complete configs, of runs and of imitators, have them
 * with zero. So zero is accepted, and every other value is refused.
 */
final class RetiredKeys {
    static final List<String> ALL = List.of("training.startNoise", "training.biasPenalty");

    private RetiredKeys() {}

    /**
     * Whether a key is one of these.
     *
     * @throws Fault bad input if its value is not zero
     */
    static boolean passOver(String path, Node node) {
        if (!ALL.contains(path)) {
            return false;
        }
        if (Scalars.read(double.class, node) instanceof Double number && number == 0) {
            return true;
        }
        throw Fault.badInput(
                node.where() + " " + path,
                "is " + Printable.brief(node.shown()) + ", an option that was removed",
                "0, or no key of this name",
                "leave it out");
    }

    /** Adds them to the identity of a checkpoint, or checkpoints of older versions could not be continued. */
    static void addTo(SortedMap<String, String> identity) {
        ALL.forEach(key -> identity.put(key, "0.0"));
    }
}
