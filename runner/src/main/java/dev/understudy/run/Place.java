package dev.understudy.run;

import java.nio.file.Path;

/**
 * Where a trial's or an evaluation's directory is: {@code root/group/name}.
 *
 * @param root exists already or is made; no link below it may lead out of it
 * @param group folder between the two: the name of the run, or "evaluations"
 * @param name the trial, as in seed-1, or the evaluation
 * @param status the file that says how far it is: an evaluation has its own, so that status.json is a trial's alone
 */
public record Place(Path root, String group, String name, String status) {
    /** @throws dev.understudy.fault.Fault bad input if a name is not allowed */
    public Place {
        RunNames.check("name", group);
        RunNames.check(status.equals(RunDirectory.STATUS) ? "trial" : "--name", name);
    }

    /** {@code runs/NAME/seed-N}. */
    public static Place ofTrial(Path runs, String name, String trial) {
        return new Place(runs, name, trial, RunDirectory.STATUS);
    }

    /** {@code RUN/evaluations/NAME}, beside the training. @param run a trial's directory, or what stands for it */
    public static Place ofEvaluation(Path run, String name) {
        return new Place(run, RunDirectory.EVALUATIONS, name, RunDirectory.EVALUATION_STATUS);
    }

    public Path path() {
        return root.resolve(group).resolve(name);
    }

    public boolean isEvaluation() {
        return status.equals(RunDirectory.EVALUATION_STATUS);
    }
}
