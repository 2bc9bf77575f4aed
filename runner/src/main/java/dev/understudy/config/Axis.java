package dev.understudy.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys of a sweep that change together from trial to trial. A sweep is the product of its axes; the last axis changes
 * fastest.
 */
sealed interface Axis permits Axis.Listing, RandomAxis {
    List<String> paths();

    /** The number of trials that this axis alone makes. */
    long size();

    /** Whether its keys tell trials apart. False for an override of the command line with a single value. */
    default boolean swept() {
        return true;
    }

    /** @param i 0 up to, and without, {@link #size} */
    Node value(String path, long i);

    /** The place of the key in the file or {@code -o}, for messages. */
    String where(String path);

    /** The same axis without this key; the values of the other keys stay as they are. */
    Axis without(String path);

    /** A key of a grid, the keys of a zip, or an override. Trial i takes value i of each key. */
    record Listing(Map<String, Values> values, Map<String, String> places, boolean swept) implements Axis {
        static Listing of(String path, String where, Values values, boolean swept) {
            return new Listing(Map.of(path, values), Map.of(path, where), swept);
        }

        @Override
        public List<String> paths() {
            return List.copyOf(values.keySet());
        }

        @Override
        public long size() {
            return values.isEmpty() ? 1 : values.values().iterator().next().size();
        }

        @Override
        public Node value(String path, long i) {
            return values.get(path).at(i);
        }

        @Override
        public String where(String path) {
            return places.get(path);
        }

        @Override
        public Axis without(String path) {
            Map<String, Values> others = new LinkedHashMap<>(values);
            others.remove(path);
            return new Listing(others, places, swept);
        }
    }
}
