package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.fault.Printable;
import dev.understudy.imitation.Imitator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private static Config load(Path file, List<String> overrides, Function<String, Imitator> pretrained) {
        String name = Printable.brief(file.toString());
        return parse(ConfigFile.read(file), name, overrides, pretrained);
    }

    /**
     * A batch: all files are read and checked, and no two may write into one folder.
     *
     * @param pretrained see {@link #parse(String, String, List, Function)}
     */
    public static List<Config> loadAll(
            List<Path> files, List<String> overrides, Function<String, Imitator> pretrained) {
        List<Config> configs = new ArrayList<>();
        Map<String, Path> folders = new HashMap<>();
        for (Path file : files) {
            Config config = load(file, overrides, pretrained);
            String folder = config.name() + "/" + config.trial();
            Path other = folders.putIfAbsent(folder, file);
            if (other != null) {
                throw Fault.badInput(
                        Printable.brief(file.toString()) + " and " + Printable.brief(other.toString()),
                        "are both " + folder,
                        "one folder for each trial",
                        "give each its own name or seed");
            }
            configs.add(config);
        }
        return configs;
    }

    /** @param origin what messages call this text, such as its file name */
    public static Config parse(String yaml, String origin, List<String> overrides) {
        return parse(yaml, origin, overrides, name -> null);
    }

    /**
     * @param pretrained the LSTM that {@code imitator.pretrained} names, which is that of the config: another key of {@code
     *     imitator} may only repeat what it has. Null for an LSTM that comes of the keys, as in a resolved config, which
     *     has them all
     */
    public static Config parse(
            String yaml, String origin, List<String> overrides, Function<String, Imitator> pretrained) {
        IntFunction<String> where = line -> origin + ":" + line;
        Node root = YamlTree.parse(yaml, where);
        if (!(root instanceof Node.Keys keys)) {
            throw Fault.badInput(
                    root.where(),
                    root.isNull() ? "is empty" : "is no config",
                    "keys, such as name: my-run",
                    "write a config, or name another file");
        }
        overrides.forEach(override -> Overrides.apply(keys, override));
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
                : reader.config(new ImitatorConfig(network, config.imitator().learningRate(), name));
    }
}
