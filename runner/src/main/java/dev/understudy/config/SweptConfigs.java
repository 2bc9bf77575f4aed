package dev.understudy.config;

import dev.understudy.fault.Printable;
import dev.understudy.imitation.Imitator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * All configs of one file, with its bases, its sweep and the overrides: a single one, or one for each combination of
 * the sweep. Values are put into the tree of the file before it becomes records: first those of the sweep, then the
 * overrides in their order.
 */
public final class SweptConfigs {
    private final String origin;
    private final List<String> keys;
    private final Map<String, String> names;
    private final Node.Keys root;
    private final List<Axis> axes;
    private final Halving halving;

    private SweptConfigs(
            String origin,
            List<String> keys,
            Map<String, String> names,
            Node.Keys root,
            List<Axis> axes,
            Halving halving) {
        this.origin = origin;
        this.keys = List.copyOf(keys);
        this.names = Map.copyOf(names);
        this.root = root;
        this.axes = List.copyOf(axes);
        this.halving = halving;
    }

    /**
     * @param overrides as {@code training.unroll=20}; an override of a key that the file sweeps replaces its values in
     *     the sweep
     * @throws dev.understudy.fault.Fault bad input if the sweep is wrong
     */
    public static SweptConfigs read(Path file, List<String> overrides) {
        Node.Keys root = Inheritance.read(file);
        List<Overrides.Setting> settings =
                overrides.stream().map(Overrides::read).toList();
        settings.stream().filter(s -> s.path().equals(SweepReader.KEY)).forEach(s -> s.apply(root));
        Node.Key sweep = root.map().remove(SweepReader.KEY);
        SweepReader.Sweep read = SweepReader.read(sweep == null ? null : sweep.value());
        List<Axis> axes = new ArrayList<>(read.axes());
        Map<String, String> names = new LinkedHashMap<>(); // bare path to path; an override of a key keeps its position
        axes.forEach(axis -> axis.paths().forEach(path -> names.put(Overrides.bare(path), path)));
        for (Overrides.Setting setting : settings) {
            if (setting.path().equals(SweepReader.KEY)) {
                continue;
            }
            String bare = Overrides.bare(setting.path());
            axes.replaceAll(axis -> without(axis, bare));
            if (setting.swept()) {
                names.put(bare, setting.path());
            } else {
                names.remove(bare);
            }
            axes.add(Axis.Listing.of(setting.path(), "-o", setting.values(), setting.swept()));
        }
        return new SweptConfigs(
                Printable.brief(file.toString()),
                List.copyOf(names.values()),
                read.names(),
                root,
                axes,
                read.halving());
    }

    /** The name of the file in messages. */
    public String origin() {
        return origin;
    }

    /** The swept keys in the order of the sweep; those of the command line come last. */
    public List<String> keys() {
        return keys;
    }

    /** The words of {@code sweep.names} for keys; the keys are without the name of a rule, see {@link #bare}. */
    public Map<String, String> names() {
        return names;
    }

    /** A key without the name of a rule, {@code teacher.learningRate}. In this form all keys of a sweep differ. */
    public static String bare(String key) {
        return Overrides.bare(key);
    }

    /** The rule that stops trials at rungs; null if all go on. */
    public Halving halving() {
        return halving;
    }

    /** The number of configs, computed without making them; Long.MAX_VALUE for that many or more. */
    public long count() {
        long count = 1;
        for (Axis axis : axes) {
            count = count > Long.MAX_VALUE / axis.size() ? Long.MAX_VALUE : count * axis.size();
        }
        return count;
    }

    private static Axis without(Axis axis, String bare) {
        Axis left = axis;
        for (String path : axis.swept() ? axis.paths() : List.<String>of()) {
            left = Overrides.bare(path).equals(bare) ? left.without(path) : left;
        }
        return left;
    }

    /**
     * Every config, resolved.
     *
     * @param pretrained see {@link Configs#parse(String, String, List, Function)}; called for each config
     * @throws dev.understudy.fault.Fault bad input if one of them is wrong
     */
    public List<SweptConfig> all(Function<String, Imitator> pretrained) {
        List<SweptConfig> all = new ArrayList<>();
        for (long i = 0; i < count(); i++) {
            all.add(at(i, pretrained));
        }
        return all;
    }

    /** The config of an index. The axes count like the digits of a number; the last axis changes fastest. */
    private SweptConfig at(long index, Function<String, Imitator> pretrained) {
        long[] places = new long[axes.size()];
        long rest = index;
        for (int a = axes.size() - 1; a >= 0; a--) {
            places[a] = rest % axes.get(a).size();
            rest /= axes.get(a).size();
        }
        Node.Keys tree = root.copy();
        Map<String, String> texts = new LinkedHashMap<>();
        for (int a = 0; a < places.length; a++) {
            Axis axis = axes.get(a);
            for (String path : axis.paths()) {
                Node value = axis.value(path, places[a]);
                Overrides.set(tree, path, axis.where(path), value);
                texts.put(path, ValueText.of(value));
            }
        }
        Map<String, String> differs = new LinkedHashMap<>();
        keys.forEach(key -> differs.put(key, texts.get(key)));
        Config config = Configs.resolved(tree, origin, pretrained);
        if (halving != null) {
            halving.check(config, origin);
        }
        return new SweptConfig(config, differs);
    }
}
