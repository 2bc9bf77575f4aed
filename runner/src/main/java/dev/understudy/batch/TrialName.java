package dev.understudy.batch;

import dev.understudy.config.SweptConfigs;
import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names the trials of a sweep: {@code learningRate=3e-4,hidden=20x20,seed-2}, with the keys in the order of the sweep.
 * A key is written as the shortest end of its path that no other swept key has, without the name of a rule, or as the
 * word that the sweep gives it. Adding values to a swept key changes no name, so that finished trials are found again.
 */
final class TrialName {
    static final int LONGEST = 64;
    private static final String SEED = "seed";

    private final String origin;
    private final Map<String, String> words = new LinkedHashMap<>();

    /**
     * @param origin the origin of the sweep, for messages
     * @param keys the swept keys
     * @param given the sweep's own words, by keys without the name of a rule
     * @throws Fault bad input if two keys have the same word
     */
    TrialName(String origin, List<String> keys, Map<String, String> given) {
        this.origin = origin;
        List<String> bare = keys.stream()
                .map(SweptConfigs::bare)
                .filter(key -> !given.containsKey(key))
                .toList();
        keys.stream()
                .filter(key -> !key.equals(SEED))
                .forEach(key -> words.put(key, word(SweptConfigs.bare(key), bare, given)));
        checkWords();
    }

    private static String word(String key, List<String> keys, Map<String, String> given) {
        return given.containsKey(key) ? given.get(key) : shortest(key, keys);
    }

    private void checkWords() {
        Map<String, String> taken = new HashMap<>();
        words.forEach((key, word) -> {
            String other = taken.putIfAbsent(word, key);
            if (other != null) {
                throw Fault.badInput(
                        origin,
                        "calls both " + other + " and " + key + " " + word,
                        "a different word for each",
                        "correct sweep.names");
            }
        });
    }

    private static String shortest(String key, List<String> keys) {
        String end = key;
        for (int dot = key.lastIndexOf('.'); dot >= 0; dot = key.lastIndexOf('.', dot - 1)) {
            String candidate = key.substring(dot + 1);
            if (keys.stream().noneMatch(other -> !other.equals(key) && isEnd(candidate, other))) {
                end = candidate;
                break;
            }
        }
        return end;
    }

    private static boolean isEnd(String candidate, String path) {
        return path.equals(candidate) || path.endsWith("." + candidate);
    }

    /** @throws Fault bad input if the name has more than {@value #LONGEST} characters */
    String of(Map<String, String> differs, String trial) {
        StringBuilder name = new StringBuilder();
        words.forEach((key, word) ->
                name.append(word).append('=').append(text(differs.get(key))).append(','));
        name.append(trial);
        if (name.length() > LONGEST) {
            throw Fault.badInput(
                    origin,
                    "makes a trial whose name has " + name.length() + " characters, "
                            + Printable.brief(name.toString()),
                    "at most " + LONGEST,
                    "give long keys a shorter word, as in sweep: {names: {optimizee.batch: b}}, or sweep fewer in one config");
        }
        return name.toString();
    }

    /** A list is written without its brackets, which a shell would take for a pattern. */
    private static String text(String value) {
        if (!value.startsWith("[")) {
            return value;
        }
        String items = value.substring(1, value.length() - 1);
        return items.isEmpty() ? "none" : items.replace(", ", "x");
    }
}
