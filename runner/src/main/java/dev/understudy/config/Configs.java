package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import dev.understudy.imitation.Imitator;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Reads configs. Every error is a {@link Fault} with exit code 2 whose message begins with file and line, or {@code -o}. */
public final class Configs {
    private Configs() {}

    /**
     * One config file.
     *
     * @param overrides as {@code training.unroll=20}, the later over the earlier; see {@link Overrides}
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

    /** @param origin what messages call this text, such as its file name */
    public static Config parse(String yaml, String origin, List<String> overrides) {
        return parse(yaml, origin, overrides, name -> null);
    }

    /**
     * @param pretrained the LSTM that {@code imitator.pretrained} names, which is that of the config: another key of {@code
     *     imitator} may only repeat what it has, or ask for more as {@link dev.understudy.imitation.Extension} has it. Null for an LSTM that comes of the keys, as in a resolved config, which
     *     has them all
     */
    public static Config parse(
            String yaml, String origin, List<String> overrides, Function<String, Imitator> pretrained) {
        Node.Keys root = keys(yaml, origin);
        Node.Key base = root.map().get(Inheritance.KEY);
        if (base != null) {
            throw Fault.badInput(
                    base.where() + " " + Inheritance.KEY,
                    "stands in a text that is no file",
                    "a config without it",
                    "name a config file");
        }
        return resolved(set(root, overrides), origin, pretrained);
    }

    /** With these overrides, of which none is a sweep. */
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
                    "stands in a config that is to be one trial",
                    "a config without it: only run and plan take several",
                    "name one of the trials' own, config.yaml in its folder");
        }
        return root;
    }

    /** The keys of a text. */
    static Node.Keys keys(String yaml, String origin) {
        IntFunction<String> where = line -> origin + ":" + line;
        Node root = YamlTree.parse(yaml, where);
        if (!(root instanceof Node.Keys keys)) {
            throw Fault.badInput(
                    root.where(),
                    root.isNull() ? "is empty" : "is no config",
                    "keys, such as name: my-run",
                    "write a config, or name another file");
        }
        return keys;
    }

    /** @param keys all that is said of one trial; with it come the defaults */
    static Config resolved(Node.Keys keys, String origin, Function<String, Imitator> pretrained) {
        Node name = keys.child("name");
        if (name == null || name.isNull()) {
            throw Fault.badInput(
                    name == null ? origin : name.where(), "has no name", "a line such as name: my-run", "add it");
        }
        RecordReader reader = new RecordReader(keys);
        return reader.resolved(settled(reader, reader.config(), pretrained));
    }

    /** With the LSTM that the config names, if it names one and there are weights to take it from. */
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
