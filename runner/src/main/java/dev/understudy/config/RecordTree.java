package dev.understudy.config;

import dev.understudy.imitation.Layer;
import dev.understudy.imitation.Teacher;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The way back from records: maps, lists and texts, with the keys that a config has. */
final class RecordTree {
    private RecordTree() {}

    /** The keys that a record has in a config, in its order. */
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

    static Object value(RecordComponent component, Record holder) {
        try {
            return component.getAccessor().invoke(holder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }

    /** Keys in order; values are maps, lists, null, or texts as {@link YamlWriter} writes them. */
    static Map<String, Object> of(Record record) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = value(component, record);
            if (component.isAnnotationPresent(Inline.class)) {
                map.putAll(of((Record) value));
            } else {
                map.put(component.getName(), plain(value));
            }
        }
        return map;
    }

    private static Object plain(Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Teacher teacher) {
            return Map.of(teacher.name(), of((Record) teacher));
        }
        if (value instanceof Layer layer) {
            return layer.choose(LAYER);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RecordTree::plain).toList();
        }
        if (value instanceof Enum<?> constant) {
            return EnumNames.of(constant);
        }
        if (value instanceof Record section && !(value instanceof DeviceChoice)) {
            return of(section);
        }
        return value instanceof String text
                ? YamlWriter.quoted(text)
                : value instanceof Double number ? YamlWriter.number(number) : value.toString();
    }

    private static final Layer.Cases<Object> LAYER = new Layer.Cases<>() {
        @Override
        public Object conv(Layer.Conv layer) {
            return Map.of("conv", of(layer));
        }

        @Override
        public Object maxPool(Layer.MaxPool layer) {
            return Map.of("maxPool", plain(layer.size()));
        }

        @Override
        public Object relu(Layer.Relu layer) {
            return "relu";
        }

        @Override
        public Object dropout(Layer.Dropout layer) {
            return Map.of(layer.channelwise() ? "channelDropout" : "dropout", plain(layer.rate()));
        }

        @Override
        public Object dense(Layer.Dense layer) {
            return Map.of("dense", plain(layer.units()));
        }
    };

    /** Dotted keys, {@code optimizee.layers[0].conv.kernel}, to texts; null becomes "null". */
    static Map<String, String> flatten(Object plain) {
        Map<String, String> fields = new LinkedHashMap<>();
        flatten("", plain, fields);
        return fields;
    }

    private static void flatten(String path, Object plain, Map<String, String> fields) {
        if (plain instanceof Map<?, ?> map) {
            map.forEach((key, value) -> flatten(SourceLocations.join(path, key.toString()), value, fields));
        } else if (plain instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(path + "[" + i + "]", list.get(i), fields);
            }
        } else {
            fields.put(path, String.valueOf(plain));
        }
    }
}
