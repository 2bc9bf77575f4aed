package dev.understudy.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keys that change together from trial to trial. A sweep is the product of its axes, the last of which changes fastest. */
sealed interface Axis permits Axis.Listing, RandomAxis {
    List<String> paths();

    /** Trials that this axis alone makes. */
    long size();

    /** Whether its keys tell trials apart; a single override of the command line has one value and does not. */
    default boolean swept() {
        return true;
    }

    /** @param i of {@link #size} */
    Node value(String path, long i);

    /** Where the key is given, for messages. */
    String where(String path);

    /** The others' values stay as they are. */
    Axis without(String path);

    /** A key of a grid, the keys of a zip, or an override: value i of each belongs to trial i. */
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
