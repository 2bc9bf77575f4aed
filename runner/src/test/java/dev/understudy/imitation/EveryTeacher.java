package dev.understudy.imitation;

import java.util.List;
import java.util.Map;

/** Every rule with every choice of options that has a path of its own through the kernels; a new rule is added here for all of their tests. */
public final class EveryTeacher {
    public static final List<Teacher> FORMS = List.of(
            new Teacher.Sgd(0.1),
            new Teacher.Sgd(0.1, 0.9, 0.2, false),
            new Teacher.Sgd(0.1, 0.9, 0, true),
            new Teacher.Adam(1e-3),
            new Teacher.Adadelta(1, 0.9, 1e-6),
            new Teacher.RmsProp(1e-2, 0.99, 1e-8, 0, false),
            new Teacher.RmsProp(1e-2, 0.99, 1e-8, 0, true),
            new Teacher.RmsProp(1e-2, 0.99, 1e-8, 0.9, false),
            new Teacher.RmsProp(1e-2, 0.99, 1e-8, 0.9, true),
            new Teacher.AdaGrad(1e-2, 0.1, 0.5, 1e-10),
            new Teacher.NAdam(2e-3, 0.9, 0.999, 1e-8, 4e-3));

    /** Those whose updates stand in golden/teachers.safetensors, as TEACHERS of peers/reference.py has them. */
    public static final Map<String, Teacher> OF_TORCH = Map.of(
            "sgd", new Teacher.Sgd(0.01),
            "momentum", new Teacher.Sgd(0.01, 0.9, 0, false),
            "nesterov", new Teacher.Sgd(0.01, 0.9, 0, true),
            "adam", new Teacher.Adam(1e-3),
            "adadelta", new Teacher.Adadelta(1.0, 0.9, 1e-6),
            "rmsprop", new Teacher.RmsProp(0.01, 0.99, 1e-8, 0, false),
            "adagrad", new Teacher.AdaGrad(0.01, 0, 0, 1e-10),
            "nadam", new Teacher.NAdam(2e-2, 0.9, 0.999, 1e-8, 4e-3));

    private EveryTeacher() {}
}
