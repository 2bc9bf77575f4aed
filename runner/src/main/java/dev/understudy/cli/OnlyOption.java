package dev.understudy.cli;

import dev.understudy.batch.Plan;
import dev.understudy.fault.Fault;
import dev.understudy.run.PlanFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The option to run one trial of a plan: the work of one task of a cluster's array. Trials are counted from 0, as
 * SLURM_ARRAY_TASK_ID and JOB_COMPLETION_INDEX are.
 */
final class OnlyOption {
    static final String NAME = "--only";

    @Option(
            names = NAME,
            paramLabel = "N",
            description =
                    "Runs trial N of a plan.json, counted from 0, given instead of configs: one task of a cluster's array, see docs/cluster.md.")
    private Integer index;

    /**
     * The plan whose trial is meant; null without this option.
     *
     * @param files the files of the call
     * @param overrides its -o
     * @throws Fault bad input if it is not one file that holds a plan as the program wrote it, if the plan has no such
     *     trial, or if no trial of it can run alone; without this option, if one of the files is a plan
     */
    PlanFile plan(List<Path> files, List<String> overrides) {
        if (index == null) {
            refusePlans(files);
            return null;
        }
        if (files.size() > 1) {
            throw refused("is given with " + files.size() + " files", "one plan.json", "name that alone");
        }
        if (!overrides.isEmpty()) {
            throw refused(
                    "is given with -o " + overrides.get(0).split("=", 2)[0],
                    "a trial as it was planned",
                    "give -o to `plan`, which writes another plan.json");
        }
        Path file = files.get(0);
        PlanFile plan = read(file)
                .orElseThrow(() -> Fault.badInput(
                        file.toString(),
                        Files.exists(file) ? "is no plan" : "is not there",
                        "the plan.json that `plan CONFIG` has written",
                        "make it with `plan`, and name it instead of a config"));
        check(plan, file);
        return plan;
    }

    private void check(PlanFile plan, Path file) {
        int count = plan.trials().size();
        if (!plan.whole()) {
            throw Fault.badInput(
                    file.toString(),
                    "was changed since it was planned: its hash is not that of its trials",
                    "a plan as it was written",
                    "make it again with `plan`");
        }
        if (plan.halving()) {
            throw Fault.badInput(
                    file.toString(),
                    "is the plan of a sweep by halving, whose trials stop at rungs unless they are among the best",
                    "a plan whose trials do not depend on each other",
                    "run its config as one batch, or plan it without sweep.halving");
        }
        if (index < 0 || index >= count) {
            throw Fault.badInput(
                    NAME,
                    "is " + index + ", and " + file + " has " + count + (count == 1 ? " trial" : " trials"),
                    count == 1 ? "0" : "0 to " + (count - 1),
                    "correct the number; the first trial is 0");
        }
    }

    /** The planned trial. @param plan what {@link #plan} has given */
    Plan trial(PlanFile plan) {
        return Plan.only(plan.trials().get(index), "trial " + index + " of the plan");
    }

    private static void refusePlans(List<Path> files) {
        for (Path file : files) {
            if (read(file).isPresent()) {
                throw Fault.badInput(
                        file.toString(),
                        "is a plan and no config",
                        "a config, or " + NAME + " N with the number of one trial, counted from 0",
                        "add " + NAME + ", or name the config to run all its trials");
            }
        }
    }

    /** Empty if the file is no plan. A config may be JSON as well; pipes can be read only once, and are configs. */
    private static Optional<PlanFile> read(Path file) {
        try {
            return Files.isRegularFile(file) ? PlanFile.read(file) : Optional.empty();
        } catch (Fault noPlan) {
            return Optional.empty();
        }
    }

    private static Fault refused(String found, String expected, String remedy) {
        return Fault.badInput(NAME, found, expected, remedy);
    }
}
