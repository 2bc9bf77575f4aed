package dev.understudy.config;

import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Teacher;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Function;

/**
 * A choice of one record out of several by its name: {@code adam}, with its defaults, or {@code {adam: {learningRate:
 * 0.1}}}.
 *
 * @param defaults one record for each name
 * @param naming gives the name of a record
 */
record OneOf<T>(Class<T> type, List<T> defaults, Function<T, String> naming) {
    private static final List<OneOf<?>> ALL = List.of(
            new OneOf<>(Teacher.class, Teacher.DEFAULTS, Teacher::name),
            new OneOf<>(Objective.class, Objective.defaults(), Objective::name));

    /** The choice for a key of this type; null for another type. */
    static OneOf<?> of(Type type) {
        return ALL.stream().filter(one -> one.type == type).findFirst().orElse(null);
    }

    /** The choice that a value belongs to; null for another value. */
    static OneOf<?> ofValue(Object value) {
        return ALL.stream()
                .filter(one -> one.type.isInstance(value))
                .findFirst()
                .orElse(null);
    }

    List<String> names() {
        return defaults.stream().map(naming).toList();
    }

    /** The record of this name with its defaults; null if the name is unknown. */
    Record named(String name) {
        int at = names().indexOf(name);
        return at < 0 ? null : (Record) defaults.get(at);
    }

    String name(Object value) {
        return naming.apply(type.cast(value));
    }
}
