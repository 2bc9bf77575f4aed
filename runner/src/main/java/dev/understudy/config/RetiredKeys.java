package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import java.util.List;
import java.util.SortedMap;

/**
 * Keys of options that were removed. Zero stood for none of it, and every config that was written whole has them, of a run or of an
 * imitator; so zero is read without a word, and another value is refused.
 */
final class RetiredKeys {
    static final List<String> ALL = List.of("training.startNoise", "training.biasPenalty");

    private RetiredKeys() {}

    /**
     * Whether a key is one of these.
     *
     * @throws Fault bad input where it asks for something
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
                "0 or no such key",
                "leave it out");
    }

    /** They stay what a checkpoint belongs to, or none of before could be continued. */
    static void addTo(SortedMap<String, String> identity) {
        ALL.forEach(key -> identity.put(key, "0.0"));
    }
}
