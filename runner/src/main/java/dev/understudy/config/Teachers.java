package dev.understudy.config;

import dev.understudy.imitation.Teacher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules by their names, with the defaults of {@code torch.optim}; but rmsprop with 1e-3, the rate at which it is judged. */
final class Teachers {
    private static final Map<String, Teacher> DEFAULTS = new LinkedHashMap<>();

    static {
        List.of(
                        new Teacher.Sgd(0.01),
                        new Teacher.Adam(1e-3),
                        new Teacher.Adadelta(1.0, 0.9, 1e-6),
                        new Teacher.RmsProp(1e-3, 0.99, 1e-8, 0, false),
                        new Teacher.AdaGrad(1e-2, 0, 0, 1e-10))
                .forEach(rule -> DEFAULTS.put(rule.name(), rule));
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
