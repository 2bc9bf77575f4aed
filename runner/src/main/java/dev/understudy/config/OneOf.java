package dev.understudy.config;

import dev.understudy.imitation.Objective;
import dev.understudy.imitation.Teacher;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Function;

/**
 * A sort of value that is exactly one of several records, chosen by its name: {@code adam}, which is its defaults, or
 * {@code {adam: {learningRate: 0.1}}}.
 *
 * @param defaults one of each
 * @param naming the name of one
 */
record OneOf<T>(Class<T> type, List<T> defaults, Function<T, String> naming) {
    private static final List<OneOf<?>> ALL = List.of(
            new OneOf<>(Teacher.class, Teacher.DEFAULTS, Teacher::name),
            new OneOf<>(Objective.class, Objective.defaults(), Objective::name));

    /** That of a key of this type; null where it is of another sort. */
    static OneOf<?> of(Type type) {
        return ALL.stream().filter(one -> one.type == type).findFirst().orElse(null);
    }

    /** That to which a value belongs; null where it belongs to none. */
    static OneOf<?> ofValue(Object value) {
        return ALL.stream()
                .filter(one -> one.type.isInstance(value))
                .findFirst()
                .orElse(null);
    }

    List<String> names() {
        return defaults.stream().map(naming).toList();
    }

    /** With its defaults; null where there is none of this name. */
    Record named(String name) {
        int at = names().indexOf(name);
        return at < 0 ? null : (Record) defaults.get(at);
    }

    String name(Object value) {
        return naming.apply(type.cast(value));
    }
}
