package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.imitation.Philox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The random axis of a sweep. Each value is a function of the sweep's seed, the key and the number of the trial, so
 * that adding trials or another key does not change existing values. If a trial has the same values as an earlier one,
 * it is drawn again.
 */
final class RandomAxis implements Axis {
    /** After the streams of {@link Philox}; the Philox key is the sweep's seed, not a training's. */
    private static final int STREAM = 9;

    private static final int ATTEMPTS = 1000;

    private final String where;
    private final long trials;
    private final long seed;
    private final Map<String, Distribution> keys;
    private final Map<String, String> places;
    private final List<Map<String, Node>> drawn = new ArrayList<>();
    private final Set<List<String>> seen = new HashSet<>();

    /** @param where the place of the number of trials, for messages */
    RandomAxis(String where, long trials, long seed, Map<String, Distribution> keys, Map<String, String> places) {
        this.where = where;
        this.trials = trials;
        this.seed = seed;
        this.keys = keys;
        this.places = places;
    }

    @Override
    public List<String> paths() {
        return List.copyOf(keys.keySet());
    }

    @Override
    public long size() {
        return keys.isEmpty() ? 1 : trials;
    }

    @Override
    public Node value(String path, long i) {
        while (drawn.size() <= i) {
            drawn.add(next(drawn.size()));
        }
        return drawn.get((int) i).get(path);
    }

    @Override
    public String where(String path) {
        return places.get(path);
    }

    @Override
    public Axis without(String path) {
        Map<String, Distribution> others = new LinkedHashMap<>(keys);
        others.remove(path);
        return new RandomAxis(where, trials, seed, others, places);
    }

    private Map<String, Node> next(int trial) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, Node> values = new LinkedHashMap<>();
            for (Map.Entry<String, Distribution> key : keys.entrySet()) {
                values.put(key.getKey(), key.getValue().draw(uniform(key.getKey(), trial, attempt)));
            }
            if (seen.add(values.values().stream().map(ValueText::of).toList())) {
                return values;
            }
        }
        throw Fault.badInput(
                where + " sweep.random.trials",
                "is " + trials + ", and " + ATTEMPTS + " draws after trial " + trial + " gave nothing new",
                "no more trials than different combinations",
                "ask for fewer, or for wider ranges");
    }

    private double uniform(String path, int trial, int attempt) {
        int[] words = new int[4];
        Philox.block(seed, Overrides.bare(path).hashCode(), attempt, trial, STREAM, words, 0);
        return (((long) words[0] << 21 & 0x1F_FFFF_FFFF_FFFFL) ^ (words[1] >>> 11)) * 0x1p-53;
    }
}
