package dev.understudy.imitation;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Keys of configs that have a new name. Files that the program wrote, such as a run's config, a checkpoint or an exported
 * imitator, are read with the names of their time; in a file of a user's an old key is refused with the new one. This is
 * the only table of such names.
 */
public final class FormerNames {
    private static final Map<String, String> NOW = Map.of(
            "imitator.memory", "imitator.chrono",
            "imitator.supplyTruth", "imitator.teacherForcing",
            "training.floor", "training.huberFloor",
            "training.sample", "training.subsample",
            "evaluation.nothing", "evaluation.noUpdate");

    private FormerNames() {}

    /** The name of today of a key that had this one, with its section: {@code imitator.memory}. */
    public static Optional<String> now(String key) {
        return Optional.ofNullable(NOW.get(key));
    }

    /** The name of today of a key in a section, without the section: {@code chrono} for {@code memory} of {@code imitator}. */
    public static String today(String section, String key) {
        return last(now(section + "." + key).orElse(key));
    }

    /** The former name of a key; empty if it always had this one. */
    public static Optional<String> before(String key) {
        return NOW.entrySet().stream()
                .filter(entry -> entry.getValue().equals(key))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * These fields with the names of today.
     *
     * @param prefix of the fields that are named by a key of a config, before that key
     */
    public static <V> SortedMap<String, V> renamed(Map<String, V> fields, String prefix) {
        UnaryOperator<String> name = field -> field.startsWith(prefix)
                ? prefix + now(field.substring(prefix.length())).orElse(field.substring(prefix.length()))
                : field;
        SortedMap<String, V> renamed = new TreeMap<>();
        fields.forEach((field, value) -> renamed.put(name.apply(field), value));
        return renamed;
    }

    /** The last part of a key: {@code chrono} of {@code imitator.chrono}. */
    public static String last(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }
}
