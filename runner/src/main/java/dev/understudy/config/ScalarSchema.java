package dev.understudy.config;

import dev.understudy.imitation.Refusal;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON Schema of one value: the form that {@link Scalars} reads, and the range that the record accepts. */
final class ScalarSchema {
    private ScalarSchema() {}

    /** The schema of a value of this type. */
    static Map<String, Object> of(Class<?> type) {
        return of(type, false, Optional.empty());
    }

    static Map<String, Object> of(Class<?> type, boolean nullable, Optional<Refusal.Bounds> bounds) {
        Map<String, Object> schema = new LinkedHashMap<>();
        if (type.isEnum()) {
            List<Object> words = new ArrayList<>(Scalars.words(type));
            if (nullable) {
                words.add(null);
            }
            schema.put("enum", words);
            return schema;
        }
        boolean whole = RecordTree.WHOLE.contains(type);
        List<String> types = new ArrayList<>();
        if (type == boolean.class) {
            types.add("boolean");
        } else if (whole || type == double.class || type == Double.class) {
            types.add(whole ? "integer" : "number");
            types.add("string"); // YAML 1.2, and so an editor, reads 10_000 as a text
            schema.put("pattern", "^" + Scalars.GROUPED + "$");
            schema.put(
                    "patternErrorMessage",
                    "expected " + Scalars.expected(type)); // editors show this instead of the pattern
        } else if (type == DeviceChoice.class) {
            types.add("string");
            schema.put("pattern", "^(" + DeviceChoice.FORM + ")$");
            schema.put("examples", List.of("auto", "cpu", "cuda", "cuda:0"));
        } else {
            types.add("string");
            types.add("number"); // a text may look like a number, for example a run named 2024
        }
        if (nullable) {
            types.add("null");
        }
        schema.put("type", types.size() == 1 ? types.get(0) : types);
        bounds.ifPresent(within -> {
            schema.put("minimum", within.lowest());
            if (within.highest() < Long.MAX_VALUE) {
                schema.put("maximum", within.highest());
            }
        });
        return schema;
    }

    /** The range that the record accepts, taken from its refusal of a number far outside. */
    static Optional<Refusal.Bounds> bounds(RecordComponent component, Record holder) {
        Object outside = outside(component.getGenericType());
        if (outside == null) {
            return Optional.empty();
        }
        List<Object> values = new ArrayList<>();
        for (RecordComponent other : holder.getClass().getRecordComponents()) {
            Object standard = RecordTree.value(other, holder);
            values.add(other.getName().equals(component.getName()) ? outside : standard);
        }
        try {
            RecordTree.make(holder, values);
            return Optional.empty();
        } catch (Refusal refusal) {
            boolean ofThis = refusal.field().replaceFirst("\\[\\d+]$", "").endsWith("." + component.getName())
                    || refusal.field().equals(component.getName());
            return ofThis ? refusal.bounds() : Optional.empty();
        }
    }

    /** A value below every range, or null for a type without ranges. */
    private static Object outside(Type type) {
        if (type instanceof ParameterizedType list) {
            Object one = outside(list.getActualTypeArguments()[0]);
            return one == null ? null : List.of(one);
        }
        if (type == long.class || type == Long.class) {
            return Long.MIN_VALUE;
        }
        return type == int.class || type == Integer.class ? Integer.MIN_VALUE : null;
    }

    /** A default in the form that JSON has for it. */
    static Object plain(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(ScalarSchema::plain).toList();
        }
        return value instanceof Enum<?> constant
                ? Scalars.word(constant)
                : value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
