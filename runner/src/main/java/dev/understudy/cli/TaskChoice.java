package dev.understudy.cli;

import dev.understudy.fault.Fault;
import java.util.List;
import java.util.stream.IntStream;

/** Which tasks of a training a command is about, as --task names them. Tasks are counted from 1, in the order of the config. */
final class TaskChoice {
    static final String ALL = "all";
    static final String OPTION = "--task";

    private TaskChoice() {}

    /**
     * @param asked a number, "all", or null for the first
     * @param there that the training has
     * @throws Fault bad input where it names none of them
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
                        "names no task of " + origin,
                        there == 1 ? "1, its only one, or all" : "1 to " + there + ", or all",
                        "correct the option"));
    }

    /** What its evaluation is called, and its tuning behind the name of the run. */
    static String name(int number) {
        return "task-" + number;
    }
}
