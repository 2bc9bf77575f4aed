package dev.understudy.cli;

import dev.understudy.fault.Fault;
import java.util.List;
import java.util.stream.IntStream;

/** Parses --task, which selects tasks of a training. Tasks are counted from 1, in the order of the config. */
final class TaskChoice {
    static final String ALL = "all";
    static final String OPTION = "--task";

    private TaskChoice() {}

    /**
     * @param asked a number, "all", or null for the first task
     * @param there the number of tasks of the training
     * @throws Fault bad input if it names no task of the training
     */
    static List<Integer> of(String asked, int there, String origin) {
        if (asked == null) {
            return List.of(1);
        }
        List<Integer> every = IntStream.rangeClosed(1, there).boxed().toList();
        if (asked.equals(ALL)) {
            return every;
        }
        return every.stream()
                .filter(number -> asked.equals(String.valueOf(number)))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> Fault.badInput(
                        OPTION + " " + asked,
                        "is not a task of " + origin,
                        there == 1 ? "1, its only one, or all" : "1 to " + there + ", or all",
                        "correct the option"));
    }

    /** The name of a task's evaluation, and the suffix of its tuning's name. */
    static String name(int number) {
        return "task-" + number;
    }
}
