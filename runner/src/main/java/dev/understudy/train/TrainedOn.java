package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.config.Configs;
import dev.understudy.config.EvaluationConfig;
import dev.understudy.fault.Fault;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.RateSchedule;
import dev.understudy.imitation.Refusal;
import dev.understudy.run.ImitatorFile;
import dev.understudy.run.Provenance.Teachers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the teacher on which an imitator was trained: figures against another teacher do not measure imitation. */
final class TrainedOn {
    private TrainedOn() {}

    /** @param given the φ that is evaluated; null if the config says how φ is trained */
    static Teachers teachers(Config config, ImitatorFile.Saved given) {
        String here = words(config.onFirstTask());
        String trained = whole(config, given).map(TrainedOn::of).orElseGet(() -> words(config));
        String rate = config.imitator().learningRate() == null
                ? null
                : config.results().get("imitator.learningRate"); // in the words' own writing
        String driven = rate == null ? trained : trained.replaceFirst("\\blearningRate [^,]+", "learningRate " + rate);
        return new Teachers(trained, driven.equals(trained) ? null : driven, here + schedule(config.evaluation()));
    }

    /** The suffix for a schedule that is not constant. Commas separate constants, so it has none after its first. */
    private static String schedule(EvaluationConfig evaluation) {
        return evaluation.schedule() == RateSchedule.CONSTANT
                ? ""
                : ", schedule " + evaluation.schedule().word() + " over " + evaluation.steps() + " steps";
    }

    /**
     * The imitator at the learning rate at which the config lets it drive.
     *
     * @throws Fault bad input if the learning rate of its training is unknown
     */
    static Imitator driving(Config config, ImitatorFile.Saved given) {
        Imitator network = config.imitator().network();
        Double rate = config.imitator().learningRate();
        if (rate == null) {
            return network;
        }
        double trained = whole(config, given)
                .map(ImitatorFile.Saved::learningRate)
                .orElse(config.teacher().learningRate());
        String key = config.name() + ": imitator.learningRate";
        if (Double.isNaN(trained)) {
            throw Fault.badInput(
                    key,
                    "is " + rate + " with a file that does not state the learning rate of its imitator's training",
                    "a file with the config of its training, as export writes it",
                    "leave the key out, or export the imitator again");
        }
        try {
            return network.at(rate, trained);
        } catch (Refusal e) {
            throw Fault.badInput(key, "is " + e.found(), e.expected(), "leave the key out, or correct it", e);
        }
    }

    /** The imitator that is evaluated without training; empty if it is trained here. */
    private static Optional<ImitatorFile.Saved> whole(Config config, ImitatorFile.Saved given) {
        if (given != null) {
            return Optional.of(given);
        }
        return config.training().metaSteps() > 0
                ? Optional.empty()
                : Pretrained.of(config).map(Pretrained::saved);
    }

    /** The metadata stored with φ; it names the teacher only if the config names another one. */
    static Map<String, String> origin(Map<String, String> origin, Teachers teachers) {
        Map<String, String> all = new LinkedHashMap<>(origin);
        if (teachers.trainedOn() != null && !teachers.trainedOn().equals(teachers.evaluatedOn())) {
            all.put(ImitatorFile.TEACHER, teachers.trainedOn());
        }
        return all;
    }

    private static String of(ImitatorFile.Saved saved) {
        String kept = saved.origin().get(ImitatorFile.TEACHER);
        return kept != null ? kept : words(Configs.parseWritten(saved.config(), "the imitator's config", List.of()));
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
