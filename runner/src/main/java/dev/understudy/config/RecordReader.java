package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.imitation.Extension;
import dev.understudy.imitation.FormerNames;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Refusal;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes a config from the nodes of a file. {@link #record} goes over the components of a record, whose names are the
 * keys; {@link #value} reads one by its type, and calls {@link #record} for a section, a rule or a layer. A missing key
 * keeps its value in the record of defaults.
 */
final class RecordReader {
    static final List<String> LAYERS = List.of("conv", "maxPool", "relu", "tanh", "dropout", "channelDropout", "dense");
    /** Its values are never used: both keys of a conv are required. */
    static final Layer.Conv CONV = new Layer.Conv(1, 1);

    private final Node root;

    RecordReader(Node root) {
        this.root = root;
    }

    /** The config of the root's keys over the defaults, not yet resolved; see {@link #resolved}. */
    Config config() {
        return record(root, "", Config.DEFAULTS);
    }

    /** The same with this imitator as the default, which the root may repeat or extend but not change otherwise. */
    Config config(ImitatorConfig pretrained) {
        Config config = record(root, "", Config.DEFAULTS.withImitator(pretrained));
        requireNoOther(config.imitator(), pretrained);
        return config;
    }

    Config resolved(Config config) {
        return placed("", config::resolved);
    }

    /**
     * Checks that each key given with a pretrained imitator equals its value, or extends it so that its weights can be
     * laid out.
     */
    private void requireNoOther(ImitatorConfig given, ImitatorConfig named) {
        Extension.refused(named.network(), given.network()).ifPresent(key -> {
            Object has = RecordTree.of(named).get(key);
            throw ConfigFaults.besidePretrained(root, "imitator." + key, has, named.pretrained());
        });
    }

    /** @param path of the keys, empty for the whole file */
    private <R extends Record> R record(Node node, String path, R defaults) {
        List<String> known = RecordTree.keys(defaults.getClass());
        if (!(node instanceof Node.Keys) && !node.isNull()) {
            throw ConfigFaults.wrong(
                    path, node, known.isEmpty() ? "nothing after it" : "keys below it, such as " + known.get(0));
        }
        Node.Keys given = node instanceof Node.Keys keys ? keys : Node.Keys.empty(node.where());
        given.map().forEach((key, value) -> {
            if (!known.contains(key) && !RetiredKeys.passOver(Node.join(path, key), value.value())) {
                throw FormerNames.now(Node.join(path, key))
                        .map(now -> ConfigFaults.renamed(path, key, value.where(), now))
                        .orElseGet(() -> ConfigFaults.unknown(path, key, value.where(), known));
            }
        });
        return placed(path, () -> build(given, path, defaults));
    }

    private <R extends Record> R build(Node.Keys given, String path, R defaults) {
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : defaults.getClass().getRecordComponents()) {
            values.add(component(component, given, path, RecordTree.value(component, defaults)));
        }
        return RecordTree.make(defaults, values);
    }

    private Object component(RecordComponent component, Node.Keys given, String path, Object standard) {
        if (component.isAnnotationPresent(RecordTree.Inline.class)) {
            return build(given, path, (Record) standard);
        }
        Node node = given.child(component.getName());
        return node == null
                ? standard
                : value(component.getGenericType(), node, Node.join(path, component.getName()), standard);
    }

    private Object value(Type type, Node node, String path, Object standard) {
        OneOf<?> chosen = OneOf.of(type);
        if (chosen != null) {
            return one(chosen, node, path, standard);
        }
        if (standard instanceof Record section && type != DeviceChoice.class) {
            return record(node, path, section);
        }
        if (standard == null && node.isNull()) {
            return null;
        }
        return type instanceof ParameterizedType list
                ? list((Class<?>) list.getActualTypeArguments()[0], node, path)
                : scalar((Class<?>) type, node, path);
    }

    private static Object scalar(Class<?> type, Node node, String path) {
        Object value = Scalars.read(type, node);
        if (value == null) {
            throw ConfigFaults.wrong(path, node, Scalars.expected(type), Scalars.words(type));
        }
        return value;
    }

    private List<Object> list(Class<?> element, Node node, String path) {
        boolean layers = element == Layer.class;
        boolean tasks = element == TaskConfig.class;
        if (!(node instanceof Node.Items items)) {
            String expected = layers ? "a list of layers" : tasks ? "a list of tasks" : "a list such as [20, 21]";
            throw ConfigFaults.wrong(path, node, expected);
        }
        List<Object> list = new ArrayList<>();
        for (Node item : items.list()) {
            String at = path + "[" + list.size() + "]";
            list.add(
                    layers
                            ? layer(item, at)
                            : tasks ? record(item, at, TaskConfig.DEFAULTS) : scalar(element, item, at));
        }
        return list;
    }

    private Object one(OneOf<?> of, Node node, String path, Object standard) {
        if (node.isNull()) {
            return standard;
        }
        if (node instanceof Node.Scalar word && of.named(word.text()) != null) {
            return of.named(word.text());
        }
        String name = only(node, path, of.names());
        return record(node.child(name), Node.join(path, name), of.named(name));
    }

    /** {@code relu} or {@code tanh}, or one key with the layer's values. */
    private Layer layer(Node node, String path) {
        if (node instanceof Node.Scalar word && word.text().equals("relu")) {
            return new Layer.Relu();
        }
        if (node instanceof Node.Scalar word && word.text().equals("tanh")) {
            return new Layer.Tanh();
        }
        String kind = only(node, path, LAYERS);
        Node value = node.child(kind);
        String below = Node.join(path, kind);
        return placed(below, () -> switch (kind) {
            case "conv" -> conv(value, below);
            case "maxPool" -> new Layer.MaxPool((Integer) scalar(int.class, value, below));
            case "dropout" -> new Layer.Dropout((Double) scalar(double.class, value, below), false);
            case "channelDropout" -> new Layer.Dropout((Double) scalar(double.class, value, below), true);
            case "dense" -> new Layer.Dense((Integer) scalar(int.class, value, below));
            default -> throw ConfigFaults.wrong(below, value, kind + " without a colon");
        });
    }

    private Layer conv(Node node, String path) {
        if (!(node instanceof Node.Keys keys) || keys.map().size() < 2) {
            throw ConfigFaults.wrong(path, node, "both its keys, as in {kernel: 5, channels: 10}");
        }
        return record(node, path, CONV);
    }

    /** The single key of a node, which must be one of these names. */
    private static String only(Node node, String path, Collection<String> names) {
        if (!(node instanceof Node.Keys keys) || keys.map().isEmpty()) {
            throw ConfigFaults.wrong(path, node, "one of " + String.join(", ", names), names);
        }
        String first = null;
        for (Map.Entry<String, Node.Key> key : keys.map().entrySet()) {
            if (!names.contains(key.getKey())) {
                throw ConfigFaults.unknown(path, key.getKey(), key.getValue().where(), names);
            }
            if (first != null) {
                throw Fault.badInput(
                        key.getValue().where() + " " + Node.join(path, key.getKey()),
                        "is given together with " + first,
                        "exactly one of " + String.join(", ", names),
                        "remove the others");
            }
            first = key.getKey();
        }
        return first;
    }

    /** Makes a record, and adds the place to its refusal. */
    private <T> T placed(String path, Supplier<T> record) {
        try {
            return record.get();
        } catch (Refusal e) {
            throw ConfigFaults.refused(root, path, e);
        }
    }
}
