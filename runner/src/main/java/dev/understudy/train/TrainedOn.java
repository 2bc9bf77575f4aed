package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.Provenance.Teachers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which teacher an imitator was trained on: held against another one, its figures say nothing of how well it imitates. */
final class TrainedOn {
    /** In the origin of a φ that was evaluated against another teacher: the config beside it names that one. */
    private static final String TEACHER = "teacher";

    private TrainedOn() {}

    /** @param given the φ that is evaluated; null where the config says how it is trained */
    static Teachers teachers(Config config, ImitatorFile.Saved given) {
        String here = words(config);
        if (given != null) {
            return new Teachers(of(given), here);
        }
        if (config.training().metaSteps() > 0) {
            return new Teachers(here, here);
        }
        String pretrained = config.imitator().pretrained();
        return new Teachers(pretrained == null ? null : of(ImitatorFile.pretrained(pretrained)), here);
    }

    /** What goes along with φ: the teacher only where the config does not say it. */
    static Map<String, String> origin(Map<String, String> origin, Teachers teachers) {
        Map<String, String> all = new LinkedHashMap<>(origin);
        if (teachers.trainedOn() != null && !teachers.trainedOn().equals(teachers.evaluatedOn())) {
            all.put(TEACHER, teachers.trainedOn());
        }
        return all;
    }

    private static String of(ImitatorFile.Saved saved) {
        String kept = saved.origin().get(TEACHER);
        return kept != null ? kept : words(Configs.parse(saved.config(), "the imitator's config", List.of()));
    }

    /** For example: adam with beta1 0.9, beta2 0.999, epsilon 1e-8, learningRate 0.001. */
    private static String words(Config config) {
        String prefix = "teacher." + config.teacher().name() + ".";
        return config.teacher().name() + " with "
                + config.results().entrySet().stream()
                        .filter(field -> field.getKey().startsWith(prefix))
                        .map(field -> field.getKey().substring(prefix.length()) + " " + field.getValue())
                        .collect(Collectors.joining(", "));
    }
}
