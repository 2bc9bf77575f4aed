package dev.understudy.config;

import dev.understudy.imitation.Teacher;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The rules by their names. */
final class Teachers {
    private static final Map<String, Teacher> DEFAULTS = new LinkedHashMap<>();

    static {
        Teacher.DEFAULTS.forEach(rule -> DEFAULTS.put(rule.name(), rule));
    }

    private Teachers() {}

    static Set<String> names() {
        return DEFAULTS.keySet();
    }

    /** The rule with its defaults, or null for an unknown name. */
    static Teacher named(String name) {
        return DEFAULTS.get(name);
    }
}
