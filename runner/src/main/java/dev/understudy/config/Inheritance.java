package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Reads a config file together with the files that it extends. Its keys replace those of its base by the rules of
 * {@link Overrides}: sections are merged key by key, another rule replaces the base's rule, a model replaces layers,
 * and every other value, lists included, replaces the base's. Null means the default.
 */
final class Inheritance {
    static final String KEY = "extends";
    /** The longest chain of bases. */
    private static final int DEEPEST = 16;

    /** Sections whose keys are paths, each with the values of a sweep; the values are replaced as a whole. */
    private static final Set<String> PATHS = Set.of("sweep.grid", "sweep.zip", "sweep.random");

    private Inheritance() {}

    /** @return the merged tree; each node knows its own file and line */
    static Node.Keys read(Path file) {
        return read(file, Printable.brief(file.toString()), new LinkedHashMap<>());
    }

    /** @param above the files that extend this one, with their names in messages */
    private static Node.Keys read(Path file, String name, Map<Path, String> above) {
        Node.Keys own = Configs.keys(ConfigFile.read(file), name);
        Node.Key key = own.map().remove(KEY);
        if (key == null || key.value().isNull()) {
            return own;
        }
        Path base = base(file, key);
        String baseName = Printable.brief(base.toString());
        above.put(real(file), name);
        if (above.containsKey(real(base))) {
            throw Fault.badInput(
                    key.value().where() + " " + KEY,
                    "extends itself: " + circle(above, real(base)) + " extends " + baseName,
                    "a file that does not extend this one",
                    "take one of them out");
        }
        if (above.size() > DEEPEST) {
            throw Fault.badInput(
                    key.value().where() + " " + KEY,
                    "is base " + above.size() + " of a chain",
                    "at most " + DEEPEST,
                    "put some of the files together");
        }
        Node.Keys both = (Node.Keys) merged("", read(base, baseName, above), own);
        unsweep(both, own);
        return both;
    }

    /**
     * Removes from the base's sweep each key that has a value in this file; otherwise the value would have no effect.
     */
    private static void unsweep(Node.Keys both, Node.Keys own) {
        Set<String> given = new HashSet<>();
        bare("", own, given);
        swept(own, (keys, path) -> given.remove(Overrides.bare(path)));
        swept(both, (keys, path) -> {
            if (given.contains(Overrides.bare(path))) {
                keys.map().remove(path);
            }
        });
    }

    /**
     * Calls {@code each} with every swept key and its part of the sweep, except the number and seed of the random part.
     */
    private static void swept(Node.Keys root, BiConsumer<Node.Keys, String> each) {
        for (String way : PATHS) {
            String name = way.substring(SweepReader.KEY.length() + 1);
            if (root.child(SweepReader.KEY) instanceof Node.Keys sweep && sweep.child(name) instanceof Node.Keys keys) {
                List.copyOf(keys.map().keySet()).stream()
                        .filter(path -> !SweepReader.isOfRandom(name, path))
                        .forEach(path -> each.accept(keys, path));
            }
        }
    }

    /** Collects the dotted paths of all values outside the sweep. */
    private static void bare(String path, Node node, Set<String> paths) {
        if (node instanceof Node.Keys keys) {
            keys.map().forEach((name, key) -> {
                if (!Node.join(path, name).equals(SweepReader.KEY)) {
                    bare(Node.join(path, name), key.value(), paths);
                }
            });
        } else {
            paths.add(Overrides.bare(path));
        }
    }

    private static Path base(Path file, Node.Key key) {
        if (!(key.value() instanceof Node.Scalar text)) {
            throw ConfigFaults.wrong(KEY, key.value(), "one file, such as base.yaml");
        }
        try {
            Path base = file.resolveSibling(text.text());
            if (Files.exists(base)) {
                return base;
            }
        } catch (InvalidPathException e) {
            // A file of this name cannot exist.
        }
        throw Fault.badInput(
                text.where() + " " + KEY,
                "is " + Printable.brief(text.shown()) + ", which is not there",
                "a config file, by its path relative to the folder of this one",
                ConfigFaults.remedy(text.where()));
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize(); // reading the file reports the error
        }
    }

    private static String circle(Map<Path, String> above, Path from) {
        List<Path> files = List.copyOf(above.keySet());
        List<String> names = List.copyOf(above.values());
        return String.join(" extends ", names.subList(files.indexOf(from), names.size()));
    }

    /** @param path of both nodes */
    static Node merged(String path, Node base, Node own) {
        if (!(base instanceof Node.Keys lower) || !(own instanceof Node.Keys upper)) {
            return own;
        }
        Node.Keys both = new Node.Keys(new LinkedHashMap<>(lower.map()), own.where());
        if (Overrides.isRule(path) && !upper.map().isEmpty()) {
            both.map().keySet().retainAll(upper.map().keySet());
        }
        upper.map().forEach((name, key) -> {
            String below = Node.join(path, name);
            if (!key.value().isNull()) {
                Overrides.insteadOf(below).forEach(both.map()::remove);
            }
            Node former = PATHS.contains(path) ? null : both.child(name);
            both.put(name, key.where(), former == null ? key.value() : merged(below, former, key.value()));
        });
        return both;
    }
}
