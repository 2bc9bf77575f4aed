package dev.understudy.config;

import dev.understudy.fault.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        String name = Shown.brief(file.toString());
        return parse(ConfigFile.read(file), name, overrides);
    }

    /** A batch: all files are read and checked, and no two may write into one folder. */
    public static List<Config> loadAll(List<Path> files, List<String> overrides) {
        List<Config> configs = new ArrayList<>();
        Map<String, Path> folders = new HashMap<>();
        for (Path file : files) {
            Config config = load(file, overrides);
            String folder = config.name() + "/" + config.trial();
            Path other = folders.putIfAbsent(folder, file);
            if (other != null) {
                throw Fault.badInput(
                        Shown.brief(file.toString()) + " and " + Shown.brief(other.toString()),
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
        Node name = keys.get("name");
        if (name == null || name.isNull()) {
            throw Fault.badInput(
                    name == null ? origin : name.where(), "has no name", "a line such as name: my-run", "add it");
        }
        return new Binder().config(keys);
    }
}
