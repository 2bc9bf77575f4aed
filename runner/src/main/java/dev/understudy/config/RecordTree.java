package dev.understudy.config;

import dev.understudy.imitation.Layer;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Converts records to trees of keys, and these to YAML or to dotted keys. */
final class RecordTree {
    /** The keys of this component appear among those of the record that contains it. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    @interface Inline {}

    static final Set<Class<?>> WHOLE = Set.of(int.class, long.class, Integer.class, Long.class);

    private RecordTree() {}

    /** The keys of a record in a config, in its order. */
    static List<String> keys(Class<?> type) {
        List<String> keys = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.isAnnotationPresent(Inline.class)) {
                keys.addAll(keys(component.getType()));
            } else {
                keys.add(component.getName());
            }
        }
        return keys;
    }

    /** Whether the value of a dotted key is a whole number; the name of a rule may be left out. */
    static boolean isWhole(String path) {
        return isWhole(path.split("\\."), 0, Config.DEFAULTS);
    }

    private static boolean isWhole(String[] path, int at, Record holder) {
        for (RecordComponent component : holder.getClass().getRecordComponents()) {
            Object standard = value(component, holder);
            if (component.isAnnotationPresent(Inline.class)) {
                if (isWhole(path, at, (Record) standard)) {
                    return true;
                }
            } else if (component.getName().equals(path[at])) {
                if (at == path.length - 1) {
                    return WHOLE.contains(component.getType());
                }
                OneOf<?> chosen = OneOf.ofValue(standard);
                if (chosen != null) {
                    Record named = chosen.named(path[at + 1]);
                    boolean last = at + 2 == path.length;
                    return named == null
                            ? isWhole(path, at + 1, (Record) standard)
                            : !last && isWhole(path, at + 2, named);
                }
                return standard instanceof Record section && isWhole(path, at + 1, section);
            }
        }
        return false;
    }

    static Object value(RecordComponent component, Record holder) {
        try {
            return component.getAccessor().invoke(holder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }

    /** A record of the same type with these values. */
    @SuppressWarnings("unchecked")
    static <R extends Record> R make(R like, List<Object> values) {
        Class<?>[] types = Stream.of(like.getClass().getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return (R) like.getClass().getDeclaredConstructor(types).newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(like.getClass() + " cannot be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(like.getClass() + " cannot be made", e);
        }
    }

    /** Keys in order; values are maps, lists, null, or texts as YAML has them. */
    static Map<String, Object> of(Record record) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = value(component, record);
            if (component.isAnnotationPresent(Inline.class)) {
                map.putAll(of((Record) value));
            } else {
                map.put(component.getName(), branch(value));
            }
        }
        return map;
    }

    private static Object branch(Object value) {
        if (value == null) {
            return null;
        }
        OneOf<?> chosen = OneOf.ofValue(value);
        if (chosen != null) {
            Map<String, Object> keys = of((Record) value);
            return keys.isEmpty() ? chosen.name(value) : Map.of(chosen.name(value), keys);
        }
        if (value instanceof Layer layer) {
            return layer.choose(LAYER);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RecordTree::branch).toList();
        }
        if (value instanceof Enum<?> constant) {
            return Scalars.word(constant);
        }
        if (value instanceof Record section && !(value instanceof DeviceChoice)) {
            return of(section);
        }
        return value instanceof String text
                ? quoted(text)
                : value instanceof Double number ? number(number) : value.toString();
    }

    private static final Layer.Cases<Object> LAYER = new Layer.Cases<>() {
        @Override
        public Object conv(Layer.Conv layer) {
            return Map.of("conv", of(layer));
        }

        @Override
        public Object maxPool(Layer.MaxPool layer) {
            return Map.of("maxPool", branch(layer.size()));
        }

        @Override
        public Object relu(Layer.Relu layer) {
            return "relu";
        }

        @Override
        public Object tanh(Layer.Tanh layer) {
            return "tanh";
        }

        @Override
        public Object dropout(Layer.Dropout layer) {
            return Map.of(layer.channelwise() ? "channelDropout" : "dropout", branch(layer.rate()));
        }

        @Override
        public Object dense(Layer.Dense layer) {
            return Map.of("dense", branch(layer.units()));
        }
    };

    /** The text without quotes if every YAML reader reads it as this text, else with quotes. */
    private static String quoted(String text) {
        boolean word = text.matches("[A-Za-z][A-Za-z0-9_/-]*")
                && !text.matches("(?i)null|true|false|yes|no|on|off|y|n|nan|inf");
        return word ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The inverse of {@link #quoted}. */
    static String unquoted(String text) {
        return text.startsWith("\"")
                ? text.substring(1, text.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\")
                : text;
    }

    /** The shortest text that is read as this number again, in a form that every YAML reader reads as a number. */
    private static String number(double value) {
        return Double.toString(value).replaceFirst("E-", "e-").replaceFirst("E", "e+");
    }

    /** Dotted keys, {@code optimizee.layers[0].conv.kernel}, to texts; null becomes "null". */
    static Map<String, String> flatten(Record record) {
        Map<String, String> fields = new LinkedHashMap<>();
        flatten("", of(record), fields);
        return fields;
    }

    private static void flatten(String path, Object branch, Map<String, String> fields) {
        if (branch instanceof Map<?, ?> map) {
            map.forEach((key, value) -> flatten(Node.join(path, key.toString()), value, fields));
        } else if (branch instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(path + "[" + i + "]", list.get(i), fields);
            }
        } else {
            fields.put(path, String.valueOf(branch));
        }
    }

    /** YAML with sections as blocks, and lists on one line, or on one line per layer. */
    static String yaml(Record record) {
        StringBuilder out = new StringBuilder();
        block(of(record), "", out);
        return out.toString();
    }

    private static void block(Map<?, ?> map, String indent, StringBuilder out) {
        map.forEach((key, value) -> {
            out.append(indent).append(key).append(':');
            if (value instanceof Map<?, ?> section) {
                out.append('\n');
                block(section, indent + "  ", out);
            } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
                out.append('\n');
                list.forEach(item ->
                        out.append(indent).append("  - ").append(flow(item)).append('\n'));
            } else {
                out.append(' ').append(flow(value)).append('\n');
            }
        });
    }

    private static String flow(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> e.getKey() + ": " + flow(e.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RecordTree::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        return String.valueOf(value);
    }
}
