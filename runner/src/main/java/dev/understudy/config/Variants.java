package dev.understudy.config;

import dev.understudy.fault.Fault;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Teacher;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Values that are one of several kinds, each with its own keys: rules and layers. */
final class Variants {
    private static final List<String> LAYERS = List.of("conv", "maxPool", "relu", "dropout", "channelDropout", "dense");
    /** Its values are never used: both keys of a conv are required. */
    private static final Layer.Conv CONV = new Layer.Conv(1, 1);

    private final Binder binder;
    private final SourceLocations places;

    Variants(Binder binder, SourceLocations places) {
        this.binder = binder;
        this.places = places;
    }

    /** Exactly one rule: {@code adam}, or {@code {adam: {learningRate: 0.1}}}. */
    Teacher teacher(Node node, String path, Teacher standard) {
        if (node.isNull()) {
            return standard;
        }
        if (node instanceof Node.Scalar word && Teachers.named(word.text()) != null) {
            return Teachers.named(word.text());
        }
        Map.Entry<String, Node> rule = only(node, path, Teachers.names());
        return (Teacher) binder.record(
                rule.getValue(), SourceLocations.join(path, rule.getKey()), (Record) Teachers.named(rule.getKey()));
    }

    /** {@code relu}, or one key with what belongs to it. */
    Layer layer(Node node, String path) {
        if (node instanceof Node.Scalar word && word.text().equals("relu")) {
            return new Layer.Relu();
        }
        Map.Entry<String, Node> kind = only(node, path, LAYERS);
        String below = SourceLocations.join(path, kind.getKey());
        Node value = kind.getValue();
        places.visit(below, value);
        return places.placing(below, () -> switch (kind.getKey()) {
            case "conv" -> conv(value, below);
            case "maxPool" -> new Layer.MaxPool((Integer) binder.scalar(int.class, value, below));
            case "dropout" -> new Layer.Dropout((Double) binder.scalar(double.class, value, below), false);
            case "channelDropout" -> new Layer.Dropout((Double) binder.scalar(double.class, value, below), true);
            case "dense" -> new Layer.Dense((Integer) binder.scalar(int.class, value, below));
            default -> throw places.wrong(below, value, "relu without a colon");
        });
    }

    private Layer conv(Node node, String path) {
        if (!(node instanceof Node.Keys keys) || keys.map().size() < 2) {
            throw places.wrong(path, node, "both its keys, as in {kernel: 5, channels: 10}");
        }
        return binder.record(node, path, CONV);
    }

    private Map.Entry<String, Node> only(Node node, String path, Collection<String> names) {
        if (!(node instanceof Node.Keys keys) || keys.map().isEmpty()) {
            throw places.wrong(path, node, "one of " + String.join(", ", names), names);
        }
        String first = null;
        for (Map.Entry<String, Node.Key> key : keys.map().entrySet()) {
            if (!names.contains(key.getKey())) {
                throw SourceLocations.unknown(path, key.getKey(), key.getValue().where(), names);
            }
            if (first != null) {
                throw Fault.badInput(
                        key.getValue().where() + " " + SourceLocations.join(path, key.getKey()),
                        "stands beside " + first,
                        "exactly one of " + String.join(", ", names),
                        "remove the others");
            }
            first = key.getKey();
        }
        return Map.entry(first, keys.get(first));
    }
}
