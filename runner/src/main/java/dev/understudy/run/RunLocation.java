package dev.understudy.run;

import dev.understudy.fault.Fault;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The location of the directory of a trial or an evaluation: {@code root/group/name}.
 *
 * @param root exists already or is made; no link below it may lead out of it
 * @param group folder between the two: the name of the run, or "evaluations"
 * @param name of the trial, as in seed-1, or of the evaluation
 * @param status name of the status file: an evaluation has its own, so that status.json is always a trial's
 */
public record RunLocation(Path root, String group, String name, String status) {
    /** Names of this form are safe as directories on every system, and cannot forge a line of a log. */
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");
    /** The name of a swept trial, {@code learningRate=3e-4,seed-2}; file systems and URLs allow both marks. */
    private static final Pattern TRIAL = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9.,=_-]{0,63}");

    /** @throws Fault bad input if a name is not allowed */
    public RunLocation {
        boolean trial = status.equals(RunDirectory.STATUS);
        check("name", group, ALLOWED, "'.', '_' or '-'");
        check(
                trial ? "trial" : "--name",
                name,
                trial ? TRIAL : ALLOWED,
                trial ? "'.', '_', '-', ',' or '='" : "'.', '_' or '-'");
    }

    /** {@code runs/NAME/seed-N}, or of a sweep {@code runs/NAME/learningRate=3e-4,seed-N}. */
    public static RunLocation ofTrial(Path runs, String name, String trial) {
        return new RunLocation(runs, name, trial, RunDirectory.STATUS);
    }

    /**
     * {@code RUN/evaluations/NAME}, below the training. @param run a trial's directory, or another folder instead of it
     */
    public static RunLocation ofEvaluation(Path run, String name) {
        return new RunLocation(run, RunDirectory.EVALUATIONS, name, RunDirectory.EVALUATION_STATUS);
    }

    public Path path() {
        return root.resolve(group).resolve(name);
    }

    public boolean isEvaluation() {
        return status.equals(RunDirectory.EVALUATION_STATUS);
    }

    /** @throws Fault bad input, naming {@code field}; the name is shown with control characters replaced */
    private static void check(String field, String name, Pattern allowed, String marks) {
        if (!allowed.matcher(name).matches()) {
            throw Fault.badInput(
                    field,
                    "is \"" + name.replaceAll("\\p{Cntrl}", "?") + "\"",
                    "1 to 64 letters a-z or A-Z, digits, " + marks + ", with no '.' in front",
                    "correct it");
        }
    }
}
