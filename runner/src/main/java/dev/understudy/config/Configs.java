package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import dev.understudy.imitation.FormerNames;
import dev.understudy.imitation.Imitator;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Reads configs from files and texts. Every error is a {@link Fault} with exit code 2 whose message begins with file
 * and line, or {@code -o}.
 */
public final class Configs {
    /** How the program begins the configs that it writes, also if a user has copied one. */
    private static final String WRITTEN = "# format ";

    private Configs() {}

    /**
     * Reads one config file.
     *
     * @param overrides as {@code training.unroll=20}; a later one replaces an earlier one, see {@link Overrides}
     * @return resolved, see {@link Config}
     */
    public static Config load(Path file, List<String> overrides) {
        return load(file, overrides, name -> null);
    }

    /** @param pretrained see {@link #parse(String, String, List, Function)} */
    public static Config load(Path file, List<String> overrides, Function<String, Imitator> pretrained) {
        String name = Printable.brief(file.toString());
        return resolved(set(Inheritance.read(file), overrides), name, pretrained);
    }

    /** Reads a config that the program wrote, with the names that its keys had at that time, see {@link FormerNames}. */
    public static Config loadWritten(Path file, List<String> overrides, Function<String, Imitator> pretrained) {
        String name = Printable.brief(file.toString());
        return resolved(set(renamed(Inheritance.read(file)), overrides), name, pretrained);
    }

    /** As {@link #loadWritten(Path, List, Function)}, without reading the imitator that the config names. */
    public static Config loadWritten(Path file, List<String> overrides) {
        return loadWritten(file, overrides, name -> null);
    }

    /** Reads the text of a config that the program wrote, as {@link #loadWritten} does. */
    public static Config parseWritten(String yaml, String origin, List<String> overrides) {
        return parsed(renamed(keys(yaml, origin)), origin, overrides, name -> null);
    }

    /** @param origin name of the text in messages, such as its file name */
    public static Config parse(String yaml, String origin, List<String> overrides) {
        return parse(yaml, origin, overrides, name -> null);
    }

    /**
     * Reads the text of a config.
     *
     * @param pretrained gives the LSTM that {@code imitator.pretrained} names. The other keys of {@code imitator} then
     *     may only repeat its values, or extend it as {@link dev.understudy.imitation.Extension} allows. Null makes the
     *     LSTM from the keys alone, as in a resolved config, which has all of them
     */
    public static Config parse(
            String yaml, String origin, List<String> overrides, Function<String, Imitator> pretrained) {
        return parsed(keys(yaml, origin), origin, overrides, pretrained);
    }

    private static Config parsed(
            Node.Keys root, String origin, List<String> overrides, Function<String, Imitator> pretrained) {
        Node.Key base = root.map().get(Inheritance.KEY);
        if (base != null) {
            throw Fault.badInput(
                    base.where() + " " + Inheritance.KEY,
                    "is in a text that is not a file",
                    "a config without it",
                    "name a config file");
        }
        return resolved(set(root, overrides), origin, pretrained);
    }

    /** The keys with these overrides, none of which may be a sweep. */
    private static Node.Keys set(Node.Keys root, List<String> overrides) {
        for (String override : overrides) {
            Overrides.Setting setting = Overrides.read(override);
            if (setting.swept()) {
                throw Fault.badInput(
                        "-o " + setting.path(),
                        "is "
                                + Printable.brief(override.substring(override.indexOf('=') + 1)
                                        .strip()) + ", a sweep",
                        "one value: only run and plan take several",
                        "name one");
            }
            setting.apply(root);
        }
        Node.Key sweep = root.map().remove(SweepReader.KEY);
        if (sweep != null && !sweep.value().isNull()) {
            throw Fault.badInput(
                    sweep.where() + " " + SweepReader.KEY,
                    "is in a config of a single trial",
                    "a config without it: only run and plan take several",
                    "name the config.yaml in a trial's folder");
        }
        return root;
    }

    /** Parses a text into its keys. */
    static Node.Keys keys(String yaml, String origin) {
        IntFunction<String> where = line -> origin + ":" + line;
        Node root = YamlTree.parse(yaml, where);
        if (!(root instanceof Node.Keys keys)) {
            throw Fault.badInput(
                    root.where(),
                    root.isNull() ? "is empty" : "is not a config",
                    "keys, such as name: my-run",
                    "write a config, or name another file");
        }
        return yaml.startsWith(WRITTEN) ? renamed(keys) : keys;
    }

    /** The same keys, in the same order, with their names of today. */
    private static Node.Keys renamed(Node.Keys root) {
        Node.Keys renamed = Node.Keys.empty(root.where());
        root.map().forEach((name, section) -> {
            Node value = section.value();
            if (value instanceof Node.Keys keys) {
                Node.Keys inside = Node.Keys.empty(keys.where());
                keys.map()
                        .forEach(
                                (key, entry) -> inside.put(FormerNames.today(name, key), entry.where(), entry.value()));
                value = inside;
            }
            renamed.put(name, section.where(), value);
        });
        return renamed;
    }

    /** @param keys all keys given for one trial; the others get their defaults */
    static Config resolved(Node.Keys keys, String origin, Function<String, Imitator> pretrained) {
        Node name = keys.child("name");
        if (name == null || name.isNull()) {
            throw Fault.badInput(
                    name == null ? origin : name.where(), "has no name", "a line such as name: my-run", "add it");
        }
        RecordReader reader = new RecordReader(keys);
        return reader.resolved(settled(reader, reader.config(), pretrained));
    }

    /** The config with the pretrained LSTM, if it names one and {@code pretrained} gives one. */
    private static Config settled(RecordReader reader, Config config, Function<String, Imitator> pretrained) {
        String name = config.imitator().pretrained();
        Imitator network = name == null ? null : pretrained.apply(name);
        return network == null
                ? config
                : reader.config(new ImitatorConfig(
                        network,
                        config.imitator().learningRate(),
                        name,
                        config.imitator().start()));
    }
}
