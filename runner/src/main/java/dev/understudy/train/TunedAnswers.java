package dev.understudy.train;

import dev.understudy.config.Config;
import dev.understudy.fault.Fault;
import dev.understudy.run.RunDirectory;
import dev.understudy.run.TunedTeacher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/** Finds the tuned teachers with which an evaluation can be compared: those of the same task and horizon. */
public final class TunedAnswers {
    /** {@code runs/NAME/tuned-RULE-HORIZON/tuned.json} */
    private static final int DEPTH = 3;

    private TunedAnswers() {}

    /**
     * The tuned teacher of an evaluation's task and horizon in a folder of runs. If there are several, it is the one
     * whose rule is the config's teacher, then the one with the most candidates, then the first by its path.
     *
     * @param command the command that makes one, for the message
     * @throws Fault bad input if the folder holds none
     */
    public static TunedTeacher find(Path runs, Config config, String command) {
        SortedMap<String, String> task = TuningTask.of(config);
        int horizon = config.evaluation().steps();
        Optional<TunedTeacher> found = all(runs).stream()
                .filter(tuned -> tuned.horizon() == horizon && tuned.task().equals(task))
                .min(Comparator.comparing((TunedTeacher tuned) ->
                                !tuned.rule().equals(config.teacher().name()))
                        .thenComparing(tuned -> -tuned.candidates().size()));
        return found.orElseThrow(() -> Fault.badInput(
                runs.toString(),
                "holds no tuned teacher of this task over " + horizon + " steps",
                "one, or its file after --against",
                "make it by `" + command + "`"));
    }

    private static List<TunedTeacher> all(Path runs) {
        List<TunedTeacher> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(runs, DEPTH)) {
            files.filter(file -> file.endsWith(RunDirectory.TUNED))
                    .sorted()
                    .forEach(file -> TunedTeacher.read(file).ifPresent(all::add));
        } catch (IOException | UncheckedIOException e) {
            // The folder does not exist or cannot be listed: in both cases no answer is found.
        }
        return all;
    }

    /**
     * The tuned teacher in a file, or in the directory of a tuning.
     *
     * @throws Fault bad input if the file is missing, or is of another task or horizon
     */
    public static TunedTeacher read(Path named, Config config) {
        Path file = Files.isDirectory(named) ? named.resolve(RunDirectory.TUNED) : named;
        TunedTeacher tuned = TunedTeacher.read(file)
                .orElseThrow(() -> Fault.badInput(
                        file.toString(),
                        "is not there",
                        "the word tuned, or a file that `tune` has written, such as runs/NAME/tuned-adam-1000/tuned.json",
                        "name another"));
        List<String> differing = differing(TuningTask.of(config), tuned.task());
        if (tuned.horizon() != config.evaluation().steps()) {
            differing.add(
                    "evaluation.steps is " + config.evaluation().steps() + " here and " + tuned.horizon() + " there");
        }
        if (!differing.isEmpty()) {
            throw Fault.badInput(
                    file.toString(),
                    "is of another task (" + String.join("; ", differing) + ")",
                    "a tuned teacher of this one",
                    "name another, or evaluate on its task by -o");
        }
        return tuned;
    }

    /** The differences of two tasks, one sentence each. */
    static List<String> differing(Map<String, String> here, Map<String, String> there) {
        List<String> differing = new ArrayList<>();
        here.forEach((key, value) -> {
            if (!value.equals(there.get(key))) {
                differing.add(key + " is " + value + " here and " + there.get(key) + " there");
            }
        });
        there.keySet().stream()
                .filter(key -> !here.containsKey(key))
                .forEach(key -> differing.add(key + " is only there"));
        return differing;
    }
}
