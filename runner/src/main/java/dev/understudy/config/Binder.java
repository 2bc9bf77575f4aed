package dev.understudy.config;

import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Teacher;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** From {@link Node}s to records: what is given replaces the value of the prototype, which holds the defaults. */
final class Binder {
    private final SourceLocations places = new SourceLocations();
    private final Variants choices = new Variants(this, places);

    /** The config that the root of a file describes. */
    Config config(Node root, Function<String, Imitator> pretrained) {
        Config config = record(root, "", Config.DEFAULTS);
        String name = config.imitator().pretrained();
        Imitator network = name == null ? null : pretrained.apply(name);
        if (network != null) {
            ImitatorConfig named = new ImitatorConfig(network, name);
            config = record(root, "", Config.DEFAULTS.withImitator(named));
            requireSame(config.imitator(), named);
        }
        return places.placing("", config::resolved);
    }

    /** What is written beside the name of an imitator is what that one has: its weights know nothing else. */
    private void requireSame(ImitatorConfig given, ImitatorConfig named) {
        Map<String, Object> values = RecordTree.of(given);
        RecordTree.of(named).forEach((key, value) -> {
            if (!value.equals(values.get(key))) {
                throw places.besidePretrained("imitator." + key, value, named.pretrained());
            }
        });
    }

    /** @param path of the keys, empty for the whole file */
    <R extends Record> R record(Node node, String path, R prototype) {
        places.visit(path, node);
        List<String> known = RecordTree.keys(prototype.getClass());
        Node.Keys keys = keys(node, path, known);
        keys.map().forEach((key, value) -> {
            if (!known.contains(key)) {
                throw SourceLocations.unknown(path, key, value.where(), known);
            }
        });
        return places.placing(path, () -> build(keys, path, prototype));
    }

    private Node.Keys keys(Node node, String path, List<String> known) {
        if (node.isNull()) {
            return Node.Keys.empty(node.where());
        }
        if (node instanceof Node.Keys keys) {
            return keys;
        }
        throw places.wrong(path, node, "keys below it, such as " + known.get(0));
    }

    @SuppressWarnings("unchecked")
    private <R extends Record> R build(Node.Keys keys, String path, R prototype) {
        RecordComponent[] components = prototype.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = component(components[i], keys, path, RecordTree.value(components[i], prototype));
        }
        Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return (R) prototype.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(prototype.getClass() + " cannot be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(prototype.getClass() + " cannot be made", e);
        }
    }

    private Object component(RecordComponent component, Node.Keys keys, String path, Object standard) {
        if (component.isAnnotationPresent(Inline.class)) {
            return build(keys, path, (Record) standard);
        }
        Node given = keys.get(component.getName());
        if (given == null) {
            return standard;
        }
        String below = SourceLocations.join(path, component.getName());
        places.visit(below, given);
        return value(component.getGenericType(), given, below, standard);
    }

    private Object value(Type type, Node node, String path, Object standard) {
        if (type == Teacher.class) {
            return choices.teacher(node, path, (Teacher) standard);
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

    private List<Object> list(Class<?> element, Node node, String path) {
        if (!(node instanceof Node.Items items)) {
            throw places.wrong(path, node, element == Layer.class ? "a list of layers" : "a list such as [20, 21]");
        }
        List<Object> list = new ArrayList<>();
        for (Node item : items.list()) {
            String below = path + "[" + list.size() + "]";
            places.visit(below, item);
            list.add(element == Layer.class ? choices.layer(item, below) : scalar(element, item, below));
        }
        return list;
    }

    Object scalar(Class<?> type, Node node, String path) {
        Object value = Scalars.read(type, node);
        if (value == null) {
            throw places.wrong(path, node, Scalars.expected(type), Scalars.words(type));
        }
        places.read(path, value);
        return value;
    }
}
