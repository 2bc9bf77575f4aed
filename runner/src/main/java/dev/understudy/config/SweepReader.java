package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the section {@code sweep} of a config into its axes, in the order of the file: each key of {@code grid} is one
 * axis, {@code zip} is one, and {@code random} is one; {@code names} gives shorter words for the names of trials. Null
 * removes a key of a base.
 */
final class SweepReader {
    static final String KEY = "sweep";

    private static final List<String> WAYS = List.of("grid", "zip", "random", "halving", "names");
    static final String TRIALS = "trials";
    static final String SEED = "seed";

    /** Words for keys in names of trials have only characters without a meaning in shells and URLs. */
    static final String NAME = "[A-Za-z0-9_-]{1,32}";

    private final List<Axis> axes = new ArrayList<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private Halving halving;
    /** The place of each swept key, by its bare path. */
    private final Map<String, String> places = new LinkedHashMap<>();

    private SweepReader() {}

    /**
     * @param names words for keys in the names of trials, by bare path
     * @param halving the rule that stops trials at rungs; null if all go on
     */
    record Sweep(List<Axis> axes, Map<String, String> names, Halving halving) {}

    /** @param sweep null if the config has none */
    static Sweep read(Node sweep) {
        SweepReader reader = new SweepReader();
        if (sweep != null) {
            section(KEY, sweep, "grid").forEach((way, key) -> reader.add(way, key));
        }
        return new Sweep(reader.axes, reader.names, reader.halving);
    }

    private void add(String way, Node.Key key) {
        switch (way) {
            case "grid" ->
                keys("sweep.grid", key.value())
                        .forEach((path, at) ->
                                axes.add(Axis.Listing.of(path, at.where(), Values.of(path, at.value()), true)));
            case "zip" -> zip(keys("sweep.zip", key.value()));
            case "random" -> random(key);
            case "halving" -> halving = HalvingReader.read(key);
            case "names" ->
                section("sweep.names", key.value(), "optimizee.batch: b").forEach(this::name);
            default -> throw ConfigFaults.unknown(KEY, way, key.where(), WAYS);
        }
    }

    private void name(String path, Node.Key key) {
        refuseUnswept(path, key.where());
        if (key.value().isNull()) {
            return;
        }
        if (!(key.value() instanceof Node.Scalar word) || !word.text().matches(NAME)) {
            throw ConfigFaults.wrong(
                    "sweep.names " + path, key.value(), "1 to 32 letters, digits, hyphens or underscores");
        }
        names.put(Overrides.bare(path), word.text());
    }

    private void zip(Map<String, Node.Key> keys) {
        Map<String, Values> values = new LinkedHashMap<>();
        Map<String, String> where = new LinkedHashMap<>();
        String first = null;
        for (Map.Entry<String, Node.Key> key : keys.entrySet()) {
            String path = key.getKey();
            values.put(path, Values.of(path, key.getValue().value()));
            where.put(path, key.getValue().where());
            first = first == null ? path : first;
            long size = values.get(path).size();
            long other = values.get(first).size();
            if (size != other) {
                throw Fault.badInput(
                        where.get(path) + " sweep.zip " + path,
                        "has " + count(size) + ", and " + first + " has " + count(other),
                        "lists of one length, since the values go together",
                        "correct one of them, or write them under grid for all combinations");
            }
        }
        if (!values.isEmpty()) {
            axes.add(new Axis.Listing(values, where, true));
        }
    }

    private static String count(long values) {
        return values == 1 ? "1 value" : values + " values";
    }

    private void random(Node.Key random) {
        Map<String, Node.Key> all = new LinkedHashMap<>(section("sweep.random", random.value(), TRIALS));
        all.forEach((key, at) -> {
            if (Spelling.meant(key, List.of(TRIALS)).isPresent() && !key.equals(TRIALS)) {
                throw ConfigFaults.unknown("sweep.random", key, at.where(), List.of(TRIALS));
            }
        });
        Node.Key trials = all.remove(TRIALS);
        Node.Key seed = all.remove(SEED);
        Map<String, Distribution> distributions = new LinkedHashMap<>();
        Map<String, String> where = new LinkedHashMap<>();
        checked("sweep.random", all).forEach((path, key) -> {
            distributions.put(path, Distribution.read(path, key.value()));
            where.put(path, key.where());
        });
        if (distributions.isEmpty()) {
            return;
        }
        if (trials == null) {
            throw Fault.badInput(
                    random.where() + " sweep.random", "has no trials", "their number, as in trials: 20", "add it");
        }
        axes.add(new RandomAxis(
                trials.where(),
                whole(TRIALS, trials.value(), 1),
                seed == null ? 1 : whole(SEED, seed.value(), 0),
                distributions,
                where));
    }

    /** Whether this is a setting of the random part and not a swept key. */
    static boolean isOfRandom(String way, String key) {
        return way.equals("random") && (key.equals(TRIALS) || key.equals(SEED));
    }

    private static long whole(String key, Node node, long least) {
        Object number = Scalars.read(long.class, node);
        if (!(number instanceof Long whole) || whole < least) {
            throw ConfigFaults.wrong("sweep.random." + key, node, "a whole number, at least " + least);
        }
        return whole;
    }

    private Map<String, Node.Key> keys(String way, Node node) {
        return checked(way, section(way, node, "seed"));
    }

    /** The keys with values; each may be in only one part of the sweep. */
    private Map<String, Node.Key> checked(String way, Map<String, Node.Key> keys) {
        Map<String, Node.Key> given = new LinkedHashMap<>();
        keys.forEach((path, key) -> {
            refuseUnswept(path, key.where());
            if (key.value().isNull()) {
                return;
            }
            String other = places.putIfAbsent(Overrides.bare(path), key.where());
            if (other != null) {
                throw Fault.badInput(
                        key.where() + " " + way + " " + path,
                        "is swept a second time, after " + other,
                        "each key once in a sweep",
                        "keep one");
            }
            given.put(path, key);
        });
        return given;
    }

    private static Map<String, Node.Key> section(String path, Node node, String such) {
        if (!(node instanceof Node.Keys) && !node.isNull()) {
            throw ConfigFaults.wrong(path, node, "keys below it, such as " + such);
        }
        return node instanceof Node.Keys keys ? keys.map() : Map.of();
    }

    /** @throws Fault bad input if the key is unknown or cannot be swept */
    static void refuseUnswept(String path, String where) {
        String first = path.split("\\.", 2)[0];
        if (!Overrides.isPath(path) || !RecordTree.keys(Config.class).contains(first)) {
            throw ConfigFaults.unknown("", first, where, RecordTree.keys(Config.class));
        }
        if (path.equals("name")) {
            throw Fault.badInput(
                    where + " name",
                    "is swept",
                    "another key: all trials of a sweep are in the folder of one name",
                    "write a config for each name, which extends the other");
        }
    }
}
